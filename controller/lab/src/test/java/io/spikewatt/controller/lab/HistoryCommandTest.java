package io.spikewatt.controller.lab;

import static io.spikewatt.controller.lab.JsonNumbers.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.testkit.RecordedHome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store as the daemon writes it, of a home with sun, a battery and two prices. */
class HistoryCommandTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-10-10T22:00:00Z");
  private static final int DAYS = 18;

  /** A local day of 24 and one of 25 hours: summer time ends on the 25th. */
  private static final List<String> ASKED = List.of("--from", "2026-10-24", "--to", "2026-10-26");

  private static final int SLOTS = 2 * 96 + 4;

  /** Numbers are printed with six digits. */
  private static final double EXACT = 1e-3;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final double[] loadW = new double[DAYS * 96];
  private final double[] pvW = new double[DAYS * 96];

  /** What the CO2 of a kWh of import costs. */
  private final double[] co2PerKwh = new double[DAYS * 96];

  private Path config = Path.of("");

  @BeforeEach
  void describe() throws Exception {
    config = Files.writeString(folder.resolve("site.yaml"), RecordedHome.SITE);
    SplittableRandom random = new SplittableRandom(7);
    double sky = 1;
    for (int t = 0; t < loadW.length; t++) {
      sky = t % 96 == 0 ? 0.15 + 0.85 * random.nextDouble() : sky;
      double hour = (t % 96) / 4.0;
      double evening = hour > 17 && hour < 22 ? 1400 : 0;
      loadW[t] = 350 + evening + 300 * random.nextDouble();
      pvW[t] = Math.max(0, 4500 * sky * Math.sin(Math.PI * (hour - 7) / 10));
    }
  }

  private ExitCode run(List<String> more) {
    Stream<String> words =
        Stream.of("backtest", "--history", "--config", config.toString(), "--json");
    return LabMain.run(
        Stream.concat(words, more.stream()).toList(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Map<String, Double> result(List<String> asked) throws Exception {
    out.reset();
    assertEquals(ExitCode.OK, run(asked), told());
    return JsonNumbers.of(out.toString(StandardCharsets.UTF_8));
  }

  /**
   * Writes the store.
   *
   * @param untilSlot first slot that is not known
   */
  private void record(int untilSlot) throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (int t = 0; t < untilSlot; t++) {
      Instant at = START.plusSeconds(900L * t);
      means.add(new SlotMean("load_w", at, loadW[t]));
      means.add(new SlotMean("pv_w", at, pvW[t]));
      means.add(new SlotMean("grid_w", at, loadW[t] - pvW[t]));
      means.add(new SlotMean("battery_w", at, 0));
      means.add(new SlotMean("battery1_soc_pct", at, 50));
    }
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means);
    }
  }

  @Test
  void foresight_costs_least_the_product_less_than_rules_and_learns_nothing_from_the_future()
      throws Exception {
    record(loadW.length);
    Map<String, Double> r = result(ASKED);
    assertEquals(SLOTS, number(r, "/slots"));
    assertEquals(0, number(r, "/unknownSlots"));
    assertEquals(0, number(r, "/unplannedSlots"));
    double rules = number(r, "/rules/cost");
    double product = number(r, "/product/cost");
    double optimum = number(r, "/optimum/cost");
    assertTrue(optimum < product && product < rules, r.toString());
    assertEquals(rules - product, number(r, "/saved"), EXACT);
    assertEquals((rules - product) / (rules - optimum), number(r, "/capture"), EXACT);
    recount(r, 0);
    assertFalse(r.containsKey("/rules/co2Kg"), "nobody knows what the grid emits");
    for (int t = 15 * 96 + 4; t < loadW.length; t++) {
      loadW[t] = 16_000; // beyond the limit: who knows it has the battery full by then
    }
    record(loadW.length);
    Map<String, Double> other = result(ASKED);
    assertEquals(product, number(other, "/product/cost"));
    assertNotEquals(number(r, "/optimum/bill"), number(other, "/optimum/bill"));
  }

  /** Two days and an hour of October's 31 count as so much of its charge. */
  @Test
  void the_months_peak_of_import_stands_in_every_bill_and_is_kept() throws Exception {
    String text = Files.readString(config);
    double perKw = 12;
    Files.writeString(
        config,
        text.replace("export-per-kwh: 0.06", "export-per-kwh: 0.06\n  demand-charge-per-kw: 12"));
    record(loadW.length);
    Map<String, Double> r = result(ASKED);
    recount(r, perKw * SLOTS / (4 * 745));
    double rules = number(r, "/rules/cost");
    double product = number(r, "/product/cost");
    double optimum = number(r, "/optimum/cost");
    assertTrue(optimum < product && product < rules, r.toString());
    assertTrue(number(r, "/product/peakCharge") < 0.9 * number(r, "/rules/peakCharge"));
    assertTrue(number(r, "/optimum/peakCharge") < 0.9 * number(r, "/rules/peakCharge"));
  }

  /** Clean at noon; a day was not told. */
  @Test
  void a_price_of_co2_stands_in_every_bill_and_dirty_hours_are_avoided() throws Exception {
    String text = Files.readString(config);
    record(loadW.length);
    double[] told = new double[loadW.length];
    List<SlotMean> means = new ArrayList<>();
    for (int t = 0; t < told.length; t++) {
      told[t] = t % 96 >= 40 && t % 96 < 64 ? 0.1 : 0.5;
      if (t / 96 != 14) {
        means.add(new SlotMean("grid_co2_kg_per_kwh", START.plusSeconds(900L * t), told[t]));
      }
    }
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means);
    }
    Map<String, Double> blind = result(ASKED);
    Files.writeString(
        config,
        text.replace(
            "export-per-kwh: 0.06",
            "export-per-kwh: 0.06\n  co2-per-kg: 0.5\n  grid-co2-kg-per-kwh: 0.4"));
    for (int t = 0; t < told.length; t++) {
      co2PerKwh[t] = 0.5 * told[t];
    }
    Map<String, Double> r = result(ASKED);
    recount(r, 0);
    double rules = number(r, "/rules/cost");
    double product = number(r, "/product/cost");
    double optimum = number(r, "/optimum/cost");
    assertTrue(optimum < product && product < rules, r.toString());
    assertEquals(number(blind, "/rules/co2Kg"), number(r, "/rules/co2Kg"), "rules see no price");
    assertTrue(number(r, "/product/co2Kg") < number(blind, "/product/co2Kg"), r.toString());
    assertTrue(number(r, "/optimum/co2Kg") < number(blind, "/optimum/co2Kg"), r.toString());
  }

  /** Plain self-consumption and the meter, counted again by other code. */
  private void recount(Map<String, Double> r, double perKw) {
    double stored = 4;
    double rules = 0;
    double metered = 0;
    double peak = 0;
    double meteredPeak = 0;
    long since = Instant.parse("2026-10-23T22:00:00Z").getEpochSecond() - START.getEpochSecond();
    int first = (int) (since / 900);
    for (int t = first; t < first + SLOTS; t++) {
      int hour = START.plusSeconds(900L * t).atZone(ZONE).getHour();
      double price = (hour >= 22 || hour < 6 ? 0.18 : 0.36) + co2PerKwh[t];
      double net = (loadW[t] - pvW[t]) / 1000;
      double charge = Math.min(Math.max(0, -net), Math.min(4, (7.6 - stored) / 0.95 * 4));
      double drawn = Math.min(Math.max(0, net), Math.min(4, (stored - 0.8) * 0.95 * 4));
      stored += (charge * 0.95 - drawn / 0.95) / 4;
      double grid = net + charge - drawn;
      rules += ((grid > 0 ? price : 0.06) * grid + 0.01 * (charge + drawn)) / 4;
      peak = Math.max(peak, grid);
      meteredPeak = Math.max(meteredPeak, net);
      metered += (net > 0 ? price : 0.06) * net / 4;
    }
    assertEquals(perKw * peak, number(r, "/rules/peakCharge"), EXACT);
    assertEquals(rules + perKw * peak, number(r, "/rules/bill"), EXACT);
    assertEquals(stored - 4, number(r, "/rules/storedMoreKwh"), EXACT);
    assertEquals(metered + perKw * meteredPeak, number(r, "/measured/bill"), EXACT);
  }

  @Test
  void too_little_history_is_told_with_what_there_is() throws Exception {
    record(14 * 96);
    assertEquals(ExitCode.BAD_DATA, run(ASKED));
    assertTrue(told().contains("196 slots are needed, 96 are known"), told());
    assertTrue(told().contains("to 2026-10-24T21:45:00Z"), told());
  }

  @Test
  void without_a_store_nothing_is_made() {
    assertEquals(ExitCode.UNREACHABLE, run(ASKED));
    assertTrue(told().contains("history.db is not there"), told());
    assertFalse(Files.exists(folder.resolve("state")));
  }

  @Test
  void a_file_that_is_no_database_is_told_and_left_alone() throws Exception {
    Path state = Files.createDirectories(folder.resolve("state"));
    Files.writeString(state.resolve("history.db"), "no database at all, whatever it is called");
    assertEquals(ExitCode.UNREACHABLE, run(ASKED));
    assertTrue(told().contains("cannot be read"), told());
    assertTrue(Files.exists(state.resolve("history.db")));
  }

  @Test
  void days_that_make_no_sense_are_refused() {
    assertEquals(ExitCode.USAGE, run(List.of("--from", "2026-10-19", "--to", "2026-10-19")));
    assertEquals(ExitCode.USAGE, run(List.of("--from", "19.10.2026")));
    assertTrue(told().contains("expected a day"), told());
  }
}
