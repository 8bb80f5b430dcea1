package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.store.StateLock;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommissionCommandTest {

  @TempDir private Path directory;

  @Test
  void noPowerMovesWhileSomebodyElseControlsTheSite() throws Exception {
    Path site = OneMeterSite.write(directory, "test");
    Files.writeString(
        site,
        Files.readString(site)
            + """
              - id: battery1
                profile: hybrid-battery
                connection: { modbus-tcp: 127.0.0.1, port: 1 }
                battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000 }
            """);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(err, true, UTF_8);
    try (StateLock daemon = StateLock.take(directory.resolve("state"), "run")) {
      ExitCode code =
          Main.run(
              List.of(
                  "commission",
                  "--config",
                  site.toString(),
                  "--device",
                  "battery1",
                  "--min",
                  "0",
                  "--max",
                  "100"),
              to,
              to);
      assertEquals(ExitCode.UNREACHABLE, code, daemon::toString);
      String holder =
          "site test: %s is in use by spikewatt run, process %d: stop it first"
              .formatted(directory.resolve("state"), ProcessHandle.current().pid());
      assertTrue(err.toString(UTF_8).contains(holder), err.toString(UTF_8));
    }
  }
}
