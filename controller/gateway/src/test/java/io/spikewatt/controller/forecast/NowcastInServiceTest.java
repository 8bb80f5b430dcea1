package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.PostedReadings;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.IntermittentBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nowcasts of a site with PV and a battery, in virtual time; its powers change each minute. */
final class NowcastInServiceTest {

  /** Nine in the morning at the site. */
  private static final Instant START = Instant.parse("2026-06-15T07:00:00Z");

  private static final MqttTopics TOPICS = new MqttTopics("spikewatt/edge/");
  private static final String LOAD = TOPICS.nowcast("load");
  private static final String PV = TOPICS.nowcast("pv");
  private static final Duration CYCLE = Duration.ofSeconds(10);
  private static final int CYCLES_A_MINUTE = 6;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Pattern MEDIAN = Pattern.compile("\"p50\":([-0-9.]+)");
  private static final Pattern ORIGIN = Pattern.compile("\"origin\":\"([^\"]+)\"");

  @TempDir private Path directory;

  private final List<Life> lives = new ArrayList<>();

  @AfterEach
  void close() {
    lives.forEach(Life::close);
  }

  /** A site with its clock and its broker, which outlive the process. */
  private static final class World {
    final ManualClock clock = new ManualClock(START);
    final IntermittentBroker broker = new IntermittentBroker();
    boolean meterAnswers = true;
    boolean cloudless;
    double pvLimitW = Double.POSITIVE_INFINITY;

    List<Instant> origins(String topic) {
      return broker.on(topic).stream().map(NowcastInServiceTest::origin).toList();
    }
  }

  private final World world = new World();

  private Life life(World in, String controlKeys, Path where) {
    Life life = new Life(in, controlKeys, where);
    lives.add(life);
    return life;
  }

  /** With the usual configuration, in the usual directory. */
  private Life life() {
    return life(world, "", directory);
  }

  /** One lifetime of the process. */
  private static final class Life implements AutoCloseable {
    private final World world;
    private final RunningSite control;
    private final PostedReadings readings;
    private boolean closed;

    Life(World world, String controlKeys, Path where) {
      this.world = world;
      Site site = site(controlKeys);
      PlantBoard board = new PlantBoard(new LinkedHashMap<>(), world.clock.now());
      readings = new PostedReadings(board);
      control =
          SiteAssembly.of(
              site,
              new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
              new SiteAssembly.Outside(
                  world.broker,
                  TOPICS,
                  Duration.ofHours(1),
                  name -> true,
                  event -> {},
                  ConfigReload.NONE),
              PersistentState.of(HistoryStore.open(where), where.resolve("models"), site),
              world.clock.now());
    }

    void run(int minutes) {
      for (int i = 0; i < minutes * CYCLES_A_MINUTE; i++) {
        world.clock.advance(CYCLE);
        Instant now = world.clock.now().instant();
        double pvW = Math.min(pvW(now, world.cloudless), world.pvLimitW);
        readings.set("meter1", Quantity.POWER_W, loadW(now) - pvW);
        readings.set("meter1", Quantity.VOLTAGE_L1_V, 230);
        readings.set("meter1", Quantity.FREQUENCY_HZ, 50);
        readings.set("pv1", Quantity.POWER_W, pvW);
        readings.set("battery1", Quantity.POWER_W, 0);
        readings.set("battery1", Quantity.SOC_PCT, 50);
        if (!world.meterAnswers) {
          readings.silence("meter1");
        }
        readings.post(world.clock.now());
        CycleReport report = control.cycle().run(world.clock.now());
        report.approved("pv1").ifPresent(limit -> world.pvLimitW = limit);
        control.plans().tick(world.clock.now());
      }
    }

    /** A command that holds for a day. */
    void command(String name, String value) {
      String text =
          "{\"id\":\"c\",\"issuedAt\":\"%s\",\"validForS\":86400,\"value\":%s}"
              .formatted(world.clock.now().instant(), value);
      world.broker.command(
          new Message(TOPICS.commandTopic(name), text.getBytes(StandardCharsets.UTF_8), false));
    }

    SiteForecasts forecasts() {
      return control.plans().forecasts().orElseThrow();
    }

