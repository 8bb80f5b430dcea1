package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.guard.Interlock.Range;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsAndInterlockTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private static final Site SITE = DemoSite.usual().site();

  @ParameterizedTest
  @CsvSource({
    // contact, command import, command export: in force, who, in force, who
    "0,,,           12000, CONFIGURED,    5000, CONFIGURED",
    "0, 6000, 1000,  6000, COMMAND,       1000, COMMAND",
    "0, 99000, 9000, 12000, CONFIGURED,   5000, CONFIGURED",
    "1,,,            4200, GRID_OPERATOR,    0, GRID_OPERATOR",
    "1, 6000, 3000,  4200, GRID_OPERATOR,    0, GRID_OPERATOR",
    "1, 2000,,       2000, COMMAND,          0, GRID_OPERATOR",
    ",,,             4200, GRID_OPERATOR,    0, GRID_OPERATOR",
    "0, NaN, -1,    12000, CONFIGURED,    5000, CONFIGURED",
  })
  void theTightestLimitWinsAndNobodyWidensOneOfHigherPriority(
      Double contact,
      Double commandImport,
      Double commandExport,
      double importW,
      LimitSource importWhy,
      double exportW,
      LimitSource exportWhy) {
    List<Sample> samples = new ArrayList<>();
    if (contact != null) {
      samples.add(new Sample.Good(new Signal("dso", Quantity.CONTACT), contact, NOW));
    }
    PlantState state = new StateEstimator(SITE).estimate(new PlantSnapshot(NOW, samples));
    assertEquals(
        new GridLimits(
            importW,
            exportW,
            importWhy,
            exportWhy,
            contact == null || contact >= 0.5,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            PriceLimit.NONE),
        GridLimits.inForce(SITE, state, optional(commandImport), optional(commandExport)));
  }

  @ParameterizedTest
  @CsvSource({
    ",     0,         0",
    "0,    -Infinity, 0",
    "10,   -Infinity, 0",
    "10.1, -Infinity, Infinity",
    "50,   -Infinity, Infinity",
    "95,   0,         Infinity",
    "100,  0,         Infinity",
  })
  void theInterlockKeepsTheWindowAndNeverReadsUnknownAsEmpty(Double soc, double min, double max) {
    List<Sample> samples = new ArrayList<>();
    if (soc != null) {
      samples.add(new Sample.Good(new Signal("battery1", Quantity.SOC_PCT), soc, NOW));
    }
    Range range =
        new SocInterlock(SITE)
            .allowed(new Signal("battery1", Quantity.POWER_W), new PlantSnapshot(NOW, samples));
    assertEquals(min, range.min());
    assertEquals(max, range.max());
    assertTrue(range.equals(Range.ALL) || !range.why().isEmpty());
  }

  @Test
  void theInterlockHasNoSayInOtherOutputs() {
    assertEquals(
        Range.ALL,
        new SocInterlock(SITE)
            .allowed(new Signal("ev1", Quantity.POWER_W), new PlantSnapshot(NOW, List.of())));
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
