package io.spikewatt.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of other authors that tests talk to the servers with. */
final class Tool {

  /**
   * How often a server of another author is restarted. Its orderly shutdown takes seconds, so the
   * long run is asked for with {@code -Dspikewatt.restarts=10}.
   */
  static final int RESTARTS = Integer.getInteger("spikewatt.restarts", 3);

  private Tool() {}

  /** Skips the test, saying so, where a program is not installed. */
  static void need(String path) {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(path)), () -> "SKIPPED: " + path + " is not installed here");
  }

  /** Skips the test, saying so, where Debian's Python lacks a module. */
  static void needPythonModule(String module) throws IOException, InterruptedException {
    need("/usr/bin/python3");
    Process process =
        new ProcessBuilder("/usr/bin/python3", "-c", "import " + module)
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    Assumptions.assumeTrue(
        process.waitFor() == 0, () -> "SKIPPED: python3-" + module + " is not installed here");
  }

  /** Output of a program that must end well within 20 s. */
  static String run(String... command) throws IOException, InterruptedException {
    Outcome outcome = outcome(command);
    assertEquals(0, outcome.exitCode(), () -> List.of(command) + "\n" + outcome.output());
    return outcome.output();
  }

  /**
   * @param output standard output and error
   */
  record Outcome(int exitCode, String output) {}

  static Outcome outcome(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> List.of(command) + " hangs");
    return new Outcome(process.exitValue(), output);
  }
}
