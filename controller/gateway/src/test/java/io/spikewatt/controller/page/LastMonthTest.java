package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.testkit.RecordedHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** October of a home with sun and a battery: 31 days, one of 25 hours. */
@Timeout(60)
class LastMonthTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-09-30T22:00:00Z");
  private static final int SLOTS = 31 * 96 + 4;
  private static final Instant NOW = Instant.parse("2026-11-05T09:00:00Z");

  /** Numbers are printed with six digits. */
  private static final double EXACT = 1e-3;

  @TempDir private Path folder = Path.of("");
  private final LastMonth month = new LastMonth();

  @BeforeEach
  void makeDirectory() throws Exception {
    Files.createDirectory(folder.resolve("state"));
  }

  private Site site(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("site.yaml"), text);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }

  private static double loadW(int slot) {
    return 400 + (slot % 96 > 68 && slot % 96 < 88 ? 1500 : 0) + slot % 7 * 10;
  }

  private static double pvW(int slot) {
    return Math.max(0, (2500 + slot / 96 * 50) * Math.sin(Math.PI * (slot % 96 - 28) / 40.0));
  }

  /** What the battery did: it charges by night, and gives 1 kW from six to eight in the evening. */
  private static double batteryW(int slot) {
    int at = slot % 96;
    return at < 8 ? -1200 : at >= 72 && at < 80 ? 1000 : 0;
  }

  /** Writes the slots of the month that are known. */
  private void record(IntPredicate known) throws Exception {
    record(known, known);
  }

  private void record(IntPredicate known, IntPredicate metered) throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (int t = 0; t < SLOTS + 96; t++) {
      if (known.test(t)) {
        Instant at = START.plusSeconds(900L * t);
        means.add(new SlotMean("load_w", at, loadW(t)));
        means.add(new SlotMean("pv_w", at, pvW(t)));
        means.add(new SlotMean("pv_measured_w", at, pvW(t)));
        means.add(new SlotMean("battery_w", at, batteryW(t)));
        if (metered.test(t)) {
          means.add(new SlotMean("grid_w", at, loadW(t) - pvW(t) - batteryW(t)));
        }
        means.add(new SlotMean("battery1_soc_pct", at, t >= SLOTS ? 60 : 40));
      }
    }
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(means);
    }
  }

  private static double number(String json, String... path) {
    String rest = json;
    for (String name : path) {
      int at = rest.indexOf("\"" + name + "\":");
      assertTrue(at >= 0, () -> name + " is not in " + json);
      rest = rest.substring(at + name.length() + 3);
    }
    Matcher found = Pattern.compile("-?[0-9.]+(?:[eE]-?[0-9]+)?").matcher(rest);
    assertTrue(found.lookingAt(), rest);
    return Double.parseDouble(found.group());
  }

  /** Bills and cost of the three, counted by other code. */
  private static void recount(String json, IntPredicate known) {
    double stored = 3.2;
    double measured = 0;
    double rules = 0;
    double bare = 0;
    double prices = 0;
    int count = 0;
    for (int t = 0; t < SLOTS; t++) {
      if (!known.test(t)) {
        continue;
      }
      int hour = START.plusSeconds(900L * t).atZone(ZONE).getHour();
      double price = hour >= 22 || hour < 6 ? 0.18 : 0.36;
      double net = (loadW(t) - pvW(t)) / 1000;
      double charge = Math.min(Math.max(0, -net), Math.min(4, (7.6 - stored) / 0.95 * 4));
      double drawn = Math.min(Math.max(0, net), Math.min(4, (stored - 0.8) * 0.95 * 4));
      stored += (charge * 0.95 - drawn / 0.95) / 4;
      rules += (at(price, net + charge - drawn) + 0.01 * (charge + drawn)) / 4;
      bare += at(price, net) / 4;
      double battery = batteryW(t) / 1000;
      measured += (at(price, net - battery) + 0.01 * Math.abs(battery)) / 4;
      prices += price;
      count++;
    }
    double worth = prices / count * 0.95 - 0.01;
    assertEquals(count, number(json, "slots"));
    assertEquals(measured, number(json, "measured", "bill"), EXACT);
    assertEquals(measured - worth * 0.2 * 8, number(json, "measured", "cost"), EXACT);
    assertEquals(rules, number(json, "selfConsumption", "bill"), EXACT);
    assertEquals(rules - worth * (stored - 3.2), number(json, "selfConsumption", "cost"), EXACT);
    assertEquals(bare, number(json, "withoutBattery", "cost"), EXACT);
  }

  private static double at(double price, double gridKw) {
    return (gridKw > 0 ? price : 0.06) * gridKw;
  }

  @Test
  void a_whole_month_is_what_another_count_makes_of_it() throws Exception {
    record(t -> true);
    String json = month.document(site(RecordedHome.SITE), NOW);
    assertTrue(json.startsWith("{\"month\":\"2026-10\","), json);
    assertTrue(json.contains("\"recordedFrom\":\"2026-09-30T22:00:00Z\""), json);
    assertTrue(json.contains("\"to\":\"2026-10-31T23:00:00Z\""), json);
    assertTrue(json.contains("\"currency\":\"EUR\""), json);
    assertEquals(0, number(json, "unknownSlots"));
    recount(json, t -> true);
    int end = json.indexOf("\"selfConsumption\"");
    assertFalse(json.substring(0, end).contains("curtailedKwh"), "the meter does not know it");
    assertTrue(json.indexOf("curtailedKwh") > end, json);
  }

  /** As 0 they would cost nothing, and the month would look cheap. */
  @Test
  void unknown_quarter_hours_are_counted_and_count_in_none_of_the_three() throws Exception {
    IntPredicate known = t -> t < 1000 || t >= 1200;
    record(known);
    String json = month.document(site(RecordedHome.SITE), NOW);
    assertEquals(200, number(json, "unknownSlots"));
    recount(json, known);
  }

  @Test
  void a_record_that_begins_within_the_month_is_asked_from_there() throws Exception {
    IntPredicate known = t -> t >= 20 * 96;
    record(known);
    String json = month.document(site(RecordedHome.SITE), NOW);
    assertTrue(json.contains("\"recordedFrom\":\"2026-10-20T22:00:00Z\""), json);
    assertEquals(0, number(json, "unknownSlots"));
    recount(json, known);
  }

  @Test
  void a_month_of_which_too_little_is_known_has_no_cost() throws Exception {
    record(t -> t < 900 || t >= 2900);
    assertEquals(
        "{\"month\":\"2026-10\",\"knownSlots\":980,\"askedSlots\":2980}",
        month.document(site(RecordedHome.SITE), NOW));
  }

  @Test
  void before_the_first_record_nothing_is_known() throws Exception {
    record(t -> t >= SLOTS);
    assertEquals(
        "{\"month\":\"2026-10\",\"knownSlots\":0,\"askedSlots\":2980}",
        month.document(site(RecordedHome.SITE), NOW));
  }

  @Test
  void a_meter_that_is_not_known_throughout_leaves_only_what_would_have_been() throws Exception {
    record(t -> true, t -> t < 500 || t >= 600);
    String json = month.document(site(RecordedHome.SITE), NOW);
    assertFalse(json.contains("\"measured\""), json);
    assertTrue(number(json, "selfConsumption", "cost") > 0, json);
  }

  @Test
  void it_is_worked_out_once_a_day_and_anew_for_other_prices() throws Exception {
    record(t -> true);
    Site site = site(RecordedHome.SITE);
    String first = month.document(site, NOW);
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(List.of(new SlotMean("grid_w", START.plusSeconds(900), 9000)));
    }
    assertSame(first, month.document(site, NOW.plus(Duration.ofHours(13))));
    String later = month.document(site, NOW.plus(Duration.ofHours(15)));
    assertNotEquals(first, later);
    Site dearer = site(RecordedHome.SITE.replace("0.36", "0.46"));
    assertTrue(
        number(month.document(dearer, NOW.plus(Duration.ofHours(15))), "measured", "cost")
            > number(later, "measured", "cost"));
  }

  @Test
  void without_a_record_it_says_so_and_looks_again() throws Exception {
    Site site = site(RecordedHome.SITE);
    String missing = month.document(site, NOW);
    assertTrue(missing.startsWith("{\"error\":"), missing);
    assertTrue(missing.contains("history.db is not there"), missing);
    record(t -> true);
    recount(month.document(site, NOW), t -> true);
  }

  /** A heat pump is no part of the recorded load. */
  @Test
  void what_a_heat_pump_took_counts_in_every_course() throws Exception {
    record(t -> true);
    List<SlotMean> heat = new ArrayList<>();
    for (int t = 0; t < SLOTS + 96; t++) {
      Instant at = START.plusSeconds(900L * t);
      heat.add(new SlotMean("heatpump1_power_w", at, -2000));
      heat.add(new SlotMean("grid_w", at, loadW(t) - pvW(t) - batteryW(t) + 2000));
    }
    String without = month.document(site(RecordedHome.SITE), NOW);
    try (HistoryStore store = HistoryStore.open(folder.resolve("state"))) {
      store.append(heat);
    }
    String with =
        month.document(
            site(
                RecordedHome.SITE
                    + """
                      - id: heatpump1
                        profile: lambda-eu-l
                        connection: { modbus-tcp: 127.0.0.4 }
                        heat-pump: { max-w: 3000, min-w: 800, cop: 3.5, store-wh-per-k: 2000, lowest-c: 20, highest-c: 24 }
                    """),
            NOW);
    double bare = number(with, "withoutBattery", "importKwh");
    double exported = number(without, "withoutBattery", "exportKwh");
    double left = number(with, "withoutBattery", "exportKwh");
    assertEquals(
        2.0 * SLOTS / 4,
        bare - number(without, "withoutBattery", "importKwh") + exported - left,
        0.01);
    assertTrue(
        number(with, "selfConsumption", "importKwh")
            > number(without, "selfConsumption", "importKwh") + 1000,
        with);
  }

  @Test
  void a_site_without_a_battery_has_two_courses() throws Exception {
    record(t -> true);
    String json =
        month.document(
            site(RecordedHome.SITE.substring(0, RecordedHome.SITE.indexOf("  - id: battery1"))),
            NOW);
    assertFalse(json.contains("\"withoutBattery\""), json);
    assertTrue(number(json, "measured", "cost") > 0, json);
  }
}
