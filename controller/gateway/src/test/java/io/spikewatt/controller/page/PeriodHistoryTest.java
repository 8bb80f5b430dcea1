package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.decision.DecisionQuery;
import io.spikewatt.controller.history.DayCosts.CostCourse;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.planning.DayCycle;
import io.spikewatt.controller.view.HistoryPeriod;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.RecordedHome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Days, months and a year of a home, from the record to the answer. */
@Timeout(60)
class PeriodHistoryTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** September's last day; October has a day of 25 hours. */
  private static final Instant START = Instant.parse("2026-09-29T22:00:00Z");

  private static final int OCTOBER = 96;
  private static final int NOVEMBER = OCTOBER + 31 * 96 + 4;
  private static final int SLOTS = NOVEMBER + 4 * 96;
  private static final Instant NOW = Instant.parse("2026-11-05T09:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Path state = Path.of("");

  @BeforeEach
  void makeDirectory() throws Exception {
    state = Files.createDirectory(folder.resolve("state"));
  }

  private Site site(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("site.yaml"), text);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }

  private Site site() throws Exception {
    return site(RecordedHome.SITE);
  }

  private static double loadW(int slot) {
    return 400 + (slot % 96 > 68 && slot % 96 < 88 ? 1500 : 0) + slot % 7 * 10;
  }

  private static double pvW(int slot) {
    return Math.max(0, (2500 + slot / 96 * 50) * Math.sin(Math.PI * (slot % 96 - 28) / 40.0));
  }

  private static double batteryW(int slot) {
    int at = slot % 96;
    return at < 8 ? -1200 : at >= 72 && at < 80 ? 1000 : 0;
  }

  private static double gridW(int slot) {
    return loadW(slot) - pvW(slot) - batteryW(slot);
  }

  private static Instant at(int slot) {
    return START.plusSeconds(900L * slot);
  }

  private void record(IntPredicate known) throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (int t = 0; t < SLOTS; t++) {
      if (known.test(t)) {
        means.add(new SlotMean("load_w", at(t), loadW(t)));
        means.add(new SlotMean("pv_w", at(t), pvW(t)));
        means.add(new SlotMean("pv_measured_w", at(t), pvW(t)));
        means.add(new SlotMean("battery_w", at(t), batteryW(t)));
        means.add(new SlotMean("grid_w", at(t), gridW(t)));
        means.add(new SlotMean("battery1_soc_pct", at(t), 40 + t % 11));
      }
    }
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(means);
    }
  }

  /** The file of an earlier release. */
  private void forgetDays() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + state.resolve("history.db"));
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("DROP TABLE day");
      boolean _ = statement.execute("DROP TABLE decision_day");
    }
    HistoryStore.open(state).close();
  }

  private int sum(Site site) throws Exception {
    int calls = 0;
    try (HistoryStore store = HistoryStore.open(state)) {
      DayCycle days = new DayCycle(store, site, DecisionChanges::byQuarterHour);
      while (days.advance(NOW)) {
        calls++;
      }
    }
    return calls;
  }

  private PeriodHistory read(Site site, HistoryPeriod period, String day) throws Exception {
    LocalDate first = period.first(LocalDate.parse(day));
    try (HistoryStore store = HistoryStore.reading(state)) {
      return PeriodHistory.read(store, site, new HistoryRequest(period, first));
    }
  }

  private static double wh(PeriodHistory.Step step, EnergyFlow flow) {
    return step.energies().of(flow).wh();
  }

  private static double cost(PeriodHistory.Step step, CostCourse course) {
    return Objects.requireNonNull(step.costs().cost().get(course));
  }

  private static double peakCharge(PeriodHistory.Step step, CostCourse course) {
    return Objects.requireNonNull(step.costs().peakCharge().get(course));
  }

  /** The month's cost equals the page's last month, which replays the whole month. */
  private void assertCosts(Site site, PeriodHistory month) throws Exception {
    JsonTree last = JsonTree.of(new LastMonth().document(site, NOW));
    assertCost(last, "measured", cost(month.total(), CostCourse.MEASURED));
    assertCost(last, "selfConsumption", cost(month.total(), CostCourse.BY_RULE));
    assertCost(last, "withoutBattery", cost(month.total(), CostCourse.WITHOUT_BATTERY));
  }

  private static void assertCost(JsonTree last, String course, double cost) {
    // Documents have six digits.
    assertEquals(last.find(course).orElseThrow().number("cost"), cost, 1e-3, course);
  }

  @Test
  void anOldFileIsSummedMonthByMonthAndItsCostsAreThoseOfTheLastMonth() throws Exception {
    record(t -> true);
    forgetDays();
    Site site = site();
    PeriodHistory before = read(site, HistoryPeriod.MONTH, "2026-10-12");
    assertEquals(0, before.total().costs().days(), "no costs yet");
    assertEquals(3, sum(site), "calls, one a month");
    PeriodHistory month = read(site, HistoryPeriod.MONTH, "2026-10-12");
    assertEquals(31, month.total().costs().days());
    assertCosts(site, month);

    for (EnergyFlow flow : before.flows()) {
      assertEquals(wh(before.total(), flow), wh(month.total(), flow), 1e-3, "before: " + flow);
    }
    double consumed = 0;
    double imported = 0;
    for (int t = OCTOBER; t < NOVEMBER; t++) {
      consumed += loadW(t) / 4;
      imported += Math.max(0, gridW(t)) / 4;
    }
    assertEquals(consumed, wh(month.total(), EnergyFlow.CONSUMPTION), 1e-3);
    assertEquals(imported, wh(month.total(), EnergyFlow.IMPORT), 1e-3);
    assertEquals(31, month.steps().size());
    assertEquals(25 * 3600, month.steps().get(24).energies().of(EnergyFlow.CONSUMPTION).knownS());
    assertEquals(
        cost(month.total(), CostCourse.BY_RULE),
        month.steps().stream().mapToDouble(step -> cost(step, CostCourse.BY_RULE)).sum(),
        1e-9,
        "days add up to the month");

    PeriodHistory year = read(site, HistoryPeriod.YEAR, "2026-02-03");
    assertEquals(12, year.steps().size());
    assertEquals(
        wh(month.total(), EnergyFlow.EXPORT), wh(year.steps().get(9), EnergyFlow.EXPORT), 1e-6);
    assertEquals(
        cost(month.total(), CostCourse.MEASURED),
        cost(year.steps().get(9), CostCourse.MEASURED),
        1e-9);
    assertFalse(year.steps().get(3).energies().of(EnergyFlow.IMPORT).isKnown());

    PeriodHistory week = read(site, HistoryPeriod.WEEK, "2026-11-01");
    assertEquals(LocalDate.parse("2026-10-26"), week.request().first(), "a Monday");
    assertEquals(
        wh(month.steps().get(25), EnergyFlow.CHARGED), wh(week.steps().get(0), EnergyFlow.CHARGED));

    PeriodHistory day = read(site, HistoryPeriod.DAY, "2026-10-25");
    assertEquals(100, day.steps().size());
    assertEquals(
        wh(month.steps().get(24), EnergyFlow.IMPORT), wh(day.total(), EnergyFlow.IMPORT), 1e-6);
    assertEquals(
        wh(day.total(), EnergyFlow.IMPORT),
        day.steps().stream().mapToDouble(step -> wh(step, EnergyFlow.IMPORT)).sum(),
        1e-6);
  }

  /** Until 12:00 of the record's last day. */
  @Test
  void theRunningDayCostsWhatItsQuarterHoursDidSoFar() throws Exception {
    int noon = SLOTS - 48;
    record(t -> t < noon);
    PeriodHistory today = read(site(), HistoryPeriod.DAY, "2026-11-04");
    double bill = 0;
    for (int t = SLOTS - 96; t < noon; t++) {
      double kwh = (loadW(t) - pvW(t)) / 4000;
      bill += kwh * (kwh < 0 ? 0.06 : (t - NOVEMBER) % 96 < 24 ? 0.18 : 0.36);
    }
    assertEquals(bill, cost(today.total(), CostCourse.WITHOUT_BATTERY), 1e-6);
    assertTrue(today.total().costs().cost().containsKey(CostCourse.MEASURED));
    PeriodHistory month = read(site(), HistoryPeriod.MONTH, "2026-11-04");
    assertEquals(0, month.total().costs().days(), "no part of the month before it has ended");
  }

  @Test
  void theDemandChargeIsPartOfAMonthAndOfNoDay() throws Exception {
    record(t -> true);
    Site site = site(RecordedHome.SITE.replace("tariff:", "tariff:\n  demand-charge-per-kw: 5"));
    assertEquals(3, sum(site));
    PeriodHistory month = read(site, HistoryPeriod.MONTH, "2026-10-12");
    assertCosts(site, month);
    double charge = peakCharge(month.total(), CostCourse.MEASURED);
    assertTrue(charge > 1, () -> "charge " + charge);
    assertEquals(
        cost(month.total(), CostCourse.MEASURED) - charge,
        month.steps().stream().mapToDouble(step -> cost(step, CostCourse.MEASURED)).sum(),
        1e-9);
    PeriodHistory year = read(site, HistoryPeriod.YEAR, "2026-10-12");
    assertEquals(charge, peakCharge(year.steps().get(9), CostCourse.MEASURED), 1e-9);
  }

  @Test
  void aLateQuarterHourCorrectsItsDayAndOtherDaysKeepTheirCosts() throws Exception {
    record(t -> true);
    assertEquals(3, sum(site()));
    PeriodHistory before = read(site(), HistoryPeriod.MONTH, "2026-10-01");
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(List.of(new SlotMean("load_w", at(OCTOBER + 96), 9_000)));
    }
    Site dearer = site(RecordedHome.SITE.replace("0.36", "0.46"));
    PeriodHistory unsummed = read(dearer, HistoryPeriod.MONTH, "2026-10-01");
    double more = (9_000 - loadW(OCTOBER + 96)) / 4;
    assertEquals(
        wh(before.total(), EnergyFlow.CONSUMPTION) + more,
        wh(unsummed.total(), EnergyFlow.CONSUMPTION),
        1e-3);
    assertEquals(30, unsummed.total().costs().days());
    assertEquals(1, sum(dearer));
    PeriodHistory after = read(dearer, HistoryPeriod.MONTH, "2026-10-01");
    assertEquals(31, after.total().costs().days());
    assertNotEquals(
        before.steps().get(1).costs().cost(), after.steps().get(1).costs().cost(), "made anew");
    assertEquals(
        cost(before.steps().get(9), CostCourse.MEASURED),
        cost(after.steps().get(9), CostCourse.MEASURED),
        0.05,
        "prices of its time, but for the month's value of stored energy");
  }

  @Test
  void hoursWithoutARecordAreNullInTheAnswerAndEmptyInTheTable() throws Exception {
    record(t -> t < OCTOBER + 40 || t >= OCTOBER + 44);
    Site site = site();
    assertEquals(3, sum(site));
    PeriodHistory day = read(site, HistoryPeriod.DAY, "2026-10-01");
    JsonTree answer = JsonTree.of(HistoryDocument.of(day, PageTexts.of(Language.all(), site, NOW)));
    JsonTree imports = answer.find("flows").orElseThrow().find("import").orElseThrow();
    List<String> wh =
        imports.find("wh").orElseThrow().items().stream().map(JsonTree::text).toList();
    assertEquals(96, wh.size());
    for (int t = 0; t < 96; t++) {
      boolean missing = t >= 40 && t < 44;
      assertEquals(missing, wh.get(t).equals("null"), "quarter hour " + t);
    }
    assertEquals(92 * 900, imports.number("totalKnownS"));
    String soc = answer.find("socPct").orElseThrow().items().getFirst().text("id");
    assertEquals("battery1", soc);
    List<String> lines = HistoryCsv.of(day).lines().toList();
    assertEquals(97, lines.size());
    assertTrue(
        lines.getFirst().startsWith("start_utc,start_local,length_s,production_wh,"),
        lines.getFirst());
    assertTrue(
        lines
            .getFirst()
            .endsWith(
                "self_consumption_pct,cost_measured_EUR,cost_by_rule_EUR,cost_without_battery_EUR"));
    assertEquals(
        "2026-10-01T08:00:00Z,2026-10-01T10:00:00+02:00,900,,0,,0,,0,,0,,0,,0,,0,,,,,",
        lines.get(41));
    assertTrue(HistoryCsv.of(day).endsWith("\r\n"));

    PeriodHistory month = read(site, HistoryPeriod.MONTH, "2026-10-01");
    assertEquals(23 * 3600, month.steps().getFirst().energies().of(EnergyFlow.IMPORT).knownS());
  }

  @Test
  void cellsAreNoFormulas() {
    assertEquals("'=1+1", HistoryCsv.cell("=1+1"));
    assertEquals("\"'@a,b\"", HistoryCsv.cell("@a,b"));
    assertEquals("-12.5", HistoryCsv.cell("-12.5"));
    assertEquals("'-a", HistoryCsv.cell("-a"));
    assertEquals("\"a\"\"b\"", HistoryCsv.cell("a\"b"));
  }

  private static String decision(String mode, String doing, int battery) {
    return """
        {"mode":"%s","doing":"%s","setpoints":[],"batteryW":%d}"""
        .formatted(mode, doing, battery);
  }

  @Test
  void decisionsOfYearsBeforeAreThinnedToTheirChangesAndWhyStillAnswers() throws Exception {
    Site site = site();
    Instant old = START.minus(Duration.ofDays(420));
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer history = new HistoryBuffer(store);
      for (int t = 0; t < 96 * 3; t++) {
        boolean charges = t % 96 >= 40 && t % 96 < 44;
        String doing = charges ? "battery charges %d.5 kW".formatted(t % 3) : "battery rests";
        history.take(
            new LoggedDecision(
                old.plusSeconds(900L * t + 5), decision("auto", doing, charges ? -500 : 0), 0));
        history.take(
            new LoggedDecision(
                at(SLOTS - 10).plusSeconds(900L * t + 5), decision("auto", doing, 0), 0));
      }
      for (int day = 1; day <= DayCycle.WHOLE_DAYS; day++) {
        history.take(
            new LoggedDecision(
                NOW.minus(Duration.ofDays(day)), decision("auto", "battery rests", 0), 0));
      }
      assertEquals(Optional.empty(), history.flush());
    }
    record(t -> true);
    int calls = sum(site);
    assertEquals(3 + 1, calls, "three months, and a week of decisions");
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer history = new HistoryBuffer(store);
      List<LoggedDecision> left = history.decisions(old, old.plus(Duration.ofDays(3)));
      assertEquals(9, left.size(), "each day: its first, the charge, and the rest after it");
      assertEquals(
          """
          {"reduced":true,"mode":"auto","doing":"battery charges 1.5 kW"}""",
          left.get(1).document());
      List<LoggedDecision> newer = history.decisions(at(SLOTS - 10), at(SLOTS + 96 * 3));
      assertEquals(96 * 3, newer.size(), "newer ones stay");
      DecisionQuery why = new DecisionQuery(ZONE, "EUR", history);
      String answer = why.answer(old.plusSeconds(900 * 42 + 30).toString(), NOW);
      assertTrue(answer.contains("battery charges"), answer);
      String later = why.answer(old.plusSeconds(900 * 90 + 30).toString(), NOW);
      assertTrue(later.contains("battery rests"), later);
    }
  }

  private PageClient serve(FakeSite page, List<AutoCloseable> open) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    PageServer server =
        PageServer.start(
            new PageSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of(),
                Optional.empty(),
                PageToken.of(Optional.of(token), folder),
                true,
                new ManualClock(NOW),
                Duration.ofSeconds(1)),
            new SiteContent(page));
    open.add(server);
    return new PageClient(URI.create(server.address()).getPort());
  }

  @Test
  void theServerAnswersPeriodsAndRefusesWhatIsNone() throws Exception {
    record(t -> true);
    assertEquals(3, sum(site()));
    FakeSite page = new FakeSite();
    List<AutoCloseable> open = new ArrayList<>();
    try {
      PageClient client = serve(page, open);
      assertEquals(503, client.get("/api/history").status(), "nothing is recorded");
      page.records(site());
      PageClient.Response month = client.get("/api/history?period=month&from=2026-10-31");
      assertEquals(200, month.status(), month.text());
      assertEquals("2026-10-01", JsonTree.of(month.text()).text("from"));
      assertEquals("2026-11-01", JsonTree.of(month.text()).text("to"));
      assertEquals("2026-09-29T22:00:00Z", JsonTree.of(month.text()).text("recordedFrom"));
      PageClient.Response csv = client.get("/api/history.csv?period=year&from=2026-10-31");
      assertEquals(200, csv.status());
      assertEquals(13, new String(csv.body(), UTF_8).lines().count());
      assertEquals(
          "attachment; filename=\"spikewatt-year-2026-01-01.csv\"",
          csv.headers().get("content-disposition"));
      assertEquals("text/csv; charset=utf-8; header=present", csv.headers().get("content-type"));
      assertError(
          client, "period=hour", "period: expected day, week, month or year, found \\\"hour\\\"");
      assertError(client, "from=31.10.2026", "from: expected a day as 2026-10-31, found");
      assertError(client, "from=2026-02-30", "from: expected a day as 2026-10-31, found");
      assertError(client, "from=0001-01-01", "from: expected a day from 1970 to 9998, found");
      assertError(client, "from=" + "9".repeat(500), "found \\\"9999999999");
      assertEquals(405, client.post("/api/history", "{}").status());
    } finally {
      for (AutoCloseable one : open) {
        one.close();
      }
    }
  }

  private static void assertError(PageClient client, String query, String expected)
      throws Exception {
    for (String path : List.of("/api/history?", "/api/history.csv?")) {
      PageClient.Response response = client.get(path + query);
      assertEquals(400, response.status(), query);
      assertTrue(response.text().contains(expected), response.text());
    }
  }
}
