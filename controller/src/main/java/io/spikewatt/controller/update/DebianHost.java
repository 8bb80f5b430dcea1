package io.spikewatt.controller.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Debian machine, changed and asked by programs: the version that runs this code is not the one
 * that has to be asked afterwards.
 *
 * @param installer is given the package's path
 * @param program {@code spikewatt} as installed
 * @param key whose signatures packages need, OpenPGP, armored; empty: none is needed
 */
public record DebianHost(Path installer, Path program, Optional<Path> key) implements UpdateHost {

  /** apt may wait for the lock of another run, and the box for its start-up archives. */
  private static final Duration INSTALLATION = Duration.ofMinutes(30);

  private static final Duration QUESTION = Duration.ofMinutes(1);
  private static final int LONGEST_OUTPUT = 1 << 16;
  private static final int LINES_KEPT = 5;

  /** Output and exit code of a program; 127 if it could not run, 124 if it was stopped. */
  private record Run(int code, String output) {}

  @Override
  public String architecture() {
    String machine = System.getProperty("os.arch", "");
    return machine.equals("aarch64") ? "arm64" : machine;
  }

  @Override
  public PackageFields read(Path file) throws IOException {
    Run run =
        run(
            QUESTION,
            "dpkg-deb",
            "--show",
            "--showformat=${Package}\\n${Version}\\n${Architecture}\\n",
            file.toString());
    List<String> lines = run.output().lines().toList();
    if (run.code() != 0 || lines.size() != 3) {
      throw new IOException("expected a Debian package: " + run.output().strip());
    }
    return new PackageFields(lines.get(0), lines.get(1), lines.get(2));
  }

  @Override
  public boolean wantsSignature() {
    return key.isPresent();
  }

  /** By the program that Debian 13's own apt verifies with. */
  @Override
  public Optional<String> distrust(Path file, Path signature) {
    Run run =
        run(
            QUESTION,
            "sqv",
            "--keyring=" + key.orElseThrow(),
            "--signature-file=" + signature,
            file.toString());
    return run.code() == 0
        ? Optional.empty()
        : Optional.of("the signature does not hold: " + run.output().strip());
  }

  @Override
  public Installation install(Path file) {
    Run run = run(INSTALLATION, installer.toString(), file.toString());
    List<String> lines = run.output().lines().filter(line -> !line.isBlank()).toList();
    String last =
        String.join("; ", lines.subList(Math.max(0, lines.size() - LINES_KEPT), lines.size()));
    return new Installation(
        run.code() == 0,
        run.code() == 0 ? last : "the installer ended with " + run.code() + ": " + last);
  }

  @Override
  public Optional<String> version() {
    Run run = run(QUESTION, program.toString(), "version");
    String output = run.output().strip();
    return run.code() == 0 && output.startsWith("spikewatt ")
        ? Optional.of(output.substring("spikewatt ".length()))
        : Optional.empty();
  }

  @Override
  public boolean healthy() {
    return run(QUESTION, program.toString(), "status", "--healthy").code() == 0;
  }

  /** Output goes to a file: a program that hangs with an open pipe would hold the reader. */
  private static Run run(Duration longest, String... command) {
    try {
      Path output = Files.createTempFile("spikewatt-update", ".log");
      try {
        return run(longest, output, command);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return new Run(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Run(124, "interrupted");
    }
  }

  private static Run run(Duration longest, Path output, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
      // An installation is not cut off: dpkg would stop between two files.
      if (longest.equals(QUESTION)) {
        process.destroyForcibly();
      }
      return new Run(124, command[0] + " has not ended within " + longest.toMinutes() + " min");
    }
    return new Run(process.exitValue(), tail(output));
  }

  private static String tail(Path output) throws IOException {
    try (FileChannel in = FileChannel.open(output)) {
      in.position(Math.max(0, in.size() - LONGEST_OUTPUT));
      return new String(Channels.newInputStream(in).readNBytes(LONGEST_OUTPUT), UTF_8);
    }
  }
}
