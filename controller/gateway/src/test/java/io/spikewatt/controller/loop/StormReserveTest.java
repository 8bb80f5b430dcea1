package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.WiredCycle;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A commanded reserve holds with and without a plan; only the import limit may use it. */
class StormReserveTest {

  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);

  @TempDir private Path directory = Path.of("");

  private final Letterbox letters = new Letterbox();
  private final DemoSite demo = DemoSite.usual().withReserve(20);
  private final DemoPlant plant = new DemoPlant(demo);
  private int ids;
  private HistoryStore store;
  private ControlCycle cycle;
  private PlantBoard.Place place;

  @BeforeEach
  void wire() throws IOException {
    plant.socPct = 60;
    plant.loadW = 2000;
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), plant.now());
    place = board.place(List.of());
    store = HistoryStore.open(directory);
    cycle =
        WiredCycle.of(
            demo.site(),
            demo.outputs(),
            board,
            new SetpointBoard(),
            letters,
            store,
            directory,
            plant.now());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "self-consumption", "island-test"})
  void itHoldsInEveryModeOnTheGrid(String mode) {
    command("mode", "\"" + mode + "\"");
    assertTrue(batteryW(run(30)) > 1900, "the configured reserve of 20 % is far");
    command("reserve-soc", "80");
    CycleReport report = run(10);
    assertEquals(0, batteryW(report), 0);
    assertEquals(Reason.RESERVE, report.dispatch().explanation(BATTERY).orElseThrow().decidedBy());
    plant.pvPotentialW = 6000;
    assertTrue(batteryW(run(20)) < -1000, "it goes on charging");
  }

  @Test
  void aLowerCommandLeavesTheConfiguredReserve() {
    command("reserve-soc", "12");
    plant.socPct = 19;
    assertEquals(0, batteryW(run(10)), 0);
  }

  @Test
  void oneForALaterTimeDoesNotHoldYet() {
    String from = plant.now().instant().plusSeconds(300).toString();
    command("reserve-soc", "{\"percent\": 80, \"from\": \"%s\"}".formatted(from));
    assertTrue(batteryW(run(30)) > 1900);
    assertEquals(0, batteryW(run(300)), 0);
  }

  @Test
  void aCommandedPowerDoesNotUseIt() {
    command("setpoint/battery1", "3000");
    assertEquals(3000, batteryW(run(30)), 1);
    command("reserve-soc", "80");
    CycleReport report = run(10);
    assertEquals(0, batteryW(report), 0);
    assertEquals(Reason.RESERVE, report.dispatch().explanation(BATTERY).orElseThrow().decidedBy());
    command("mode", "\"hold\"");
    assertEquals(0, batteryW(run(10)), 0);
  }

  @Test
  void theImportLimitUsesIt() {
    command("reserve-soc", "80");
    plant.loadW = 13_000;
    assertTrue(batteryW(run(30)) > 1000, "a limit of the connection comes first");
  }

  private CycleReport run(int seconds) {
    CycleReport report = null;
    for (int i = 0; i < seconds; i++) {
      place.post(List.copyOf(plant.snapshot().all()));
      report = cycle.run(plant.now());
      plant.obey(report.verdicts());
    }
    return Objects.requireNonNull(report);
  }

  private static double batteryW(CycleReport report) {
    return report.dispatch().explanation(BATTERY).orElseThrow().value();
  }

  private void command(String name, String value) {
    String payload =
        "{\"id\":\"%d\",\"issuedAt\":\"%s\",\"validForS\":3600,\"value\":%s}"
            .formatted(++ids, plant.now().instant(), value);
    letters.put(
        new Message("test/command/" + name, payload.getBytes(StandardCharsets.UTF_8), false));
  }
}
