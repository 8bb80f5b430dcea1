package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.fixture.PlantStates;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan asks, within what charge, least run and least rest allow. */
class GensetsByPlanTest {

  private static final Role.Genset SET =
      new Role.Genset(
          8_000,
          30,
          70,
          Duration.ofMinutes(15),
          Duration.ofMinutes(2),
          2_400,
          Optional.of(0.5),
          1,
          0);
  private static final Role.Genset WITHOUT_PRICE =
      new Role.Genset(
          8_000, 30, 70, Duration.ofMinutes(15), Duration.ofMinutes(2), 0, Optional.empty(), 0, 0);
  private static final double FULL_PCT = 95;

  @ParameterizedTest
  @CsvSource({
    // charge %, running, planned, runs
    "29, false, false, true", // a low charge starts it whatever is planned
    "29, true, false, true",
    "50, false, true, true", // earlier
    "50, true, false, false", // stopped earlier
    "34, true, false, true", // but not so near to where it would start again
    "80, true, true, true", // stopped later
    "95, true, true, false", // but not with batteries that take nothing
    "91, false, true, false",
    "50, false, false, false",
    "80, true, false, false",
  })
  void aPlanStartsEarlierAndStopsEarlierOrLater(
      double soc, boolean running, boolean planned, boolean runs) {
    assertEquals(runs, Gensets.runs(Generators.of(SET), running, need(soc, Optional.of(planned))));
  }

