package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.ScenarioRun.mode;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Steady states and transitions of an energised bus, as IEEE 2030.7 names them. */
final class IslandScenarios {

  static final long SEED = 7;

  /** The car is at home and wants to be charged; the load is at its highest. */
  static final Instant EVENING = Instant.parse("2026-06-09T17:05:00Z");

  /** Much sun. */
  static final Instant NOON = Instant.parse("2026-06-09T10:00:00Z");

  /** A cycle to see it and one to be late by. */
  static final Duration TWO_CYCLES = LiveSite.CYCLE.multipliedBy(2);

  static final Duration MINUTE = Duration.ofMinutes(1);

  /** Uncontrolled load an island may lose to a transition, Wh. */
  private static final double NOTHING_WH = 1;

  private IslandScenarios() {}

  static List<PlantScenario> all() {
    return List.of(
        scenario(
            "steady-grid",
            "steady on the grid, half an hour at noon",
            40,
            NOON,
            IslandScenarios::steadyGrid),
        scenario("planned", "planned islanding and back", 60, EVENING, IslandScenarios::planned)
            .inShort(),
        scenario(
            "planned-impossible",
            "planned islanding without charge is refused",
            12,
            EVENING,
            IslandScenarios::plannedImpossible),
        scenario(
            "planned-stuck",
            "planned islanding with a switch that does not open",
            60,
            EVENING,
            IslandScenarios::plannedStuck),
        scenario(
            "unplanned", "the grid fails and comes back", 60, EVENING, IslandScenarios::unplanned),
        scenario(
            "flapping",
            "the grid comes back three times before it stays",
            60,
            EVENING,
            IslandScenarios::flapping),
        scenario(
            "steady-island",
            "steady in an island, an hour in the evening",
            80,
            EVENING,
            IslandScenarios::steadyIsland),
        scenario(
            "island-sun",
            "island at noon with a full battery: PV gives way",
            93,
            NOON,
            IslandScenarios::islandSun),
        scenario(
            "island-low",
            "island that runs low: genset, and tiers if it fails",
            33,
            EVENING,
            IslandScenarios::islandLow),
        scenario(
            "local-hold",
            "a hold at the site stands above remote commands",
            50,
            EVENING,
            IslandScenarios::localHold));
  }

  static PlantScenario scenario(
      String name, String title, double socPct, Instant start, PlantScenario.Script script) {
    return new PlantScenario(
        name, title, SiteParameters.islandable(SEED, socPct), start, false, false, script);
  }

  private static void steadyGrid(ScenarioRun run) throws Exception {
    run.ready();
    stays(run, "auto", Duration.ofMinutes(30));
    run.atMost("load not served, Wh", run.watch().unservedWh(), 0);
  }

  private static void stays(ScenarioRun run, String mode, Duration length)
      throws InterruptedException {
    int[] others = {0};
    run.pass(length, report -> others[0] += mode(report, mode) ? 0 : 1);
    run.atMost(mode.equals("auto") ? "cycles not in auto" : "cycles not " + mode, others[0], 0);
  }

  private static void planned(ScenarioRun run) throws Exception {
    run.ready();
    run.command("mode", "\"island\"");
    run.await("separated", Duration.ofMinutes(5), report -> mode(report, "islanded"));
    run.atMost("exchange before opening, W", run.watch().tieBeforeOpeningW(), 220);
    run.holds("the switch opened on request", causedBy(run));
    run.pass(Duration.ofMinutes(10), report -> {});
    run.holds("still separated", run.truth().island().separated());
    served(run);
    run.command("mode", "\"auto\"");
    GridReturn.lit(run);
  }

  private static boolean causedBy(ScenarioRun run) {
    return run.events("mode", Mode.Cause.PLANNED.toString().toLowerCase(java.util.Locale.ROOT)) > 0
        || run.events("mode", "separated as requested") > 0;
  }

  private static void plannedImpossible(ScenarioRun run) throws Exception {
    run.ready();
    givesUp(run);
    run.atMost("load not served, Wh", run.watch().unservedWh(), 0);
    run.atLeast("alarms told", (double) run.events("islanding", ""), 1);
  }

  private static void givesUp(ScenarioRun run) throws Exception {
    run.command("mode", "\"island\"");
    run.await(
        "gives up",
        Duration.ofMinutes(7),
        report -> report.mode() instanceof Mode.Islanding i && i.gaveUp().isPresent());
    run.holds("never separated", !run.truth().island().separated());
  }

  private static void plannedStuck(ScenarioRun run) throws Exception {
    run.ready();
    run.gear(gear -> gear.transferSwitch().setStuck(true));
    givesUp(run);
    run.command("mode", "\"auto\"");
    run.await("auto", TWO_CYCLES.multipliedBy(3), report -> mode(report, "auto"));
  }

