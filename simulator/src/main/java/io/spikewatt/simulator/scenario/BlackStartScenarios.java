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

  private static void blackStart(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.grid(false);
    scenarioRun.change(plant -> plant.tripFormer());
    scenarioRun.await("bus dead: black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    Moment begun = scenarioRun.now();
    CycleReport asked =
        scenarioRun.await("genset asked to run", MINUTE, r -> r.approved("genset1").orElse(0) == 1);
    scenarioRun.atLeast(
        "loads off before that, s", scenarioRun.since(begun).toMillis() / 1000.0, 8);
    scenarioRun.is("tier 2 then", asked.approved("shed2"), "1");
    scenarioRun.is("tier 1 then", asked.approved("shed-relay"), "1");
    scenarioRun.is("PV limit then, W", asked.approved("pv1"), "120");
    scenarioRun.await("bus up", MINUTE, r -> !scenarioRun.truth().island().dark());
    scenarioRun.await("islanded", MINUTE, r -> mode(r, "islanded"));
    scenarioRun.atMost("dark, s", scenarioRun.watch().darkS(), 60);
    scenarioRun.await(
        "first tier served again",
        Duration.ofHours(3),
        r -> r.approved("shed-relay").orElse(1) == 0);
    scenarioRun.holds("the other one not before", -scenarioRun.truth().island().secondLoadW() == 0);
    scenarioRun.await(
        "second tier served again", Duration.ofHours(3), r -> r.approved("shed2").orElse(1) == 0);
    scenarioRun.holds("the bus stayed up", !scenarioRun.truth().island().dark());
    scenarioRun.grid(true);
    GridReturn.lit(scenarioRun, Duration.ofMinutes(2));
  }

  private static void blackStartFails(ScenarioRun scenarioRun) throws Exception {
    scenarioRun.ready();
    scenarioRun.gear(gear -> gear.genset().setBroken(true));
    scenarioRun.grid(false);
    scenarioRun.change(plant -> plant.tripFormer());
    scenarioRun.await("black start", Duration.ofSeconds(20), r -> mode(r, "black-start"));
    scenarioRun.await(
        "a person is called",
        Duration.ofMinutes(10),
        r ->
            r.mode() instanceof Mode.BlackStart black
                && black.step() == Mode.Step.GIVEN_UP
                && r.dispatch().alarms().stream().anyMatch(a -> a.code().equals("black-start")));
    scenarioRun.atLeast("alarms told", (double) scenarioRun.events("black-start", ""), 1);
    scenarioRun.grid(true);
    scenarioRun.holds(
        "second load off the dead bus", scenarioRun.truth().island().secondLoadW() == 0);
    GridReturn.dark(scenarioRun, Duration.ofMinutes(3));
  }
}
