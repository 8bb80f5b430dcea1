package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.testkit.RecordedHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyDaysTest {

  private static final long SLOT_S = 900;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void makeDirectory() throws Exception {
    Files.createDirectory(folder.resolve("state"));
  }

  private Site site(String zone) throws Exception {
    String text = RecordedHome.SITE.replace("Europe/Berlin", zone);
    Path file = Files.writeString(folder.resolve("site.yaml"), text);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }

  private static double loadW(long at) {
    return 300 + at / SLOT_S % 97 * 10;
  }

  private static double pvW(long at) {
    return Math.max(0, 4000 * Math.sin(at / SLOT_S % 96 / 96.0 * 2 * Math.PI));
  }

  private static double batteryW(long at) {
    return at / SLOT_S % 5 * 400.0 - 800;
  }

  private static List<SlotMean> means(Instant from, Instant to, LongPredicate known) {
    List<SlotMean> means = new ArrayList<>();
    for (long at = from.getEpochSecond(); at < to.getEpochSecond(); at += SLOT_S) {
      Instant start = Instant.ofEpochSecond(at);
      means.add(new SlotMean("pv_measured_w", start, pvW(at)));
      means.add(new SlotMean("battery_w", start, batteryW(at)));
      if (known.test(at)) {
        means.add(new SlotMean("load_w", start, loadW(at)));
        means.add(new SlotMean("grid_w", start, loadW(at) - pvW(at) - batteryW(at)));
      }
    }
    return means;
  }

  /** A sum of the raw rows by SQL, Wh. */
  private double recount(String of, Instant from, Instant to) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/history.db"));
        Statement statement = connection.createStatement();
        ResultSet sum =
            statement.executeQuery(
                "SELECT sum(%s) / 4 FROM slot WHERE %s AND start >= %d AND start < %d"
                    .formatted(
                        of.substring(of.indexOf(' ') + 1),
                        "series = '" + of.substring(0, of.indexOf(' ')) + "'",
                        from.getEpochSecond(),
                        to.getEpochSecond()))) {
      assertTrue(sum.next());
      return sum.getDouble(1);
    }
  }

  /** Hours of the changes to and from summer time; Lord Howe's are of half an hour. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-29, 92",
    "Europe/Berlin, 2026-10-25, 100",
    "Europe/Berlin, 2026-06-01, 96",
    "Australia/Lord_Howe, 2026-10-04, 94",
    "Australia/Lord_Howe, 2026-04-05, 98",
    "Asia/Kolkata, 2026-03-29, 96",
  })
  void aDayHasTheQuarterHoursOfItsZone(String zone, LocalDate day, int slots) throws Exception {
    Site site = site(zone);
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(site.zone()).toInstant();
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means(start.minusSeconds(86_400), end.plusSeconds(86_400), _ -> true));
      DayTotals total = new EnergyDays(store, site).of(day, day.plusDays(1)).getFirst();
      assertEquals(slots * SLOT_S, total.energies().of(EnergyFlow.CONSUMPTION).knownS());
      assertEquals(start, total.start());
      assertEquals(end, total.end());
      assertEquals(recount("load_w value", start, end), wh(total, EnergyFlow.CONSUMPTION), 1e-6);
      assertEquals(recount("load_w value", start, end), wh(total, EnergyFlow.HOUSE), 1e-6);
      assertEquals(
          recount("pv_measured_w value", start, end), wh(total, EnergyFlow.PRODUCTION), 1e-6);
      assertEquals(recount("grid_w max(0, value)", start, end), wh(total, EnergyFlow.IMPORT), 1e-6);
      assertEquals(
          recount("grid_w max(0, -value)", start, end), wh(total, EnergyFlow.EXPORT), 1e-6);
      assertEquals(
          recount("battery_w max(0, -value)", start, end), wh(total, EnergyFlow.CHARGED), 1e-6);
      assertEquals(
          recount("battery_w max(0, value)", start, end), wh(total, EnergyFlow.DISCHARGED), 1e-6);
      assertEquals(
          1 - wh(total, EnergyFlow.IMPORT) / wh(total, EnergyFlow.CONSUMPTION),
          total.energies().selfSufficiency().orElseThrow(),
          1e-9);
    }
  }

  private static double wh(DayTotals day, EnergyFlow flow) {
    return day.energies().of(flow).wh();
  }

  @Test
  void unknownQuarterHoursCountAsUnknownAndInNoShare() throws Exception {
    Site site = site("Europe/Berlin");
    LocalDate day = LocalDate.parse("2026-06-01");
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    Instant end = start.plusSeconds(86_400);
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      long gap = start.getEpochSecond() + 40 * SLOT_S;
      store.append(means(start, end, at -> at < gap || at >= gap + 8 * SLOT_S));
      FlowTotals total = new EnergyDays(store, site).of(day, day.plusDays(1)).getFirst().energies();
      assertEquals(88 * SLOT_S, total.of(EnergyFlow.CONSUMPTION).knownS());
      assertEquals(96 * SLOT_S, total.of(EnergyFlow.PRODUCTION).knownS());
      double production = 0;
      double export = 0;
      for (long at = start.getEpochSecond(); at < end.getEpochSecond(); at += SLOT_S) {
        if (at < gap || at >= gap + 8 * SLOT_S) {
          production += pvW(at);
          export += Math.max(0, pvW(at) + batteryW(at) - loadW(at));
        }
      }
      assertEquals(1 - export / production, total.selfConsumption().orElseThrow(), 1e-9);
      double[] quarters =
          Objects.requireNonNull(
              new EnergyDays(store, site)
                  .quarterHours(day, day.plusDays(1))
                  .get(EnergyFlow.CONSUMPTION));
      assertTrue(Double.isNaN(quarters[40]) && Double.isNaN(quarters[47]));
      assertFalse(Double.isNaN(quarters[39]) || Double.isNaN(quarters[48]));
      DayTotals unrecorded =
          new EnergyDays(store, site).of(day.minusDays(3), day.minusDays(2)).getFirst();
      assertFalse(unrecorded.energies().of(EnergyFlow.CONSUMPTION).isKnown());
      assertTrue(unrecorded.energies().selfSufficiency().isEmpty());
    }
  }

  /** A car added in June has 0 in May, not unknown; a removed heat pump leaves no gap. */
  @Test
  void aDeviceCountsFromItsFirstToItsLastRecord() throws Exception {
    Site site = site("Europe/Berlin");
    LocalDate day = LocalDate.parse("2026-06-01");
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means(start, start.plusSeconds(3 * 86_400), _ -> true));
      store.append(
          List.of(
              new SlotMean("old_power_w", start.plusSeconds(86_400 + 900), -400),
              new SlotMean("old_power_w", start.plusSeconds(86_400 + 3600), -400)));
      List<DayTotals> days = new EnergyDays(store, site).of(day, day.plusDays(3));
      assertEquals(96 * SLOT_S, days.get(0).energies().of(EnergyFlow.CONSUMPTION).knownS());
      assertEquals(94 * SLOT_S, days.get(1).energies().of(EnergyFlow.CONSUMPTION).knownS());
      assertEquals(96 * SLOT_S, days.get(2).energies().of(EnergyFlow.CONSUMPTION).knownS());
      assertEquals(200, days.get(1).energies().of(EnergyFlow.HEAT_PUMP).wh(), 1e-9);
    }
  }

  /** Earlier releases had no series of the measured production. */
  @Test
  void productionOfARecordWithoutTheMeasuredOneIsThePotentialAndNot0() throws Exception {
    Site site = site("Europe/Berlin");
    LocalDate day = LocalDate.parse("2026-06-01");
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    Instant end = start.plusSeconds(2 * 86_400);
    List<SlotMean> means = new ArrayList<>(means(start, end, _ -> true));
    means.removeIf(
        mean ->
            mean.series().equals("pv_measured_w")
                && mean.start().isBefore(start.plusSeconds(86_400)));
    means(start, start.plusSeconds(90 * SLOT_S), _ -> true).stream()
        .filter(mean -> mean.series().equals("pv_measured_w"))
        .forEach(mean -> means.add(new SlotMean("pv_w", mean.start(), mean.value())));
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means);
      List<DayTotals> days = new EnergyDays(store, site).of(day, day.plusDays(2));
      assertEquals(
          recount("pv_w value", start, start.plusSeconds(86_400)),
          wh(days.getFirst(), EnergyFlow.PRODUCTION),
          1e-6);
      assertTrue(wh(days.getFirst(), EnergyFlow.PRODUCTION) > 1_000);
      assertEquals(90 * SLOT_S, days.getFirst().energies().of(EnergyFlow.PRODUCTION).knownS());
      assertEquals(96 * SLOT_S, days.getLast().energies().of(EnergyFlow.PRODUCTION).knownS());
    }
  }

  private static DayTotals marked(DayTotals day) {
    return new DayTotals(
        day.start(),
        day.end(),
        new FlowTotals(Map.of(EnergyFlow.CONSUMPTION, new EnergySum(12_345.678, 86_400))),
        Optional.of(
            new DayCosts(
                96,
                28.8,
                0.95,
                0.01,
                0.02,
                Map.of(DayCosts.CostCourse.MEASURED, new DayCosts.Course(-1.25, 0.5, 3.25)))));
  }

  @Test
  void aRowIsReadAsItWasWrittenAndLeavesWithAChangeOfItsQuarterHours() throws Exception {
    Site site = site("Europe/Berlin");
    ZoneId zone = site.zone();
    LocalDate day = LocalDate.parse("2026-10-25");
    LocalDate next = day.plusDays(1);
    Instant start = day.atStartOfDay(zone).toInstant();
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means(start, start.plusSeconds(3 * 86_400), _ -> true));
      List<DayTotals> days =
          new EnergyDays(store, site)
              .summed(day, day.plusDays(2)).stream().map(EnergyDaysTest::marked).toList();
      assertTrue(store.putDays(zone, days, store.revision()));
      assertEquals(days, new EnergyDays(store, site).of(day, day.plusDays(2)));
      assertFalse(store.putDays(zone, days, store.revision() - 1), "summed before a write");

      Instant last = days.getFirst().end().minusSeconds(SLOT_S);
      store.append(List.of(new SlotMean("load_w", last, 99_999)));
      List<DayTotals> after = new EnergyDays(store, site).of(day, day.plusDays(2));
      assertEquals(
          recount("load_w value", start, days.getFirst().end()),
          wh(after.getFirst(), EnergyFlow.CONSUMPTION),
          1e-6);
      assertEquals(days.get(1), after.get(1), "the next day begins after that quarter hour");

      Site elsewhere = site("Australia/Lord_Howe");
      DayTotals moved = new EnergyDays(store, elsewhere).of(next, next.plusDays(1)).getFirst();
      assertEquals(96 * SLOT_S, moved.energies().of(EnergyFlow.CONSUMPTION).knownS());
      assertTrue(moved.costs().isEmpty(), "a row of another zone is another day");
      assertTrue(store.putDays(elsewhere.zone(), List.of(moved), store.revision()));
      assertEquals(List.of(), store.dayStarts(zone), "days that overlap are replaced");
    }
  }

  @Test
  void aDamagedRowCountsAsNone() throws Exception {
    Site site = site("Europe/Berlin");
    LocalDate day = LocalDate.parse("2026-06-01");
    Instant start = day.atStartOfDay(site.zone()).toInstant();
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means(start, start.plusSeconds(86_400), _ -> true));
      for (String damaged : List.of("'consumption x 3'", "'consumption 1'", "x'00'", "'import'")) {
        boolean _ =
            store.transact(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.execute(
                        "INSERT OR REPLACE INTO day VALUES (%d, %d, 'Europe/Berlin', %s)"
                            .formatted(
                                start.getEpochSecond(), start.getEpochSecond() + 86_400, damaged));
                  }
                });
        DayTotals total = new EnergyDays(store, site).of(day, day.plusDays(1)).getFirst();
        assertEquals(96 * SLOT_S, total.energies().of(EnergyFlow.CONSUMPTION).knownS(), damaged);
      }
    }
  }
}