  private static void unplanned(ScenarioRun run) throws Exception {
    run.ready();
    run.grid(false);
    CycleReport first = run.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
    run.is("car, W", first.approved("ev1"), "0");
    run.is("compute, W", first.approved("compute1"), "500");
    run.is("setpoint to the grid former", first.approved("battery1"), "none");
    run.pass(Duration.ofMinutes(15), report -> {});
    served(run);
    run.atMost("dark, s", run.watch().darkS(), 0);
    // A command requests the car's charge at once; the ramp takes precedence.
    run.command("setpoint/ev1", "-11000");
    GridReturn.lit(run);
    run.atLeast("car when the ramp is over, W", -run.truth().powers().evW(), 2_000);
  }

  /** Into an island by a failed grid. */
  private static void lostGrid(ScenarioRun run) throws Exception {
    run.ready();
    run.grid(false);
    run.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
  }

  private static void served(ScenarioRun run) {
    run.atMost("load not served, Wh", run.watch().unservedWh(), NOTHING_WH);
  }

  private static void flapping(ScenarioRun run) throws Exception {
    lostGrid(run);
    for (int i = 0; i < 3; i++) {
      run.grid(true);
      run.pass(Duration.ofSeconds(40), report -> {});
      run.holds("not connected after 40 s", run.truth().island().separated());
      run.grid(false);
      run.pass(Duration.ofSeconds(20), report -> {});
    }
    GridReturn.lit(run);
    served(run);
  }

  private static void steadyIsland(ScenarioRun run) throws Exception {
    lostGrid(run);
    stays(run, "islanded", Duration.ofHours(1));
    served(run);
    run.atMost("car, W", -run.truth().powers().evW(), 1);
    GridReturn.lit(run);
  }

  private static void islandSun(ScenarioRun run) throws Exception {
    lostGrid(run);
    run.pass(Duration.ofHours(1), report -> {});
    served(run);
    run.atLeast("sun not used, Wh", run.watch().curtailedWh(), 1);
    run.atMost("state of charge, %", run.truth().battery().socPct(), 96);
    run.atMost("dark, s", run.watch().darkS(), 0);
    GridReturn.lit(run);
  }

  private static void islandLow(ScenarioRun run) throws Exception {
    lostGrid(run);
    run.await(
        "genset asked to run", Duration.ofHours(2), r -> r.approved("genset1").orElse(0) == 1);
    run.atLeast("charge when it is asked, %", run.truth().battery().socPct(), 28);
    run.await("genset carries the island", MINUTE, r -> run.truth().island().gensetW() > 500);
    run.pass(Duration.ofMinutes(10), report -> {});
    run.gear(gear -> gear.genset().setBroken(true));
    run.await("first tier shed", Duration.ofHours(8), r -> r.approved("shed2").orElse(0) == 1);
    run.is("dearer tier meanwhile", approvedNow(run), "0");
    run.await(
        "second tier shed", Duration.ofHours(8), r -> r.approved("shed-relay").orElse(0) == 1);
    run.holds("cheapest shed first", run.watch().cheapestShedFirst());
    served(run);
    run.gear(gear -> gear.genset().setBroken(false));
    run.await("genset carries the island again", MINUTE, r -> run.truth().island().gensetW() > 500);
    run.await(
        "all tiers served again",
        Duration.ofHours(4),
        r -> r.approved("shed2").orElse(1) == 0 && r.approved("shed-relay").orElse(1) == 0);
    CycleReport stopped =
        run.await("genset stopped", Duration.ofHours(4), r -> r.approved("genset1").orElse(1) == 0);
    // By its charge it stops at 70 %, by a plan no sooner than 5 points above where it starts.
    boolean planned = stopped.doing().english().contains("gensets rest by the plan");
    run.atLeast(
        "charge when it stops %s, %%".formatted(planned ? "by the plan" : "by its charge"),
        run.truth().battery().socPct(),
        planned ? 34 : 69);
    GridReturn.lit(run);
  }

  private static OptionalDouble approvedNow(ScenarioRun run) throws InterruptedException {
    List<CycleReport> one = new ArrayList<>();
    run.pass(LiveSite.CYCLE, one::add);
    return one.getLast().approved("shed-relay");
  }

  private static void localHold(ScenarioRun run) throws Exception {
    run.ready();
    run.command("mode", "\"self-consumption\"");
    run.command("setpoint/battery1", "2000");
    run.await(
        "remote order obeyed",
        Duration.ofSeconds(30),
        r -> Math.abs(r.approved("battery1").orElse(0) - 2_000) < 30);
    run.holdKey(true);
    run.await(
        "hold at the site",
        TWO_CYCLES,
        r -> mode(r, "hold") && r.approved("battery1").orElse(1) == 0);
    run.holdKey(false);
    run.await("released", TWO_CYCLES.multipliedBy(2), r -> mode(r, "self-consumption"));
  }
}
