package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.IslandScenarios.EVENING;
import static io.spikewatt.simulator.scenario.IslandScenarios.MINUTE;
import static io.spikewatt.simulator.scenario.IslandScenarios.NOON;
import static io.spikewatt.simulator.scenario.IslandScenarios.scenario;
import static io.spikewatt.simulator.scenario.ScenarioRun.mode;

import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;

/** A bus without voltage: back by the genset, or by the grid. */
final class BlackStartScenarios {

  private BlackStartScenarios() {}

  static List<PlantScenario> all() {
    return List.of(
        scenario(
            "black-start",
            "black start by the genset",
            8,
            EVENING,
            BlackStartScenarios::blackStart),
        scenario(
            "black-start-fails",
            "black start with a broken genset, until the grid is back",
            6,
            EVENING,
            BlackStartScenarios::blackStartFails),
        scenario(
                "black-start-fails-noon",
                "the same with the sun at its highest",
                6,
                NOON,
                BlackStartScenarios::blackStartFails)
            .inShort());
  }

  private static void blackStart(ScenarioRun run) throws Exception {
    run.ready();
    run.grid(false);
    run.change(plant -> plant.tripFormer());
    run.await("bus dead: black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    Moment begun = run.now();
    CycleReport asked =
        run.await("genset asked to run", MINUTE, r -> r.approved("genset1").orElse(0) == 1);
    run.atLeast("loads off before that, s", run.since(begun).toMillis() / 1000.0, 8);
    run.is("tier 2 then", asked.approved("shed2"), "1");
    run.is("tier 1 then", asked.approved("shed-relay"), "1");
    run.is("PV limit then, W", asked.approved("pv1"), "120");
    run.await("bus up", MINUTE, r -> !run.truth().island().dark());
    run.await("islanded", MINUTE, r -> mode(r, "islanded"));
    run.atMost("dark, s", run.watch().darkS(), 60);
    run.await(
        "first tier served again",
        Duration.ofHours(3),
        r -> r.approved("shed-relay").orElse(1) == 0);
    run.holds("the other one not before", -run.truth().island().secondLoadW() == 0);
    run.await(
        "second tier served again", Duration.ofHours(3), r -> r.approved("shed2").orElse(1) == 0);
    run.holds("the bus stayed up", !run.truth().island().dark());
    GridReturn.lit(run);
  }

  private static void blackStartFails(ScenarioRun run) throws Exception {
    run.ready();
    run.gear(gear -> gear.genset().setBroken(true));
    run.grid(false);
    run.change(plant -> plant.tripFormer());
    run.await("black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    run.await(
        "a person is called",
        Duration.ofMinutes(10),
        r ->
            r.mode() instanceof Mode.BlackStart black
                && black.step() == Mode.Step.GIVEN_UP
                && r.dispatch().alarms().stream().anyMatch(a -> a.code().equals("black-start")));
    run.atLeast("alarms told", (double) run.events("black-start", ""), 1);
    run.grid(true);
    run.holds("second load off the dead bus", run.truth().island().secondLoadW() == 0);
    GridReturn.dark(run);
  }
}
