package io.spikewatt.controller.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.WiredCycle;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole cycle on a site whose grid meter is inverted. */
class GridMeterAlarmTest {

  @TempDir Path directory;

  @Test
  void a_wrong_sign_is_an_alarm_and_ends_in_a_hold() throws Exception {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    plant.socPct = 50;
    plant.meterRenewedS = 1;
    plant.batteryRenewedS = 1;
    plant.lose("feeder1", true);
    plant.meterShows = (grid, battery) -> -grid;
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), plant.now());
    PlantBoard.Place place = board.place(List.of());
    try (HistoryStore store = HistoryStore.open(directory)) {
      ControlCycle cycle =
          WiredCycle.of(
              demo.site(),
              demo.outputs(),
              board,
              new SetpointBoard(),
              new Letterbox(),
              store,
              directory,
              plant.now());
      CycleReport report = cycle.run(plant.now());
      for (int second = 0; second < 45; second++) {
        plant.loadW = 500 + second % 7;
        place.post(List.copyOf(plant.snapshot().all()));
        report = cycle.run(plant.now());
        plant.obey(report.verdicts());
      }
      assertInstanceOf(Mode.Hold.class, report.mode());
      assertEquals(0, plant.batteryW(), 1);
      assertEquals(
          List.of(new Dispatch.Alarm("grid-meter", AlarmTexts.meterInverted("meter1", false))),
          report.dispatch().alarms());
    }
  }
}
