package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts of a site that has no position and hardly a history. */
class FirstDayTest {

  private static final Instant NOON = Instant.parse("2026-03-01T11:00:00Z");

  @TempDir private Path directory;

  private Optional<SiteForecasts> forecast(String zone, int slots) throws Exception {
    Site demo = DemoSite.usual().site();
    Site site =
        new Site(
            demo.name(),
            ZoneId.of(zone),
            Optional.empty(),
            demo.grid(),
            demo.devices(),
            demo.tariff(),
            demo.mqtt(),
            demo.control(),
            demo.storage(),
            demo.proxies(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    try (HistoryStore store = HistoryStore.open(directory)) {
      for (int slot = 0; slot < slots; slot++) {
        Instant start = NOON.plus(QuarterHour.LENGTH.multipliedBy(slot));
        store.append(
            List.of(
                new SlotMean(SiteSeries.LOAD_W, start, 700),
                new SlotMean(SiteSeries.PV_W, start, 5558)));
      }
      return SiteForecaster.untaught(site, store)
          .forecast(NOON.plus(QuarterHour.LENGTH.multipliedBy(slots)));
    }
  }

  @Test
  void theFirstForecastOfPvHasNightsAndASpread() throws Exception {
    Forecast pv = forecast("Europe/Berlin", 1).orElseThrow().pv();
    for (int k = 0; k < pv.slots(); k++) {
      int hour = pv.start(k).atZone(ZoneId.of("Europe/Berlin")).getHour();
      assertTrue((hour < 20 && hour >= 5) || pv.p90()[k] == 0, "at " + hour);
      assertTrue(hour >= 16 || hour < 8 || pv.p50()[k] > 0, "at " + hour);
      assertTrue(pv.p50()[k] == 0 || pv.p10()[k] < pv.p90()[k], "at " + hour);
    }
  }

  @Test
  void aZoneThatIsNoRegionHasNoForecastUntilADayWasSeen() throws Exception {
    assertTrue(forecast("UTC", 95).isEmpty());
    assertTrue(forecast("UTC", 96).isPresent());
  }
}
