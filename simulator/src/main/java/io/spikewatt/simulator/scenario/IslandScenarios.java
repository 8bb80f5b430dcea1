package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.Stage.mode;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Steady states and transitions of a bus that lives, as IEEE 2030.7 names them. */
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

  static List<Scenario> all() {
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

  static Scenario scenario(
      String name,
      String title,
      double socPct,
      Instant start,
      boolean brief,
      Scenario.Script script) {
    return new Scenario(
        name, title, SiteParameters.islandable(SEED, socPct), start, false, brief, script);
  }

  private static void steadyGrid(Stage stage) throws Exception {
    stage.ready();
    List<String> others = new ArrayList<>();
    stage.pass(
        Duration.ofMinutes(30),
        report -> {
          if (!mode(report, "auto")) {
            others.add(report.mode().name());
          }
        });
    stage.judge(Criterion.atMost("cycles not in auto", others.size(), 0));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), 0));
  }

  private static void planned(Stage stage) throws Exception {
    stage.ready();
    stage.command("mode", "\"island\"");
    stage.await("separated", Duration.ofMinutes(5), report -> mode(report, "islanded"));
    stage.judge(
        Criterion.atMost("exchange before opening, W", stage.watch().tieBeforeOpeningW(), 220));
    stage.judge(Criterion.holds("the switch opened because it was asked", causedBy(stage)));
    stage.pass(Duration.ofMinutes(10), report -> {});
    stage.judge(Criterion.holds("still separated", stage.truth().island().separated()));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
    stage.command("mode", "\"auto\"");
    GridReturn.lit(stage, Duration.ofMinutes(2));
  }

  private static boolean causedBy(Stage stage) {
    return stage.events("mode", Mode.Cause.PLANNED.toString().toLowerCase(java.util.Locale.ROOT))
            > 0
        || stage.events("mode", "separated as asked") > 0;
  }

  private static void plannedImpossible(Stage stage) throws Exception {
    stage.ready();
    stage.command("mode", "\"island\"");
    stage.await(
        "gives up",
        Duration.ofMinutes(7),
        report -> report.mode() instanceof Mode.Islanding i && i.gaveUp().isPresent());
    stage.judge(Criterion.holds("never separated", !stage.truth().island().separated()));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), 0));
    stage.judge(Criterion.atLeast("alarms told", (double) stage.events("islanding", ""), 1));
  }

  private static void plannedStuck(Stage stage) throws Exception {
    stage.ready();
    stage.gear(gear -> gear.transferSwitch().setStuck(true));
    stage.command("mode", "\"island\"");
    stage.await(
        "gives up",
        Duration.ofMinutes(7),
        report -> report.mode() instanceof Mode.Islanding i && i.gaveUp().isPresent());
    stage.judge(Criterion.holds("never separated", !stage.truth().island().separated()));
    stage.command("mode", "\"auto\"");
    stage.await("auto", TWO_CYCLES.multipliedBy(3), report -> mode(report, "auto"));
  }

  private static void unplanned(Stage stage) throws Exception {
    stage.ready();
    stage.grid(false);
    CycleReport first = stage.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
    stage.judge(Criterion.is("car, W", Criterion.text(first.approved("ev1")), "0"));
    stage.judge(Criterion.is("compute, W", Criterion.text(first.approved("compute1")), "500"));
    stage.judge(
        Criterion.is(
            "setpoint to the grid former", Criterion.text(first.approved("battery1")), "none"));
    stage.pass(Duration.ofMinutes(15), report -> {});
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
    stage.judge(Criterion.atMost("dark, s", stage.watch().darkS(), 0));
    // Somebody wants the car charged at once; the ramp comes first.
    stage.command("setpoint/ev1", "-11000");
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
    stage.judge(
        Criterion.atLeast("car when the ramp is over, W", -stage.truth().powers().evW(), 2_000));
  }

  /** Into an island by a failed grid. */
  private static void lostGrid(Stage stage) throws Exception {
    stage.ready();
    stage.grid(false);
    stage.await("islanded", TWO_CYCLES, report -> mode(report, "islanded"));
  }

  private static void flapping(Stage stage) throws Exception {
    lostGrid(stage);
    for (int i = 0; i < 3; i++) {
      stage.grid(true);
      stage.pass(Duration.ofSeconds(40), report -> {});
      stage.judge(Criterion.holds("not connected after 40 s", stage.truth().island().separated()));
      stage.grid(false);
      stage.pass(Duration.ofSeconds(20), report -> {});
    }
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
  }

  private static void steadyIsland(Stage stage) throws Exception {
    lostGrid(stage);
    List<CycleReport> other = new ArrayList<>();
    stage.pass(
        Duration.ofHours(1),
        report -> {
          if (!mode(report, "islanded")) {
            other.add(report);
          }
        });
    stage.judge(Criterion.atMost("cycles not islanded", other.size(), 0));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
    stage.judge(Criterion.atMost("car, W", -stage.truth().powers().evW(), 1));
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
  }

  private static void islandSun(Stage stage) throws Exception {
    lostGrid(stage);
    stage.pass(Duration.ofHours(1), report -> {});
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
    stage.judge(Criterion.atLeast("sun not used, Wh", stage.watch().curtailedWh(), 1));
    stage.judge(Criterion.atMost("state of charge, %", stage.truth().battery().socPct(), 96));
    stage.judge(Criterion.atMost("dark, s", stage.watch().darkS(), 0));
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
  }

  private static void islandLow(Stage stage) throws Exception {
    lostGrid(stage);
    stage.await(
        "genset asked to run", Duration.ofHours(2), r -> r.approved("genset1").orElse(0) == 1);
    stage.judge(
        Criterion.atLeast("charge when it is asked, %", stage.truth().battery().socPct(), 28));
    stage.await("genset carries the island", MINUTE, r -> stage.truth().island().gensetW() > 500);
    stage.pass(Duration.ofMinutes(10), report -> {});
    stage.gear(gear -> gear.genset().setBroken(true));
    stage.await("first tier shed", Duration.ofHours(8), r -> r.approved("shed2").orElse(0) == 1);
    stage.judge(Criterion.is("dearer tier meanwhile", Criterion.text(approvedNow(stage)), "0"));
    stage.await(
        "second tier shed", Duration.ofHours(8), r -> r.approved("shed-relay").orElse(0) == 1);
    stage.judge(Criterion.holds("cheapest shed first", stage.watch().cheapestShedFirst()));
    stage.judge(Criterion.atMost("load not served, Wh", stage.watch().unservedWh(), NOTHING_WH));
    stage.gear(gear -> gear.genset().setBroken(false));
    stage.await(
        "genset carries the island again", MINUTE, r -> stage.truth().island().gensetW() > 500);
    stage.await(
        "all tiers served again",
        Duration.ofHours(4),
        r -> r.approved("shed2").orElse(1) == 0 && r.approved("shed-relay").orElse(1) == 0);
    CycleReport stopped =
        stage.await(
            "genset stopped", Duration.ofHours(4), r -> r.approved("genset1").orElse(1) == 0);
    // By its charge it stops at 70 %, by a plan no sooner than 5 points above where it starts.
    boolean planned = stopped.doing().contains("gensets rest by the plan");
    stage.judge(
        Criterion.atLeast(
            "charge when it stops %s, %%".formatted(planned ? "by the plan" : "by its charge"),
            stage.truth().battery().socPct(),
            planned ? 34 : 69));
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
  }

  private static OptionalDouble approvedNow(Stage stage) throws InterruptedException {
    List<CycleReport> one = new ArrayList<>();
    stage.pass(LiveSite.CYCLE, one::add);
    return one.getLast().approved("shed-relay");
  }

  private static void localHold(Stage stage) throws Exception {
    stage.ready();
    stage.command("mode", "\"self-consumption\"");
    stage.command("setpoint/battery1", "2000");
    stage.await(
        "remote order obeyed",
        Duration.ofSeconds(30),
        r -> Math.abs(r.approved("battery1").orElse(0) - 2_000) < 30);
    stage.holdKey(true);
    stage.await(
        "hold at the site",
        TWO_CYCLES,
        r -> mode(r, "hold") && r.approved("battery1").orElse(1) == 0);
    stage.holdKey(false);
    stage.await("released", TWO_CYCLES.multipliedBy(2), r -> mode(r, "self-consumption"));
  }
}
