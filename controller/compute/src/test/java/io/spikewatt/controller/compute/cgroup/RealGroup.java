package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A control group of this machine with real processes, gone after the test. */
public final class RealGroup implements AutoCloseable {

  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  private final String name;
  private final List<Path> directories = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  private RealGroup(String name) {
    this.name = name;
  }

  /**
   * Makes the group in some trees; skips the test where that is not possible.
   *
   * @param trees {@code cpu}, {@code freezer}, {@code unified}, or {@code .} for version 2 alone
   */
  public static RealGroup in(String... trees) {
    RealGroup group = new RealGroup("spikewatt-test-" + ProcessHandle.current().pid());
    for (String tree : trees) {
      Path root = MOUNT.resolve(tree).normalize();
      Path directory = root.resolve(group.name);
      try {
        if (!Files.exists(root.resolve("cgroup.procs"))) {
          throw new IOException("no control groups in " + root);
        }
        Files.createDirectory(directory);
        group.directories.add(directory);
      } catch (IOException e) {
        group.close();
        Assumptions.abort("SKIPPED: no control group can be made: " + e);
      }
    }
    return group;
  }

  /** Skips the test if a file is not in the group's directory. */
  public void require(String tree, String file) {
    Path needed = MOUNT.resolve(tree).resolve(name).resolve(file);
    if (!Files.exists(needed)) {
      close();
      Assumptions.abort("SKIPPED: there is no " + needed);
    }
  }

  public ControlGroup group() {
    return new ControlGroup(MOUNT, name);
  }

  /** Starts a shell script in the group that ignores TERM and the like; returns once it does. */
  public Process start(String script) throws IOException {
    StringBuilder enter = new StringBuilder();
    for (Path directory : directories) {
      enter.append("echo $$ > ").append(directory.resolve("cgroup.procs")).append(" && ");
    }
    Process process =
        new ProcessBuilder(
                "/bin/sh", "-c", enter + "trap '' TERM HUP INT TSTP; echo started; " + script)
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    if (!"started".equals(process.inputReader().readLine())) {
      close();
      Assumptions.abort("SKIPPED: no process can enter a control group");
    }
    return process;
  }

  /** Moves a process to the root of a tree, as a job that escapes would. */
  public static void leave(String tree, Process process) throws IOException {
    Files.writeString(
        MOUNT.resolve(tree).resolve("cgroup.procs"), Long.toString(process.pid()) + "\n");
  }

  /** Time of processor that a process has used, clock ticks. */
  public static long ticks(Process process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Thaws and removes everything. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    for (Path directory : directories) {
      write(directory.resolve("freezer.state"), "THAWED");
      write(directory.resolve("cgroup.freeze"), "0");
    }
    for (Process process : processes) {
      process.onExit().join();
    }
    for (Path directory : directories.reversed()) {
      Await.until("the group is empty: " + directory, () -> removed(directory));
    }
  }

  private static void write(Path file, String text) {
    try {
      if (Files.exists(file)) {
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean removed(Path directory) {
    try (Stream<String> left = Files.lines(directory.resolve("cgroup.procs"))) {
      if (left.findAny().isPresent()) {
        return false;
      }
    } catch (IOException e) {
      return true;
    }
    try {
      Files.delete(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
