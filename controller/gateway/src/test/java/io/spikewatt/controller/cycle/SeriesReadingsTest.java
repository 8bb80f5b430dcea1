package io.spikewatt.controller.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.testkit.DemoSite;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A site with PV, 10 kW, and a wind turbine. */
final class SeriesReadingsTest {

  private static DemoPlant full(DemoSite site) {
    DemoPlant plant = new DemoPlant(site);
    plant.socPct = 95;
    return plant;
  }

  private static double watts(Map<String, OptionalDouble> readings, String series) {
    return Objects.requireNonNull(readings.get(series)).orElseThrow();
  }

  @Test
  void theTurbinesSeriesIsItsOwnAndEmptyWhereItWasCurtailed() {
    DemoPlant plant = full(DemoSite.usual().withLimits(12_000, 0).withWind(10_000));
    plant.loadW = 8_000;
    plant.pvPotentialW = 1_000;
    plant.windPotentialW = 3_000;
    plant.run(60);
    var free = SeriesReadings.of(plant.state.orElseThrow());
    assertEquals(3_000, watts(free, SiteSeries.WIND_W), 1);
    assertEquals(1_000, watts(free, SiteSeries.PV_W), 1);
    plant.loadW = 1_000;
    plant.run(60);
    var bound = SeriesReadings.of(plant.state.orElseThrow());
    assertEquals(OptionalDouble.empty(), bound.get(SiteSeries.WIND_W));
    assertTrue(watts(bound, SiteSeries.WIND_MEASURED_W) > 300);
    DemoPlant without = new DemoPlant(DemoSite.usual());
    without.run(2);
    assertFalse(SeriesReadings.of(without.state.orElseThrow()).containsKey(SiteSeries.WIND_W));
  }
}
