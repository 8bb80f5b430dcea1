package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.report.CycleReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wind turbine over real protocols: the SunSpec inverter of the simulated site, which its file
 * calls wind. It blows as the sun shines, which control does not know.
 */
@Timeout(180)
class WindSiteTest {

  /** More is produced than the load takes, and the battery is full. */
  private static final Instant MORNING = Instant.parse("2026-06-09T07:35:00Z");

  private static final double RATED_W = 12_000;

  @TempDir private Path directory = Path.of("");

  @Test
  void a_turbine_is_measured_forecast_planned_and_curtailed() throws Exception {
    try (TestSite site = TestSite.windy(MORNING, directory);
        Subscriber others = new Subscriber(site.broker(), site.prefix() + "#")) {
      CycleReport well = site.awaitWell(Duration.ofMinutes(40));
      assertTrue(well.state().windW().ifKnown().orElseThrow() > 500, "" + well.state().windW());
      assertFalse(well.state().pvW().isInstalled());
      Subscriber.Heard forecast =
          others.await(
              "a forecast of the wind", 30, h -> h.topic().equals(site.prefix() + "forecast/wind"));
      assertTrue(forecast.payload().contains("\"p90\""), forecast::payload);
      site.await(
          "the turbine is curtailed",
          Duration.ofMinutes(30),
          report ->
              report.approved("wind1").orElse(RATED_W) < 0.9 * RATED_W
                  && report.state().potential(BalanceTerm.WIND) == Potential.CURTAILED);
      site.everyCycle(Duration.ofMinutes(10), report -> {});
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
    try (HistoryStore store = HistoryStore.open(directory.resolve("state"))) {
      List<String> series = store.series();
      assertTrue(series.contains(SiteSeries.WIND_MEASURED_W), series::toString);
    }
  }
}
