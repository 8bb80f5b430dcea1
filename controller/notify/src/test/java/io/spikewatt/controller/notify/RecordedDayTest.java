package io.spikewatt.controller.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.BandDays;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.Tariff.Band;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day's figures from its quarter hours. */
class RecordedDayTest {

  private static final LocalDate DAY = LocalDate.parse("2026-11-29");

  @TempDir private Path directory = Path.of("");

  private Site site = DemoSite.usual().site();

  /** Every quarter hour of three days, but those of the day that are not known. */
  private DayFigures figures(LocalDate day, IntPredicate known) throws Exception {
    Instant from = day.minusDays(1).atStartOfDay(site.zone()).toInstant();
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(site.zone()).toInstant();
    Instant to = day.plusDays(2).atStartOfDay(site.zone()).toInstant();
    List<SlotMean> means = new ArrayList<>();
    for (Instant at = from; at.isBefore(to); at = at.plus(QuarterHour.LENGTH)) {
      boolean within = !at.isBefore(start) && at.isBefore(end);
      int slot = (int) ((at.getEpochSecond() - start.getEpochSecond()) / 900);
      if (!within) {
        // Other days would be noticed.
        means.add(new SlotMean(SiteSeries.GRID_W, at, 1e6));
        means.add(new SlotMean(SiteSeries.LOAD_W, at, 1e6));
      } else if (known.test(slot)) {
        means.add(new SlotMean(SiteSeries.GRID_W, at, slot % 2 == 0 ? 600 : -200));
        means.add(new SlotMean(SiteSeries.LOAD_W, at, 800));
        means.add(new SlotMean(SiteSeries.PV_MEASURED_W, at, 1000));
        means.add(new SlotMean(SiteSeries.EV_W, at, -100));
        means.add(new SlotMean(SiteSeries.COMPUTE_W, at, -100));
      }
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(means);
      HistoryBuffer history = new HistoryBuffer(store);
      return RecordedDay.of(site, history, new PriceStore(store, history), day);
    }
  }

  private static void near(double expected, OptionalDouble found) {
    assertEquals(expected, found.orElseThrow(), 1e-6);
  }

  @Test
  void a_whole_day() throws Exception {
    DayFigures day = figures(DAY, slot -> true);
    near(24, day.production().orElseThrow().value());
    near(24, day.use().value());
    near(7.2, day.imported().value());
    near(2.4, day.exported().value());
    near(0.7, day.selfSufficiency().value());
    assertEquals(0, day.cost().unknownSlots());
    // 2.4 kWh by night, 4.8 kWh by day, 2.4 kWh into the grid.
    near(2.4 * 0.2 + 4.8 * 0.35 - 2.4 * 0.08, day.cost().value());
  }

  @Test
  void a_day_is_billed_by_its_weekday_and_the_network_fee_of_the_hour() throws Exception {
    BandDays sundays = new BandDays(EnumSet.of(DayOfWeek.SUNDAY), BandDays.ALL.months());
    Band evening = new Band(LocalTime.of(18, 0), LocalTime.of(20, 0), sundays, 0.15);
    site =
        DemoSite.withTariff(
            site,
            new Tariff(
                List.of(
                    new Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, sundays, 0.2),
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
    DayFigures day = figures(DAY, slot -> true);
    // 7.2 kWh in 48 quarter hours, four of them in the evening; 1.2 kWh each half day is sold.
    near(7.2 * 0.2 + 4 * 0.15 * 0.06 - 1.2 * 0.05 - 1.2 * 0.1, day.cost().value());
  }

  @Test
  void unknown_hours_are_counted_and_never_taken_for_zero() throws Exception {
    DayFigures day = figures(DAY, slot -> slot >= 40);
    assertEquals(40, day.use().unknownSlots());
    near(24 * 56 / 96.0, day.use().value());
    near(0.7, day.selfSufficiency().value());
    assertEquals(40, day.selfSufficiency().unknownSlots());
  }

  @Test
  void a_day_without_a_record_is_unknown() throws Exception {
    DayFigures day = figures(DAY, slot -> false);
    assertTrue(day.isUnknown());
    assertTrue(day.production().orElseThrow().value().isEmpty());
    assertTrue(day.cost().value().isEmpty());
    assertEquals(96, day.use().unknownSlots());
  }

  @ParameterizedTest
  @CsvSource({"2026-03-29, 92", "2026-10-25, 100", "2026-06-15, 96"})
  void days_of_23_and_25_hours_have_their_quarter_hours(LocalDate date, int slots)
      throws Exception {
    DayFigures day = figures(date, slot -> true);
    assertEquals(0, day.use().unknownSlots());
    near(slots * 0.25, day.use().value());
    near(slots * 0.075, day.imported().value());
  }
}
