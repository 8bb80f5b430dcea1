package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.IslandScenarios.EVENING;
import static io.spikewatt.simulator.scenario.IslandScenarios.MINUTE;
import static io.spikewatt.simulator.scenario.IslandScenarios.NOON;
import static io.spikewatt.simulator.scenario.IslandScenarios.scenario;
import static io.spikewatt.simulator.scenario.Stage.mode;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;

/** A bus without voltage: back by the genset, or by the grid. */
final class BlackStartScenarios {

  private BlackStartScenarios() {}

  static List<Scenario> all() {
    return List.of(
        scenario(
            "black-start",
            "black start by the genset",
            8,
            EVENING,
            false,
            BlackStartScenarios::blackStart),
        scenario(
            "black-start-fails",
            "black start with a broken genset, until the grid is back",
            6,
            EVENING,
            false,
            BlackStartScenarios::blackStartFails),
        scenario(
            "black-start-fails-noon",
            "the same with the sun at its highest",
            6,
            NOON,
            true,
            BlackStartScenarios::blackStartFails));
  }

  private static void blackStart(Stage stage) throws Exception {
    stage.ready();
    stage.grid(false);
    stage.change(plant -> plant.tripFormer());
    stage.await("bus dead: black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    Moment begun = stage.now();
    CycleReport asked =
        stage.await("genset asked to run", MINUTE, r -> r.approved("genset1").orElse(0) == 1);
    stage.judge(
        Criterion.atLeast("loads off before that, s", stage.since(begun).toMillis() / 1000.0, 8));
    stage.judge(Criterion.is("tier 2 then", Criterion.text(asked.approved("shed2")), "1"));
    stage.judge(Criterion.is("tier 1 then", Criterion.text(asked.approved("shed-relay")), "1"));
    stage.judge(Criterion.is("PV limit then, W", Criterion.text(asked.approved("pv1")), "120"));
    stage.await("bus up", MINUTE, r -> !stage.truth().island().dark());
    stage.await("islanded", MINUTE, r -> mode(r, "islanded"));
    stage.judge(Criterion.atMost("dark, s", stage.watch().darkS(), 60));
    stage.await(
        "first tier served again",
        Duration.ofHours(3),
        r -> r.approved("shed-relay").orElse(1) == 0);
    stage.judge(
        Criterion.holds("the other one not before", -stage.truth().island().secondLoadW() == 0));
    stage.await(
        "second tier served again", Duration.ofHours(3), r -> r.approved("shed2").orElse(1) == 0);
    stage.judge(Criterion.holds("the bus stayed up", !stage.truth().island().dark()));
    stage.grid(true);
    GridReturn.lit(stage, Duration.ofMinutes(2));
  }

  private static void blackStartFails(Stage stage) throws Exception {
    stage.ready();
    stage.gear(gear -> gear.genset().setBroken(true));
    stage.grid(false);
    stage.change(plant -> plant.tripFormer());
    stage.await("black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    stage.await(
        "a person is called",
        Duration.ofMinutes(10),
        r ->
            r.mode() instanceof Mode.BlackStart black
                && black.step() == Mode.Step.GIVEN_UP
                && r.dispatch().alarms().stream().anyMatch(a -> a.code().equals("black-start")));
    stage.judge(Criterion.atLeast("alarms told", (double) stage.events("black-start", ""), 1));
    stage.grid(true);
    stage.judge(
        Criterion.holds("second load off the dead bus", stage.truth().island().secondLoadW() == 0));
    GridReturn.dark(stage, Duration.ofMinutes(3));
  }
}
