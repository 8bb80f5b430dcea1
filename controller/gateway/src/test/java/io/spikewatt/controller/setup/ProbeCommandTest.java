package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ProbeCommandTest {

  @TempDir private Path directory;

  /** The kernel accepts connections for a listener that nobody serves. */
  @Test
  void aServerThatDoesNotAnswerIsExplainedOnce() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      Path file =
          Files.writeString(
              directory.resolve("site.yaml"),
              """
              site: { name: test, timezone: Europe/Berlin }
              grid: { import-limit-w: 11000, export-limit-w: 4000 }
              tariff: { import-per-kwh: 0.3, currency: EUR }
              storage: { directory: state }
              devices:
                - id: meter1
                  profile: eastron-sdm630
                  connection: { modbus-tcp: 127.0.0.1, port: %d, unit: 3 }
                  grid-meter:
              """
                  .formatted(silent.getLocalPort()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      ExitCode code =
          new ProbeCommand(stream(out), stream(err)).run(List.of("--config", file.toString()));
      assertEquals(ExitCode.UNREACHABLE, code);
      String told = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
      assertTrue(
          told.contains("does not answer as unit 3 in Modbus TCP: another unit, or RTU"), told);
      assertTrue(told.lines().count() <= 4, told);
      assertTrue(told.startsWith("meter1: no value of "), told);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
