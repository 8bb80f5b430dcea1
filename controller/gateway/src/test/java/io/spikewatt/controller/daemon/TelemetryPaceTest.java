package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TelemetryPaceTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));

  @TempDir private Path directory;

  @Test
  void everyCycleTellsTheStateThoughItComesALittleEarlyOrLate() throws Exception {
    Letterbox letters = new Letterbox();
    Site site = DemoSite.usual().site();
    try (HistoryStore store = HistoryStore.open(directory);
        RunningSite control = control(site, letters, store)) {
      for (int i = 0; i < 60; i++) {
        control.cycle().run(START.plus(Duration.ofMillis(1000 * i + 17 * i % 21 - 10)));
      }
    }
    assertEquals(60, letters.published("test/state"));
  }

  private RunningSite control(Site site, Letterbox letters, HistoryStore store) {
    return SiteAssembly.of(
        site,
        new SiteAssembly.Plant(
            new PlantBoard(new LinkedHashMap<>(), START),
            new SetpointBoard(),
            new CommandGate(List.of(), List.of())),
        new SiteAssembly.Outside(
            letters,
            new MqttTopics("test/"),
            BrokerConnection.telemetryInterval(site),
            command -> true,
            event -> {},
            ConfigReload.NONE),
        PersistentState.of(store, directory.resolve("models"), site),
        START);
  }
}
