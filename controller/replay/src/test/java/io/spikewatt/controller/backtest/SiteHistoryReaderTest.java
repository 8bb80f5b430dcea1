package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.BandDays;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.Tariff.Band;
import io.spikewatt.controller.history.HistoryColumns;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's site: PV, a battery, a car and a compute cluster. */
class SiteHistoryReaderTest {

  private static final Instant FROM = Instant.parse("2026-06-01T00:00:00Z");
  private static final int SLOTS = 3 * 96;

  @TempDir Path directory;

  private Site site = DemoSite.usual().site();

  private HistoryRead read(IntPredicate known) throws Exception {
    return read(known, "pv_w");
  }

  private HistoryRead read(IntPredicate known, String sun) throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (int t = 0; t < SLOTS; t++) {
      Instant at = FROM.plusSeconds(900L * t);
      if (known.test(t)) {
        means.add(new SlotMean("load_w", at, 1000 + t));
        means.add(new SlotMean(sun, at, 2000));
        means.add(new SlotMean("ev_w", at, -3000));
        means.add(new SlotMean("compute_w", at, -500));
        if (t >= 96) {
          means.add(new SlotMean("import_per_kwh", at, 0.01 * t));
        }
      }
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(means);
    }
    try (HistoryStore store = HistoryStore.reading(directory)) {
      int slots = SiteHistoryReader.slots(FROM, FROM.plus(Duration.ofDays(3)));
      return SiteHistoryReader.read(
          site,
          HistoryBacktest.model(site),
          HistoryColumns.of(store, FROM, slots, QuarterHour.LENGTH));
    }
  }

  private static SiteHistory loaded(HistoryRead read) {
    return assertInstanceOf(HistoryRead.Loaded.class, read, read.toString()).history();
  }

  @Test
  void cars_and_compute_take_what_they_took() throws Exception {
    SiteHistory history = loaded(read(t -> true));
    assertEquals(SLOTS, history.slots());
    assertEquals(0, history.unknown());
    assertEquals(4.507, history.scenario().series().loadKw()[7], 1e-9);
    assertEquals(2, history.scenario().series().pvKw()[7], 1e-9);
    assertTrue(
        Double.isNaN(history.metered().gridKw()[7]) && Double.isNaN(history.metered().gainedKwh()));
  }

  @Test
  void prices_that_were_told_count_in_place_of_the_tariffs() throws Exception {
    SiteHistory history = loaded(read(t -> true));
    double[] imports = history.scenario().series().importPrice();
    assertEquals(0.96, imports[96], 1e-9);
    assertEquals(site.tariff().importPerKwh(history.starts()[0].atZone(site.zone())), imports[0]);
    assertEquals(0.08, history.scenario().series().exportPrice()[100]);
  }

  /** 2026-06-01 is a Monday; Berlin is two hours ahead of UTC. */
  @Test
  void the_past_is_billed_by_weekday_and_network_fee() throws Exception {
    BandDays mondays = new BandDays(EnumSet.of(DayOfWeek.MONDAY), BandDays.ALL.months());
    Band evening = new Band(LocalTime.of(17, 15), LocalTime.of(19, 0), 0.15);
    site =
        DemoSite.withTariff(
            site,
            new Tariff(
                List.of(
                    new Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, mondays, 0.2),
                    Band.always(0.3)),
                List.of(new Band(LocalTime.MIDNIGHT, LocalTime.NOON, 0.05), Band.always(0.1)),
                0,
                Tariff.Co2.NONE,
                "EUR",
                Optional.empty(),
                Optional.of(
                    new NetworkFees(
                        Optional.empty(),
                        List.of(new NetworkFees.FeeYear(2026, 0.09, List.of(evening)))))));
    BacktestScenario.Series series = loaded(read(t -> true)).scenario().series();
    assertEquals(0.2, series.importPrice()[60], 1e-12);
    assertEquals(0.2 + 0.06, series.importPrice()[61], 1e-12);
    assertEquals(0.2, series.importPrice()[68], 1e-12);
    assertEquals(0.3, series.importPrice()[88], 1e-12, "Tuesday");
    assertEquals(0.96, series.importPrice()[96], 1e-9, "as published");
    assertEquals(0.05, series.exportPrice()[39]);
    assertEquals(0.1, series.exportPrice()[40]);
  }

  @Test
  void a_gap_of_an_hour_is_bridged_and_a_longer_one_left_out() throws Exception {
    SiteHistory history = loaded(read(t -> (t < 20 || t >= 24) && (t < 100 || t >= 105)));
    assertEquals(5, history.unknown());
    assertEquals(SLOTS - 5, history.slots());
    assertArrayEquals(
        new double[] {4.519, 4.52, 4.521, 4.522, 4.523, 4.524},
        java.util.Arrays.copyOfRange(history.scenario().series().loadKw(), 19, 25),
        1e-9);
    assertEquals(FROM.plusSeconds(900L * 99), history.starts()[99]);
    assertEquals(FROM.plusSeconds(900L * 105), history.starts()[100]);
  }

  @Test
  void where_pv_was_curtailed_what_was_left_of_it_counts() throws Exception {
    SiteHistory history = loaded(read(t -> true, "pv_measured_w"));
    assertEquals(2, history.scenario().series().pvKw()[7], 1e-9);
  }

  @Test
  void a_site_whose_sun_is_not_known_is_refused() throws Exception {
    HistoryRead read = read(t -> true, "another");
    String why = assertInstanceOf(HistoryRead.Refused.class, read).why();
    assertTrue(why.contains("0 are known (load and production)"), why);
    assertTrue(why.contains("from 2026-06-01T00:00:00Z to 2026-06-03T23:45:00Z"), why);
  }

  @Test
  void a_battery_that_is_kept_from_the_grid_is_kept_from_it_in_a_backtest() {
    Site kept = DemoSite.usual().withGridUse(new GridUse(false, true)).site();
    assertEquals(0, HistoryBacktest.model(kept).storage().gridUse().chargeKw(), 0);
  }
}
