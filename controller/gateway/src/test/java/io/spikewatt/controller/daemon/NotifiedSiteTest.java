package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.fixture.PostedReadings;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Letterbox;
import io.spikewatt.testkit.OneMeterSite;
import io.spikewatt.testkit.WebhookServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alarms of a controlled site reach a webhook: over reloads and restarts, each once. */
@Timeout(60)
class NotifiedSiteTest {

  @TempDir private Path directory = Path.of("");
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-15T10:00:00Z"));
  private final PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
  private final PostedReadings readings = new PostedReadings(board);
  private WebhookServer webhook;
  private BlockingQueue<String> received;

  @BeforeEach
  void serve() throws IOException {
    webhook = new WebhookServer(_ -> 204);
    received = webhook.bodies();
    answers();
  }

  @AfterEach
  void stop() {
    webhook.close();
  }

  private void answers() {
    readings.set("meter1", Quantity.POWER_W, 400);
    readings.set("meter1", Quantity.VOLTAGE_L1_V, 230);
    readings.set("meter1", Quantity.FREQUENCY_HZ, 50);
  }

  private Site site(String importPrice, int port) throws IOException {
    Path file = OneMeterSite.write(directory, "home");
    String notify =
        """
        notify:
          targets:
            - { webhook: "http://127.0.0.1:%d/" }
            - { webhook: "http://127.0.0.1:%d/", name: dead }
        """
            .formatted(webhook.port(), port);
    Files.writeString(
        file, Files.readString(file).replace("import-per-kwh: 0.3", importPrice) + notify);
    if (ConfigLoader.load(file) instanceof LoadedSite.Ok ok) {
      return ok.site();
    }
    throw new AssertionError(ConfigLoader.load(file));
  }

  private RunningSite started(Site site) {
    return SiteAssembly.of(
        site,
        new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
        new Letterbox(),
        event -> {},
        ConfigReload.NONE,
        clock.now());
  }

  private void run(RunningSite running, Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      readings.post(clock.now());
      var _ = running.cycle().run(clock.now());
      if (second % 5 == 4) {
        running.inform(clock.now());
      }
    }
  }

  @Test
  void an_alarm_is_reported_once_over_a_reload_and_a_restart_and_then_its_end() throws Exception {
    Site site = site("import-per-kwh: 0.3", 1);
    RunningSite running = started(site);
    run(running, Duration.ofSeconds(30));
    readings.silence("meter1");
    run(running, Duration.ofMinutes(3));
    assertEquals(1, received.size(), received::toString);
    String reported = received.remove();
    assertTrue(reported.contains("\"code\":\"device/meter1\",\"severity\":\"error\""), reported);

    RunningSite replaced = SiteAssembly.next(site("import-per-kwh: 0.4", 1), running, clock.now());
    run(replaced, Duration.ofMinutes(3));
    replaced.close();
    RunningSite restarted = started(site);
    restarted.inform(clock.now());
    run(restarted, Duration.ofMinutes(10));
    assertEquals(1, received.size(), "one on the target that fails: " + received);
    assertTrue(received.remove().contains("notify/dead"));
    assertEquals(
        Set.of("notify/dead"),
        Set.copyOf(
            restarted.reporter().problems().keySet().stream()
                .filter(code -> code.startsWith("notify/"))
                .toList()));

    answers();
    run(restarted, Duration.ofMinutes(5));
    assertEquals(1, received.size(), received::toString);
    assertTrue(received.remove().contains("\"state\":\"over\""));
    assertEquals("dead", restarted.notified().getLast().name());
    assertTrue(restarted.notified().getLast().problem().isPresent());
    restarted.close();
  }
}
