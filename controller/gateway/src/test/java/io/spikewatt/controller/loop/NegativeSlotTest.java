package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.backtest.HistoryRead;
import io.spikewatt.controller.backtest.SiteHistoryReader;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.WiredCycle;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Published prices that turn negative when a quarter hour begins, in the daemon's own cycle. */
class NegativeSlotTest {

  private static final Signal PV = new Signal("pv1", Quantity.POWER_LIMIT_W);

  /** Ten seconds before a quarter hour. */
  private static final Instant BEFORE = Instant.parse("2026-06-15T10:14:50Z");

  @TempDir private Path directory = Path.of("");

  private final Letterbox letters = new Letterbox();
  private final DemoPlant plant = new DemoPlant(DemoSite.usual());
  private int ids;
  private HistoryStore store;
  private RunningSite running;
  private ControlCycle cycle;
  private PlantBoard.Place place;

  /** Surplus of some 4 kW beside a full battery. */
  @BeforeEach
  void open() throws IOException {
    plant.start = BEFORE;
    plant.socPct = 96;
    plant.loadW = 2_000;
    plant.pvPotentialW = 8_000;
    wire(NegativePrices.STORE);
  }

  private void start(NegativePrices choice) throws IOException {
    restart(choice);
    command(
        "prices",
        "{\"start\":\"%s\",\"slotS\":900,\"importPerKwh\":[0.2,-0.011,0.2],"
                .formatted(BEFORE.minusSeconds(890))
            + "\"exportPerKwh\":[0.05,-0.032,0.04]}");
  }

  private void restart(NegativePrices choice) throws IOException {
    store.close();
    wire(choice);
  }

