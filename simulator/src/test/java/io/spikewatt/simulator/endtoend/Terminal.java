package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The command line on a pseudo-terminal, made by script of util-linux, and a person's keys. */
final class Terminal implements AutoCloseable {

  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final int PATIENCE_S = 90;

  private final Process process;
  private final StringBuilder shown = new StringBuilder();

  Terminal(Path directory, String... arguments) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(SCRIPT), () -> "SKIPPED: " + SCRIPT + " is not installed here");
    // A shell that starts the tests in the background has them ignore the signal of Ctrl-C.
    String command =
        "env --default-signal=INT " + String.join(" ", DaemonProcess.command(arguments));
    this.process =
        new ProcessBuilder(List.of(SCRIPT.toString(), "-qefc", command, "/dev/null"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    // A read from a screen cannot be interrupted; it ends with the program.
    CompletableFuture.delayedExecutor(PATIENCE_S, TimeUnit.SECONDS).execute(this::close);
  }

  /**
   * Waits for the next question.
   *
   * @return what was shown since the last key; without a question at its end when the program ended
   */
  String question() throws IOException {
    InputStream screen = process.getInputStream();
    int from = shown.length();
    while (!shown.substring(from).endsWith("]: ")) {
      int next = screen.read();
      if (next < 0) {
        break;
      }
      shown.append((char) next);
    }
    return shown.substring(from);
  }

  void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Presses Ctrl-C. */
  void interrupt() throws IOException {
    type("\u0003");
  }

  /** Reads until the program ended. */
  int exitCode() throws IOException, InterruptedException {
    while (question().endsWith("]: ")) {
      // Another question is what the exit code will tell.
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), this::toString);
    return process.exitValue();
  }

  @Override
  public String toString() {
    return shown.toString();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