    double[] minutes(String series, Instant from, Instant to) {
      return control.history().minutes(series, from, to).minutes().values();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        control.close();
      }
    }
  }

  /** In whole W, so that a minute on disk is the minute that was. */
  private static double loadW(Instant at) {
    long minute = at.getEpochSecond() / 60;
    return 800 + 40 * (minute * 7 % 11) + (minute % 53 < 6 ? 2_000 : 0);
  }

  private static double pvW(Instant at, boolean cloudless) {
    long minute = at.getEpochSecond() / 60;
    double hour = Math.floorMod(at.getEpochSecond(), 86_400) / 3600.0;
    double sky = Math.max(0, Math.sin(Math.PI * (hour - 3) / 16));
    return Math.rint(4_000 * sky * (cloudless || minute % 17 < 9 ? 1 : 0.4));
  }

  private static Instant origin(String payload) {
    return Instant.parse(found(ORIGIN, payload).getFirst());
  }

  private static List<String> found(Pattern pattern, String payload) {
    return pattern.matcher(payload).results().map(match -> match.group(1)).toList();
  }

  private static List<Instant> minutes(Instant first, int count) {
    List<Instant> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(first.plus(Duration.ofMinutes(i)));
    }
    return all;
  }

  @Test
  void eachMinuteHasANowcastAndNoneIsRetained() {
    world.broker.comeBack();
    life().run(24 * 60);
    List<Instant> expected = minutes(START.plus(MINUTE), 24 * 60);
    assertEquals(expected, world.origins(LOAD));
    assertEquals(expected, world.origins(PV));
    assertEquals(List.of(), world.origins(TOPICS.nowcast("wind")));
    assertTrue(
        world.broker.arrived.stream().noneMatch(m -> m.topic().equals(LOAD) && m.retained()));
    String last = world.broker.on(LOAD).getLast();
    assertTrue(
        last.contains("\"unit\":\"W\",\"model\":\"nowcast-persistence/1\",\"skill\":0."), last);
    assertTrue(last.contains("\"windows\":[{\"fromMin\":0,\"toMin\":15,\"p10\":"), last);
    assertTrue(last.contains("{\"fromMin\":30,\"toMin\":60,\"p10\":"), last);
  }

  @Test
  void beforeAnythingIsLearntForecastsAreAsTheyWere() {
    world.broker.comeBack();
    Life life = life();
    life.run(60);
    assertFalse(life.forecasts().load().model().contains("nowcast"));
    assertFalse(life.forecasts().pv().model().contains("nowcast"));
  }

  @Test
  void aRestartGoesOnAsIfNothingHadHappened() {
    World other = new World();
    other.broker.comeBack();
    Life twin = life(other, "", directory.resolve("twin"));
    twin.run(200);
    List<String> uninterrupted = other.broker.on(LOAD);
    world.broker.comeBack();
    Life first = life();
    first.run(130);
    first.close();
    life().run(70);
    assertEquals(uninterrupted, world.broker.on(LOAD));
  }

  @Test
  void aKilledProcessLosesTheRunningHourAtMost() {
    world.broker.comeBack();
    life().run(130);
    Life second = life();
    second.run(5);
    Instant now = world.clock.now().instant();
    double[] kept = second.minutes(SiteSeries.LOAD_W, START, now);
    assertTrue(Arrays.stream(kept, 1, 120).noneMatch(Double::isNaN));
    assertTrue(Arrays.stream(kept, 120, 130).allMatch(Double::isNaN), "and nothing reads as 0");
    List<Instant> expected = minutes(START.plus(MINUTE), 135);
    assertEquals(expected, world.origins(LOAD));
  }

  @Test
  void aCurtailedPlantHasNoMinutesAndIsNotNowcast() {
    world.broker.comeBack();
    world.cloudless = true;
    Life life = life();
    life.run(120);
    Instant curtailed = world.clock.now().instant();
    life.command("limit-export", "0");
    life.run(60);
    assertTrue(world.pvLimitW < 4_000, "the plant is limited");
    assertEquals(curtailed.plus(Duration.ofHours(1)), world.origins(LOAD).getLast());
    Duration gone = Duration.between(curtailed, world.origins(PV).getLast());
    assertTrue(gone.compareTo(Duration.ofMinutes(7)) < 0, "the last " + gone + " later");
    double[] kept =
        life.minutes(SiteSeries.PV_W, curtailed, curtailed.plus(Duration.ofMinutes(60)));
    assertTrue(Arrays.stream(kept, 3, 60).allMatch(Double::isNaN), Arrays.toString(kept));
  }

  @Test
  void withoutReadingsThereIsNoNowcastAndWithThemThereIsAgain() {
    world.broker.comeBack();
    Life life = life();
    life.run(61);
    world.meterAnswers = false;
    life.run(29);
    int before = world.broker.on(LOAD).size();
    assertTrue(before < 61 + 7, before + " nowcasts");
    world.meterAnswers = true;
    life.run(30);
    assertTrue(world.broker.on(LOAD).size() > before + 25);
    for (String payload : world.broker.on(LOAD)) {
      found(MEDIAN, payload).forEach(w -> assertTrue(Double.parseDouble(w) > 700, payload));
    }
    Instant now = world.clock.now().instant();
    double[] kept = life.minutes(SiteSeries.LOAD_W, START, now);
    assertTrue(Arrays.stream(kept, 63, 90).allMatch(Double::isNaN), "unknown is not 0");
  }

  @Test
  void ofWhatTheBrokerMissesTheNewestArrives() {
    Life life = life();
    life.run(60);
    world.broker.comeBack();
    life.run(10);
    assertEquals(minutes(START.plus(Duration.ofMinutes(60)), 11), world.origins(LOAD));
  }

  @Test
  void switchedOffNothingIsNowcastOrRecorded() {
    world.broker.comeBack();
    Life life = life(world, "nowcast: off", directory);
    life.run(130);
    assertEquals(List.of(), world.origins(LOAD));
    double[] kept = life.minutes(SiteSeries.LOAD_W, START, world.clock.now().instant());
    assertTrue(Arrays.stream(kept).allMatch(Double::isNaN));
  }

  @Test
  void aBugEndsNowcastsAndNothingElse() throws Exception {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(1);
    Site site = DemoSite.usual().site();
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer history = new HistoryBuffer(store);
      history.take(
          List.of(
              new SlotMean(SiteSeries.LOAD_W, plant.start.minus(QuarterHour.LENGTH), 1_000),
              new SlotMean(SiteSeries.PV_W, plant.start.minus(QuarterHour.LENGTH), 2_000)));
      SiteNowcaster broken =
          SiteNowcaster.of(
              site,
              history,
              directory,
              (kind, settings, model) -> {
                throw new IllegalStateException("a bug");
              });
      PlanCycle planCycle =
          new PlanCycle(
              site,
              history,
              new SiteForecaster(site, store, directory.resolve("models")),
              broken,
              new PriceStore(store, history),
              new Reporter(
                  new NoBroker(),
                  StoreAndForward.keepingNothing(new NoBroker()),
                  TOPICS,
                  Duration.ofSeconds(1),
                  event -> {}),
              new OutageHistory(KeptValues.inMemory()),
              SessionForecaster.inMemory(site.zone()));
      broken.take(List.of(new SlotMean(SiteSeries.LOAD_W, plant.start, 1_000)));
      LimitSource source = LimitSource.CONFIGURED;
      planCycle.update(
          plant.state.orElseThrow(),
          new GridLimits(10_000, 10_000, source, source),
          ActiveCommands.NONE,
          PlanRequest.Peak.NONE);
      planCycle.tick(plant.now());
      assertTrue(planCycle.plan().isPresent());
      assertEquals(List.of(), broken.tick(plant.now().instant()));
      assertTrue(broken.highestNetW(plant.now().instant()).isEmpty());
    }
  }

  private static Site site(String controlKeys) {
    String yaml =
        """
        site: { name: edge, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
        grid: { import-limit-w: 11000, export-limit-w: 8000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "tcp://127.0.0.1:1883" }
        storage: { directory: state }
        control: { cycle-ms: 10000, %s }
        devices:
          - id: meter1
            profile: eastron-sdm630
            connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
            grid-meter: {}
          - id: pv1
            profile: sunspec-inverter
            connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
            pv: { rated-w: 5000, safe-limit-w: 4000 }
          - id: battery1
            profile: hybrid-battery
            connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
            battery: { capacity-wh: 10000, charge-w: 500, discharge-w: 4000, wear-per-kwh: 0.02 }
        """
            .formatted(controlKeys.isEmpty() ? "plan-every-min: 15" : controlKeys);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "edge.yaml")).site();
  }
}