  private void wire(NegativePrices choice) throws IOException {
    DemoSite demo = DemoSite.usual().withNegativePrices(choice);
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), plant.now());
    place = board.place(List.of());
    store = HistoryStore.open(directory);
    running =
        WiredCycle.site(
            demo.site(),
            demo.outputs(),
            board,
            new SetpointBoard(),
            letters,
            store,
            directory,
            plant.now());
    cycle = running.cycle();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void zero_feed_in_is_in_force_from_the_slots_first_cycle_to_its_last() throws IOException {
    start(NegativePrices.ZERO_FEED_IN);
    CycleReport before = run(10);
    assertEquals(5_000, before.limits().exportW());
    assertTrue(pvLimitW(before) > 6_900, "the surplus is exported");
    CycleReport first = run(1);
    assertEquals(0, first.limits().exportW());
    assertEquals(LimitSource.PRICE, first.limits().exportWhy());
    assertTrue(pvLimitW(first) < 4_000, () -> "told " + pvLimitW(first));
    assertEquals(Reason.NEGATIVE_PRICE, first.dispatch().explanation(PV).orElseThrow().decidedBy());
    CycleReport later = run(30);
    assertTrue(plant.gridW() >= 0, () -> "exports " + -plant.gridW());
    assertEquals(
        "Feeding in nothing: export costs 3.2 ct",
        Language.ENGLISH.text(later.headline(), reader(later)));
    assertEquals(
        "Speist nichts ein: Einspeisung kostet 3,2 ct",
        Language.of("de").text(later.headline(), reader(later)));
    assertTrue(
        Language.ENGLISH
            .text(later.doing(), reader(later))
            .contains("pv1 is held at 3.9 kW, because export costs 3.2 ct"),
        () -> "" + later.doing());
    assertTrue(
        letters.last("test/event").contains("export 0 W (price)"), letters.last("test/event"));
    CycleReport last = run(900 - 31);
    assertEquals(0, last.limits().exportW());
    assertEquals(5_000, run(1).limits().exportW(), "until the slot ends");
  }

  @Test
  void the_usual_choice_leaves_the_limits_alone() throws IOException {
    start(NegativePrices.STORE);
    CycleReport after = run(40);
    assertEquals(5_000, after.limits().exportW());
    assertTrue(plant.gridW() < -3_500, () -> "" + plant.gridW());
  }

  @Test
  void paid_import_switches_the_sun_off_in_the_slots_first_cycle() throws IOException {
    start(NegativePrices.PV_OFF);
    run(10);
    CycleReport first = run(1);
    assertEquals(0, pvLimitW(first));
    assertEquals(
        Reason.NEGATIVE_IMPORT_PRICE, first.dispatch().explanation(PV).orElseThrow().decidedBy());
    plant.socPct = 10;
    CycleReport later = run(30);
    assertTrue(plant.gridW() > 1_900, "the house is paid for its import");
    assertEquals(
        "Keeping the sun off: import pays 1.1 ct",
        Language.ENGLISH.text(later.headline(), reader(later)));
    assertEquals(
        "Schaltet die Sonne ab: Bezug bringt 1,1 ct",
        Language.of("de").text(later.headline(), reader(later)));
  }

  @Test
  void a_restart_holds_it_from_the_first_cycle() throws IOException {
    start(NegativePrices.ZERO_FEED_IN);
    run(30);
    restart(NegativePrices.ZERO_FEED_IN);
    CycleReport first = run(1);
    assertEquals(0, first.limits().exportW());
    assertEquals(LimitSource.PRICE, first.limits().exportWhy());
  }

  @Test
  void a_reload_begins_and_ends_it_at_once() throws IOException {
    start(NegativePrices.STORE);
    assertEquals(5_000, run(30).limits().exportW());
    reload(NegativePrices.ZERO_FEED_IN);
    assertEquals(LimitSource.PRICE, run(1).limits().exportWhy());
    reload(NegativePrices.STORE);
    assertEquals(5_000, run(1).limits().exportW());
  }

  private void reload(NegativePrices choice) {
    Site site = DemoSite.usual().withNegativePrices(choice).site();
    running = SiteAssembly.next(site, running, plant.now());
    cycle = running.cycle();
  }

  @Test
  void a_hold_and_a_silent_meter_keep_it() throws IOException {
    start(NegativePrices.ZERO_FEED_IN);
    run(30);
    command("mode", "\"hold\"");
    assertEquals(0, pvLimitW(run(5)), "no consumption counts");
    command("mode", "\"auto\"");
    run(30);
    plant.lose("meter1", true);
    plant.lose("feeder1", true);
    CycleReport blind = run(20);
    assertTrue(blind.mode() instanceof Mode.Hold, () -> "" + blind.mode());
    assertEquals(0, pvLimitW(blind));
  }

  @Test
  void a_command_that_is_wider_does_not_lift_it() throws IOException {
    start(NegativePrices.ZERO_FEED_IN);
    command("limit-export", "3000");
    assertEquals(3_000, run(5).limits().exportW());
    CycleReport negative = run(20);
    assertEquals(0, negative.limits().exportW());
    assertEquals(LimitSource.PRICE, negative.limits().exportWhy());
  }

  @Test
  void prices_that_are_missing_limit_nothing() throws IOException {
    start(NegativePrices.PV_OFF);
    run(10);
    CycleReport negative = run(2);
    assertEquals(0, negative.limits().exportW());
    plant.pass(1_800);
    // The quarter hour after the last published one.
    CycleReport unknown = run(2);
    assertEquals(5_000, unknown.limits().exportW());
    assertTrue(pvLimitW(unknown) > 0);
  }

  /** The slot's cost by the daemon's own cycle, and by the backtest of its record. */
  @ParameterizedTest
  @EnumSource
  void a_backtest_costs_what_control_costs(NegativePrices choice) throws Exception {
    start(choice);
    // A battery that can neither store nor cover.
    plant.socPct = choice == NegativePrices.PV_OFF ? 10 : 96;
    run(10);
    double importKwh = 0;
    double exportKwh = 0;
    double consumedWs = 0;
    for (int second = 0; second < 900; second++) {
      CycleReport _ = run(1);
      importKwh += Math.max(0, plant.gridW()) / 3.6e6;
      exportKwh += Math.max(0, -plant.gridW()) / 3.6e6;
      consumedWs += plant.gridW() + plant.pvW() + plant.batteryW();
    }
    double cost = -0.011 * importKwh + 0.032 * exportKwh;
    assertEquals(cost, backtested(choice, consumedWs / 900), 0.0005, choice.name());
  }

  /** Cost without a battery of a day in which only the negative slot has load and sun. */
  private double backtested(NegativePrices choice, double consumedW) throws Exception {
    Instant slot = BEFORE.plusSeconds(10);
    Instant from = Instant.parse("2026-06-15T00:00:00Z");
    List<SlotMean> means = new ArrayList<>();
    for (Instant at = from; at.isBefore(from.plusSeconds(86_400)); at = at.plusSeconds(900)) {
      boolean negative = at.equals(slot);
      means.add(new SlotMean(SiteSeries.LOAD_W, at, negative ? consumedW : 0));
      means.add(new SlotMean(SiteSeries.PV_W, at, negative ? 8_000 : 0));
      means.add(new SlotMean("ev_w", at, 0));
      means.add(new SlotMean("compute_w", at, 0));
    }
    means.add(new SlotMean(SiteSeries.IMPORT_PER_KWH, slot, -0.011));
    means.add(new SlotMean(SiteSeries.EXPORT_PER_KWH, slot, -0.032));
    try (HistoryStore past = HistoryStore.open(directory.resolve("past"))) {
      past.append(means);
      Site site = DemoSite.usual().withNegativePrices(choice).site();
      HistoryRead read = SiteHistoryReader.read(site, past, from, from.plusSeconds(86_400));
      return HistoryBacktest.compare(((HistoryRead.Loaded) read).history())
          .withoutBattery()
          .orElseThrow()
          .bill();
    }
  }

  private CycleReport run(int seconds) {
    CycleReport report = null;
    for (int i = 0; i < seconds; i++) {
      place.post(List.copyOf(plant.snapshot().all()));
      report = cycle.run(plant.now());
      plant.obey(report.verdicts());
    }
    return Objects.requireNonNull(report);
  }

  private static ReaderLocale reader(CycleReport report) {
    Site site = DemoSite.usual().site();
    return site.reader(report.snapshot().at().instant());
  }

  private static double pvLimitW(CycleReport report) {
    return report.dispatch().explanation(PV).orElseThrow().value();
  }

  private void command(String name, String value) {
    String payload =
        "{\"id\":\"%d\",\"issuedAt\":\"%s\",\"validForS\":3600,\"value\":%s}"
            .formatted(++ids, plant.now().instant(), value);
    letters.put(
        new Message("test/command/" + name, payload.getBytes(StandardCharsets.UTF_8), false));
  }
}
