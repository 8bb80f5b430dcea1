package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SunSpecChainBank;
import io.spikewatt.simulator.server.TcpServer;
import io.spikewatt.simulator.site.SimulatedSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An inverter that shows its meter in its own chain of models, at one address and one unit. */
@Timeout(180)
class SunSpecChainTest {

  private static final Instant NOON = Instant.parse("2026-06-09T10:00:00Z");

  @TempDir private Path directory = Path.of("");

  private SimulatedSite site;
  private TcpServer chain;

  @BeforeEach
  void start() throws Exception {
    site =
        new SimulatedSite(
            SiteParameters.demo(7),
            new ShiftedClock(NOON),
            new PlainContacts(),
            0,
            Duration.ofSeconds(10),
            50);
    // Before the first step every power is 0, and a quick scan is over within a step.
    site.plant().change(physics -> physics.step(SimulatedSite.STEP));
    site.start();
    chain = SunSpecChainBank.server(site.plant(), 0);
    chain.start();
  }

  @AfterEach
  void stop() {
    chain.stop();
    site.close();
  }

  @Test
  void scan_writes_both_parts_and_probe_reads_both() throws Exception {
    Path file = directory.resolve("site.yaml");
    String found = ok("scan", "127.0.0.1:" + chain.port(), "--json", "--write", "" + file);
    assertTrue(found.contains("\"profiles\":[\"sunspec-inverter\",\"sunspec-meter\"]"), found);
    String probed = ok("probe", "--config", "" + file, "--json");
    for (String device : new String[] {"pv1", "meter1"}) {
      String reading = "{\"device\":\"%s\",\"signal\":\"power_w\",\"value\":".formatted(device);
      assertTrue(probed.contains(reading), probed);
    }
  }

  @Test
  void init_makes_a_site_of_them_that_limits_the_feed_in() throws Exception {
    Path file = directory.resolve("site.yaml");
    try (Terminal terminal =
        new Terminal(directory, "init", "127.0.0.1:" + chain.port(), "--config", "" + file)) {
      while (terminal.question().endsWith("]: ")) {
        terminal.type("\n");
      }
      assertEquals(0, terminal.exitCode(), terminal::toString);
    }
    String written = Files.readString(file);
    assertTrue(written.contains("profile: sunspec-inverter"), written);
    assertTrue(written.contains("profile: sunspec-meter"), written);
    try (DaemonProcess daemon = DaemonProcess.start(directory, "run", "--config", "" + file)) {
      Clock realTime = new SystemClock();
      Moment end = realTime.now().plus(Duration.ofSeconds(90));
      while (!(boolean) site.plant().read(p -> p.pv().limit().enabled())) {
        assertTrue(!realTime.now().isAfter(end), () -> "sets nothing\n" + daemon.log());
        realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(50)));
      }
    }
  }

  private String ok(String... arguments) throws Exception {
    try (DaemonProcess process = DaemonProcess.start(directory, arguments)) {
      assertEquals(0, process.exitCode(60), process::log);
      return process.out();
    }
  }
}
