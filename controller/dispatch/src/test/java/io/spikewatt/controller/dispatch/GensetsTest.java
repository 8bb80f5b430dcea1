package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a set is asked to run, over time. */
class GensetsTest {

  private static final Duration TICK = Duration.ofSeconds(2);

  private final DemoSite demo = DemoSite.usual();
  private final Assets assets =
      new Assets(demo.site(), demo.outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory());
  private final Gensets gensets = assets.gensets;
  private Moment now = new Moment(0, Instant.EPOCH);
  private double socPct;

  GensetsTest() {
    add(gensets, Optional.of(Duration.ofMinutes(1)));
  }

  private static void add(Gensets to, Optional<Duration> lapsesAfter) {
    Role.Genset role =
        new Role.Genset(
            8_000,
            30,
            70,
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            0,
            Optional.empty(),
            0,
            0);
    to.add(Generators.of(role, lapsesAfter), Generators.output());
  }

  private void finds(Optional<Boolean> running) {
    gensets.meet(
        List.of(new GensetState("genset1", new Estimate.Unknown("test"), false, running)), now);
  }

  /** A restart used to stop a set that had just been started. */
  @Test
  void aNewProcessLetsASetThatRunsRunItsLeastTime() {
    finds(Optional.of(true));
    assertEquals(1, island(80));
    after(Duration.ofSeconds(899));
    assertEquals(1, island(80));
    after(Duration.ofSeconds(1));
    assertEquals(0, island(80));
  }

  @Test
  void aNewProcessLetsASetAtRestRestItsLeastTime() {
    finds(Optional.of(false));
    assertEquals(0, island(20));
    after(Duration.ofSeconds(118));
    assertEquals(0, island(20));
    after(Duration.ofSeconds(2));
    assertEquals(1, island(20));
  }

  @Test
  void aSetThatTellsNothingYetIsNotAskedToStop() {
    finds(Optional.empty());
    gensets.island(
        new Gensets.Need(OptionalDouble.of(80), false, Optional.empty(), 100, false), now);
    assertTrue(asked().isEmpty(), "it may run");
    now = now.plus(TICK);
    finds(Optional.of(true));
    assertEquals(1, island(80));
    now = now.plus(TICK);
    finds(Optional.of(false));
    assertEquals(1, island(80), "met once; a set that is slow to start is asked on");
  }

  @Test
  void onTheGridASetThatTellsNothingIsAskedToStop() {
    finds(Optional.empty());
    gensets.all(false, now);
    assertEquals(0, told());
  }

  @Test
  void runsAndRestsNoShorterThanItsMakerAllows() {
    gensets.meet(List.of(), now);
    assertEquals(1, island(20));
    after(Duration.ofMinutes(14));
    assertEquals(1, island(80), "runs at least 15 minutes");
    after(Duration.ofMinutes(1));
    assertEquals(0, island(80));
    after(Duration.ofSeconds(100));
    assertEquals(0, island(20), "rests at least 2 minutes");
    after(Duration.ofSeconds(20));
    assertEquals(1, island(20));
  }

  /** The request was decided while nobody heard it, and the set stopped 94 s too soon. */
  @Test
  void whatMayNotHaveReachedThemDoesNotCountAsRun() {
    gensets.meet(List.of(), now);
    assertEquals(1, island(20));
    after(Duration.ofSeconds(94));
    gensets.unheard(now);
    after(Duration.ofSeconds(899));
    assertEquals(1, island(80));
    after(Duration.ofSeconds(1));
    assertEquals(0, island(80));
  }

  /** Its controller dropped the request, and started anew when decisions went on. */
  @Test
  void aPauseInWhichNothingIsDecidedDoesNotCountAsRun() {
    gensets.meet(List.of(), now);
    assertEquals(1, island(20));
    after(Duration.ofSeconds(30));
    now = now.plus(Duration.ofSeconds(90));
    assertEquals(1, island(20));
    after(Duration.ofSeconds(899));
    assertEquals(1, island(80));
    after(Duration.ofSeconds(1));
    assertEquals(0, island(80));
  }

  /** So that a restart in an island costs it no stop; without a lapse it would run for ever. */
  @Test
  void anOrderlyEndLeavesTheRequestOfOneThatDropsItByItself() {
    Gensets forEver = new Gensets();
    add(forEver, Optional.empty());
    for (Gensets each : List.of(gensets, forEver)) {
      each.meet(List.of(), now);
      assertEquals(Set.of(), each.runningOn());
      each.all(true, now);
    }
    assertEquals(Set.of("genset1"), gensets.runningOn());
    assertEquals(Set.of(), forEver.runningOn());
    gensets.all(false, now);
    assertEquals(Set.of(), gensets.runningOn());
  }

  @Test
  void aPowerFromTheBalanceIsNoAnswer() {
    assertTrue(IslandController.answers(new Estimate.Known(0, Estimate.How.MEASURED, now)));
    assertTrue(IslandController.answers(new Estimate.Known(0, Estimate.How.NOT_INSTALLED, now)));
    assertFalse(IslandController.answers(new Estimate.Known(0, Estimate.How.DERIVED, now)));
    assertFalse(IslandController.answers(new Estimate.Unknown("test")));
  }

  /** The bus died for a second while the set carried it: a stop and a start within 10 s. */
  @Test
  void oneThatRunsGoesOnWhileADeadBusIsCleared() {
    DemoPlant plant = new DemoPlant(demo);
    plant.run(5);
    gensets.meet(List.of(), now);
    IslandController island = new IslandController(assets);
    for (Mode.Step step :
        List.of(Mode.Step.CLEARING, Mode.Step.ENERGISING, Mode.Step.CLEARING, Mode.Step.GIVEN_UP)) {
      boolean before = told() > 0;
      var _ = island.start(step, input(plant));
      boolean expected =
          switch (step) {
            case CLEARING -> before;
            case ENERGISING, SETTLING -> true;
            case GIVEN_UP -> false;
          };
      assertEquals(expected, told() > 0, step.name());
    }
  }

  private CycleInput input(DemoPlant plant) {
    return new CycleInput(
        plant.state.orElseThrow(),
        Optional.empty(),
        new GridLimits(10_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED),
        DeviceRequests.NONE,
        CycleInput.Aim.FOLLOW,
        now,
        now);
  }

  private double island(double socPct) {
    this.socPct = socPct;
    gensets.island(
        new Gensets.Need(OptionalDouble.of(socPct), false, Optional.empty(), 100, false), now);
    return told();
  }

  private double told() {
    return asked().getFirst().value();
  }

  private List<ExplainedSetpoint> asked() {
    return gensets.setpoints(Reason.ISLAND);
  }

  /** Decides every other second with the charge as it was. */
  private void after(Duration duration) {
    Moment then = now.plus(duration);
    for (Moment at = now.plus(TICK); then.since(at).compareTo(TICK) >= 0; at = at.plus(TICK)) {
      now = at;
      island(socPct);
    }
    now = then;
  }
}
