package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.UndescribedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal, from nothing to a site under control. */
@Timeout(180)
class InitOnTerminalTest {

  private static final Instant NOON = Instant.parse("2026-06-09T10:00:00Z");

  private UndescribedSite site;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void start() throws IOException {
    site = new UndescribedSite(new ShiftedClock(NOON));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void enter_alone_leads_to_a_site_whose_devices_are_set() throws Exception {
    Path file = directory.resolve("site.yaml");
    try (Terminal terminal = init(file, site.plant().port(ServerName.GRID_METER))) {
      while (terminal.question().endsWith("]: ")) {
        terminal.type("\n");
      }
      assertEquals(0, terminal.exitCode(), terminal::toString);
      assertTrue(terminal.toString().contains("written: " + file), terminal::toString);
    }
    assertEquals(List.of("site.yaml"), files());
    assertEquals("rw-r-----", mode(file));
    try (DaemonProcess daemon = DaemonProcess.start(directory, "run", "--config", "" + file)) {
      Clock realTime = new SystemClock();
      Moment end = realTime.now().plus(Duration.ofSeconds(60));
      while (!(boolean) site.plant().plant().read(p -> p.pv().limit().enabled())) {
        assertTrue(!realTime.now().isAfter(end), () -> "sets nothing\n" + daemon.log());
        realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(50)));
      }
      try (DaemonProcess status =
          DaemonProcess.start(directory, "status", "--config", file.toString())) {
        assertEquals(0, status.exitCode(30), status::log);
        assertTrue(
            status.out().matches("(?s).*doing +(Watching the grid|Limiting the sun).*"),
            status::log);
      }
    }
  }

  @Test
  void ctrl_c_at_any_question_leaves_nothing() throws Exception {
    Path file = directory.resolve("site.yaml");
    String asked = "";
    for (int answers = 0; !asked.startsWith("Write"); answers++) {
      try (Terminal terminal = init(file, site.meterPort())) {
        for (int i = 0; i < answers; i++) {
          terminal.question();
          terminal.type("\n");
        }
        String shown = terminal.question();
        asked = shown.substring(shown.lastIndexOf('\n', shown.length() - 2) + 1);
        assertTrue(asked.endsWith("]: "), terminal::toString);
        terminal.interrupt();
        assertEquals(130, terminal.exitCode(), terminal::toString);
      }
      assertEquals(List.of(), files(), asked);
    }
  }

  private Terminal init(Path file, int meterPort) throws IOException {
    return new Terminal(
        directory,
        "init",
        "127.0.0.1:" + site.plant().port(ServerName.PV_INVERTER),
        "127.0.0.1:" + meterPort,
        "--config",
        file.toString());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }
}
