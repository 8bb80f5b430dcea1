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
            false,
            IslandScenarios::steadyGrid),
        scenario(
            "planned", "planned islanding and back", 60, EVENING, true, IslandScenarios::planned),
        scenario(
            "planned-impossible",
            "planned islanding without charge is refused",
            12,
            EVENING,
            false,
            IslandScenarios::plannedImpossible),
        scenario(
            "planned-stuck",
            "planned islanding with a switch that does not open",
            60,
            EVENING,
            false,
            IslandScenarios::plannedStuck),
        scenario(
            "unplanned",
            "the grid fails and comes back",
            60,
            EVENING,
            false,
            IslandScenarios::unplanned),
        scenario(
            "flapping",
            "the grid comes back three times before it stays",
            60,
            EVENING,
            false,
            IslandScenarios::flapping),
        scenario(
            "steady-island",
            "steady in an island, an hour in the evening",
            80,
            EVENING,
            false,
            IslandScenarios::steadyIsland),
        scenario(
            "island-sun",
            "island at noon with a full battery: PV gives way",
            93,
            NOON,
            false,
            IslandScenarios::islandSun),
        scenario(
            "island-low",
            "island that runs low: genset, and tiers if it fails",
            33,
            EVENING,
            false,
            IslandScenarios::islandLow),
        scenario(
            "local-hold",
            "a hold at the site stands above remote commands",
            50,
            EVENING,
            false,
            IslandScenarios::localHold));
  }

  static PlantScenario scenario(
      String name,
      String title,
      double socPct,
      Instant start,
      boolean brief,
      PlantScenario.Script script) {
    return new PlantScenario(
        name, title, SiteParameters.islandable(SEED, socPct), start, false, brief, script);
  }

  private static void steadyGrid(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    List<String> others = new ArrayList<>();
    scenarioRun.pass(
        Duration.ofMinutes(30),
        report -> {
          if (!mode(report, "auto")) {
            others.add(report.mode().name());
          }
        });
    scenarioRun.atMost("cycles not in auto", others.size(), 0);
    scenarioRun.atMost("load not served, Wh", scenarioRun.watch().unservedWh(), 0);
  }

  private static void planned(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.command("mode", "\"island\"");
    scenarioRun.await("separated", Duration.ofMinutes(5), report -> mode(report, "islanded"));
    scenarioRun.atMost("exchange before opening, W", scenarioRun.watch().tieBeforeOpeningW(), 220);
    scenarioRun.holds("the switch opened on request", causedBy(scenarioRun));
    scenarioRun.pass(Duration.ofMinutes(10), report -> {});
    scenarioRun.holds("still separated", scenarioRun.truth().island().separated());
    served(scenarioRun);
    scenarioRun.command("mode", "\"auto\"");
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
  }

  private static boolean causedBy(ScenarioRun scenarioRun) {
    return scenarioRun.events(
                "mode", Mode.Cause.PLANNED.toString().toLowerCase(java.util.Locale.ROOT))
            > 0
        || scenarioRun.events("mode", "separated as asked") > 0;
  }

  private static void plannedImpossible(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.command("mode", "\"island\"");
    scenarioRun.await(
        "gives up",
        Duration.ofMinutes(7),
        report -> report.mode() instanceof Mode.Islanding i && i.gaveUp().isPresent());
    scenarioRun.holds("never separated", !scenarioRun.truth().island().separated());
    scenarioRun.atMost("load not served, Wh", scenarioRun.watch().unservedWh(), 0);
    scenarioRun.atLeast("alarms told", (double) scenarioRun.events("islanding", ""), 1);
  }

  private static void plannedStuck(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.gear(gear -> gear.transferSwitch().setStuck(true));
    scenarioRun.command("mode", "\"island\"");
    scenarioRun.await(
        "gives up",
        Duration.ofMinutes(7),
        report -> report.mode() instanceof Mode.Islanding i && i.gaveUp().isPresent());
    scenarioRun.holds("never separated", !scenarioRun.truth().island().separated());
    scenarioRun.command("mode", "\"auto\"");
    scenarioRun.await("auto", TWO_CYCLES.multipliedBy(3), report -> mode(report, "auto"));
  }

  private static void unplanned(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.grid(false);
    CycleReport first =
        scenarioRun.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
    scenarioRun.is("car, W", first.approved("ev1"), "0");
    scenarioRun.is("compute, W", first.approved("compute1"), "500");
    scenarioRun.is("setpoint to the grid former", first.approved("battery1"), "none");
    scenarioRun.pass(Duration.ofMinutes(15), report -> {});
    served(scenarioRun);
    scenarioRun.atMost("dark, s", scenarioRun.watch().darkS(), 0);
    // A command requests the car's charge at once; the ramp takes precedence.
    scenarioRun.command("setpoint/ev1", "-11000");
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
    scenarioRun.atLeast("car when the ramp is over, W", -scenarioRun.truth().powers().evW(), 2_000);
  }

  /** Into an island by a failed grid. */
  private static void lostGrid(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.grid(false);
    scenarioRun.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
  }

  private static void served(ScenarioRun scenarioRun) {
    scenarioRun.atMost("load not served, Wh", scenarioRun.watch().unservedWh(), NOTHING_WH);
  }

  private static void flapping(ScenarioRun scenarioRun) throws Exception {
    lostGrid(scenarioRun);
    for (int i = 0; i < 3; i++) {
      scenarioRun.grid(true);
      scenarioRun.pass(Duration.ofSeconds(40), report -> {});
      scenarioRun.holds("not connected after 40 s", scenarioRun.truth().island().separated());
      scenarioRun.grid(false);
      scenarioRun.pass(Duration.ofSeconds(20), report -> {});
    }
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
    served(scenarioRun);
  }

  private static void steadyIsland(ScenarioRun scenarioRun) throws Exception {
    lostGrid(scenarioRun);
    List<CycleReport> other = new ArrayList<>();
    scenarioRun.pass(
        Duration.ofHours(1),
        report -> {
          if (!mode(report, "islanded")) {
            other.add(report);
          }
        });
    scenarioRun.atMost("cycles not islanded", other.size(), 0);
    served(scenarioRun);
    scenarioRun.atMost("car, W", -scenarioRun.truth().powers().evW(), 1);
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
  }

  private static void islandSun(ScenarioRun scenarioRun) throws Exception {
    lostGrid(scenarioRun);
    scenarioRun.pass(Duration.ofHours(1), report -> {});
    served(scenarioRun);
    scenarioRun.atLeast("sun not used, Wh", scenarioRun.watch().curtailedWh(), 1);
    scenarioRun.atMost("state of charge, %", scenarioRun.truth().battery().socPct(), 96);
    scenarioRun.atMost("dark, s", scenarioRun.watch().darkS(), 0);
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
  }

  private static void islandLow(ScenarioRun scenarioRun) throws Exception {
    lostGrid(scenarioRun);
    scenarioRun.await(
        "genset asked to run", Duration.ofHours(2), r -> r.approved("genset1").orElse(0) == 1);
    scenarioRun.atLeast("charge when it is asked, %", scenarioRun.truth().battery().socPct(), 28);
    scenarioRun.await(
        "genset carries the island", MINUTE, r -> scenarioRun.truth().island().gensetW() > 500);
    scenarioRun.pass(Duration.ofMinutes(10), report -> {});
    scenarioRun.gear(gear -> gear.genset().setBroken(true));
    scenarioRun.await(
        "first tier shed", Duration.ofHours(8), r -> r.approved("shed2").orElse(0) == 1);
    scenarioRun.is("dearer tier meanwhile", approvedNow(scenarioRun), "0");
    scenarioRun.await(
        "second tier shed", Duration.ofHours(8), r -> r.approved("shed-relay").orElse(0) == 1);
    scenarioRun.holds("cheapest shed first", scenarioRun.watch().cheapestShedFirst());
    served(scenarioRun);
    scenarioRun.gear(gear -> gear.genset().setBroken(false));
    scenarioRun.await(
        "genset carries the island again",
        MINUTE,
        r -> scenarioRun.truth().island().gensetW() > 500);
    scenarioRun.await(
        "all tiers served again",
        Duration.ofHours(4),
        r -> r.approved("shed2").orElse(1) == 0 && r.approved("shed-relay").orElse(1) == 0);
    CycleReport stopped =
        scenarioRun.await(
            "genset stopped", Duration.ofHours(4), r -> r.approved("genset1").orElse(1) == 0);
    // By its charge it stops at 70 %, by a plan no sooner than 5 points above where it starts.
    boolean planned = stopped.doing().contains("gensets rest by the plan");
    scenarioRun.atLeast(
        "charge when it stops %s, %%".formatted(planned ? "by the plan" : "by its charge"),
        scenarioRun.truth().battery().socPct(),
        planned ? 34 : 69);
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
  }

  private static OptionalDouble approvedNow(ScenarioRun scenarioRun) throws InterruptedException {
    List<CycleReport> one = new ArrayList<>();
    scenarioRun.pass(LiveSite.CYCLE, one::add);
    return one.getLast().approved("shed-relay");
  }

  private static void localHold(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.command("mode", "\"self-consumption\"");
    scenarioRun.command("setpoint/battery1", "2000");
    scenarioRun.await(
        "remote order obeyed",
        Duration.ofSeconds(30),
        r -> Math.abs(r.approved("battery1").orElse(0) - 2_000) < 30);
    scenarioRun.holdKey(true);
    scenarioRun.await(
        "hold at the site",
        TWO_CYCLES,
        r -> mode(r, "hold") && r.approved("battery1").orElse(1) == 0);
    scenarioRun.holdKey(false);
    scenarioRun.await("released", TWO_CYCLES.multipliedBy(2), r -> mode(r, "self-consumption"));
  }
}
