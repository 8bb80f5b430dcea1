package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the system that provoke faults. */
final class SystemCommands {

  private SystemCommands() {}

  /** Runs a program to its end; a failure means that this machine cannot provoke the fault. */
  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new Drill.Skipped(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }

  /** Starts a program in the background, in this folder. */
  static Process start(Path log, List<String> command) throws IOException {
    return start(log, Path.of(""), Map.of(), command);
  }

  /** Starts a program in the background, in a folder and with more variables. */
  static Process start(Path log, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Replaces a folder by a copy of another one. */
  static void copy(Path from, Path to) throws Exception {
    run("rm", "-rf", to.toString());
    run("cp", "-r", from.toString(), to.toString());
  }

  static void signal(long pid, String name) throws Exception {
    run("kill", "-" + name, Long.toString(pid));
  }

  /** A file system of 2 MB in memory, so that it can be filled. */
  static void mountSmall(Path at) throws Exception {
    Files.createDirectories(at);
    run("mount", "-t", "tmpfs", "-o", "size=2m", "drill", at.toString());
  }

  /** Ext4 in a file, which becomes read-only after an error as on an SD card. */
  static void mountImage(Path image, Path at) throws Exception {
    Files.createDirectories(at);
    // No commit by time: only what the daemon syncs reaches the image.
    run("mount", "-o", "loop,errors=remount-ro,commit=300", image.toString(), at.toString());
  }

  static void makeImage(Path image) throws Exception {
    run("truncate", "-s", "16M", image.toString());
    run("mkfs.ext4", "-q", image.toString());
  }

  static void unmount(Path at) {
    try {
      run("umount", "-l", at.toString());
    } catch (Exception gone) {
      // The mount namespace ends with the bench.
    }
  }
}