  @Test
  void withoutAPlanOrAPriceOfFuelTheChargeAloneCounts() {
    for (int soc = 0; soc <= 100; soc++) {
      for (boolean running : new boolean[] {false, true}) {
        boolean byCharge = running ? soc < 70 : soc < 30;
        assertEquals(
            byCharge, Gensets.runs(Generators.of(SET), running, need(soc, Optional.empty())));
        for (boolean planned : new boolean[] {false, true}) {
          Gensets.Need need = need(soc, Optional.of(planned));
          assertEquals(byCharge, Gensets.runs(Generators.of(WITHOUT_PRICE), running, need));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsPlannedItsGuardsHold(long seed) {
    DemoSite demo = DemoSite.usual();
    Gensets gensets =
        new Assets(
                demo.siteWith(SET),
                demo.outputsWithGenset(),
                _ -> Optional.empty(),
                ShedRelayStore.inMemory())
            .gensets;
    Random random = new Random(seed);
    Optional<Boolean> planned = Optional.empty();
    double soc = 50;
    boolean before = false;
    double since = Double.NEGATIVE_INFINITY;
    int starts = 0;
    for (int s = 0; s < 86_400; s += 5) {
      if (random.nextInt(60) == 0) {
        int what = random.nextInt(3);
        planned = what == 0 ? Optional.empty() : Optional.of(what == 1);
      }
      soc = Math.clamp(soc + 0.5 * random.nextGaussian() + 0.01 * (45 - soc), 5, 100);
      Moment now = new Moment(1_000_000_000L * s, Instant.EPOCH.plusSeconds(s));
      gensets.meet(List.of(), now);
      gensets.island(need(soc, planned), now);
      boolean runs = told(gensets);
      if (runs != before) {
        double least = before ? 900 : 120;
        assertTrue(s - since >= least, "changed after " + (s - since) + " s");
        since = s;
        starts += runs ? 1 : 0;
      }
      assertTrue(runs || soc >= 30 || s - since < 120, "rests at " + soc + " %");
      assertEquals(runs, gensets.runFor(now).isPresent());
      before = runs;
    }
    assertTrue(starts > 5, "the plan was followed: " + starts);
  }

  @Test
  void theDispatcherObeysAPlanUntilItLapsesAndSaysSo() {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    plant.socPct = 50;
    plant.run(5);
    PlantState state = plant.state.orElseThrow();
    Dispatcher dispatcher =
        new Dispatcher(
            demo.siteWith(SET),
            demo.outputsWithGenset(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    Moment now = plant.now();
    Plan plan = Plans.worth(plant, 0.2, 0.2, 0.3, 0.1).with(Optional.of(runsForASlot(now)));
    Dispatch during = dispatch(dispatcher, state, plan, now);
    assertTrue(asks(during));
    SiteActivity.PlannedGensets gensets = gensets(during).orElseThrow();
    assertTrue(gensets.run() && gensets.planned() && gensets.until().isPresent());
    Dispatch after = dispatch(dispatcher, state, plan, now.plus(Duration.ofMinutes(40)));
    assertTrue(asks(after), "by its charge it goes on to 70 %");
    assertEquals(Optional.empty(), gensets(after));
    Dispatcher unplanned =
        new Dispatcher(
            demo.siteWith(SET),
            demo.outputsWithGenset(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    assertTrue(!asks(dispatch(unplanned, state, plan.with(Optional.empty()), now)));
  }

  @Test
  void onADeadBusNothingStartsAndWhatRunsGoesOn() {
    for (double soc : new double[] {5, 50, 90}) {
      for (Optional<Boolean> planned : List.of(Optional.of(true), Optional.of(false))) {
        Gensets.Need dark = new Gensets.Need(OptionalDouble.of(soc), true, planned, FULL_PCT, true);
        assertTrue(!Gensets.runs(Generators.of(SET), false, dark), "loads are taken off first");
        assertTrue(Gensets.runs(Generators.of(SET), true, dark));
      }
    }
  }

  /** The first cycle of a process that began before the meter and the set had answered. */
  @Test
  void withoutAWordOfTheGridASetIsNotToldToStop() {
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    plant.run(5);
    PlantState seen = plant.state.orElseThrow();
    Dispatcher dispatcher =
        new Dispatcher(
            demo.siteWith(SET),
            demo.outputsWithGenset(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    Dispatch blind = held(dispatcher, withGrid(seen, GridConnection.UNKNOWN), plant.now());
    assertTrue(gensetAsked(blind).isEmpty(), () -> "" + gensetAsked(blind));
    Dispatch connected = held(dispatcher, seen, plant.now());
    assertEquals(List.of(0.0), gensetAsked(connected), "beside the grid it is");
  }

  private static Dispatch held(Dispatcher dispatcher, PlantState state, Moment now) {
    GridLimits limits =
        new GridLimits(10_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    Mode hold = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    return dispatcher.dispatch(state, Optional.empty(), limits, DeviceRequests.NONE, hold, now);
  }

  private static List<Double> gensetAsked(Dispatch dispatch) {
    return dispatch.setpoints().stream()
        .filter(s -> s.signal().deviceId().equals("genset1"))
        .map(ExplainedSetpoint::value)
        .toList();
  }

  /** As the estimator says before the set and the grid's meter have told anything. */
  private static PlantState withGrid(PlantState seen, GridConnection connection) {
    SiteBus silent =
        new SiteBus(SiteBus.Life.UNKNOWN, seen.bus().frequencyHz(), seen.bus().tie(), false);
    GensetState set =
        new GensetState("genset1", new Estimate.Unknown("test"), false, Optional.empty());
    return PlantStates.with(PlantStates.and(seen, set), connection, silent);
  }

  @Test
  void noSetRestsByAPlanWhileALoadIsShed() {
    Role.Genset late =
        new Role.Genset(8_000, 15, 70, Duration.ZERO, Duration.ZERO, 2_400, Optional.of(0.5), 1, 0);
    DemoSite demo = DemoSite.usual();
    DemoPlant plant = new DemoPlant(demo);
    Dispatcher dispatcher =
        new Dispatcher(
            demo.siteWith(late),
            demo.outputsWithGenset(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    assertTrue(runsAt(12, plant, dispatcher), "the charge is low");
    assertTrue(runsAt(22, plant, dispatcher), "the relay is released from 30 % on");
    runsAt(40, plant, dispatcher);
    assertTrue(!runsAt(40, plant, dispatcher), "nothing is shed any more, and the plan rests");
  }

  /** Whether the genset is asked at a charge, with a plan that lets it rest. */
  private static boolean runsAt(double socPct, DemoPlant plant, Dispatcher dispatcher) {
    plant.socPct = socPct;
    plant.run(90);
    Moment now = plant.now();
    IslandPlan rests =
        new IslandPlan(
            now.instant(),
            Duration.ofMinutes(15),
            now.plus(Duration.ofHours(1)),
            new IslandPlan.Schedule(
                new boolean[2], new double[2], new double[2], new double[2], new double[2]),
            0,
            4);
    Plan plan = Plans.worth(plant, 0.2, 0.2, 0.3, 0.1).with(Optional.of(rests));
    return asks(dispatch(dispatcher, plant.state.orElseThrow(), plan, now));
  }

  private static IslandPlan runsForASlot(Moment now) {
    return new IslandPlan(
        now.instant(),
        Duration.ofMinutes(15),
        now.plus(Duration.ofMinutes(30)),
        new IslandPlan.Schedule(
            new boolean[] {true, false},
            new double[2],
            new double[2],
            new double[2],
            new double[2]),
        0,
        4);
  }

  private static Dispatch dispatch(Dispatcher dispatcher, PlantState state, Plan plan, Moment now) {
    Mode alone = new Mode.Islanded(now, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
    GridLimits limits =
        new GridLimits(10_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    return dispatcher.dispatch(state, Optional.of(plan), limits, DeviceRequests.NONE, alone, now);
  }

  private static Optional<SiteActivity.PlannedGensets> gensets(Dispatch dispatch) {
    return ((SiteActivity.Island) dispatch.activity()).gensets();
  }

  private static boolean asks(Dispatch dispatch) {
    return dispatch.setpoints().stream()
        .filter(s -> s.signal().deviceId().equals("genset1"))
        .anyMatch(s -> s.value() > 0);
  }

  private static boolean told(Gensets gensets) {
    return gensets.setpoints(Reason.ISLAND).getFirst().value() > 0;
  }

  private static Gensets.Need need(double soc, Optional<Boolean> planned) {
    return new Gensets.Need(OptionalDouble.of(soc), false, planned, FULL_PCT, false);
  }
}
