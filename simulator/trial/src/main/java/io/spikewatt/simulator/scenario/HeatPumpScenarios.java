package io.spikewatt.simulator.scenario;

import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.physics.SiteParameters.Heating;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A heat pump through an order of the grid operator, and through a price valley. */
final class HeatPumpScenarios {

  /** Winter evening, an hour before the dear hours. */
  private static final Instant EVENING = Instant.parse("2026-01-14T15:00:00Z");

  /** Two hours before the cheap hours of the night. */
  private static final Instant NIGHT = Instant.parse("2026-01-14T21:00:00Z");

  /** Dear hours, in which a tank is drawn from and so has room for heat at night. */
  private static final Instant DEAR = Instant.parse("2026-01-14T17:00:00Z");

  private static final Duration DEAR_UNTIL_VALLEY = Duration.ofHours(6);
  private static final Duration VALLEY = Duration.ofHours(6);

  /** The floor passes on its heat late, K. */
  private static final double LATE_K = 0.4;

  private HeatPumpScenarios() {}

  static List<PlantScenario> all() {
    return List.of(
        blocked("heat-pump-dimmed", "power set", Heating.HOUSE),
        blocked("heat-pump-dimmed-contacts", "SG-Ready contacts", Heating.HOUSE.withContacts()),
        scenario(
            "heat-pump-valley",
            "the house is heated in the price valley of the night",
            NIGHT,
            Heating.HOUSE,
            HeatPumpScenarios::valley),
        scenario(
            "heat-pump-valley-tank",
            "the tank is warmer after the price valley of the night than before",
            DEAR,
            Heating.TANK,
            HeatPumpScenarios::tankInValley));
  }

  private static PlantScenario blocked(String name, String how, Heating heating) {
    return scenario(
        name,
        "the grid operator dims for two hours, the house keeps its band, " + how,
        EVENING,
        heating,
        run -> dimmed(run, heating.sizes().store().lowestC()));
  }

  private static PlantScenario scenario(
      String name, String title, Instant start, Heating heating, PlantScenario.Script script) {
    SiteParameters site = SiteParameters.demo(7).with(heating);
    return new PlantScenario(name, title, site, start, false, false, script);
  }

  private static void dimmed(ScenarioRun run, double lowestC) throws Exception {
    run.ready();
    run.change(plant -> plant.forceContact(true));
    double[] coldestC = {Double.POSITIVE_INFINITY};
    run.pass(Duration.ofHours(2), report -> coldestC[0] = Math.min(coldestC[0], storeC(run)));
    run.change(plant -> plant.forceContact(false));
    run.pass(Duration.ofHours(1), report -> coldestC[0] = Math.min(coldestC[0], storeC(run)));
    run.atLeast("coldest, °C", coldestC[0], lowestC - LATE_K);
  }

  private static void valley(ScenarioRun run) throws Exception {
    run.ready();
    run.pass(Duration.ofHours(1), report -> {});
    double beforeC = storeC(run);
    double[] heatingS = {0};
    run.pass(
        Duration.ofHours(7),
        report ->
            heatingS[0] +=
                run.truth().powers().heatPumpW() < -500 ? LiveSite.CYCLE.toSeconds() : 0);
    run.atLeast("heated in the valley, h", heatingS[0] / 3600, 2);
    run.informative("warmer after it, K", storeC(run) - beforeC);
  }

  private static void tankInValley(ScenarioRun run) throws Exception {
    run.ready();
    run.pass(DEAR_UNTIL_VALLEY, report -> {});
    double beforeC = storeC(run);
    run.pass(VALLEY, report -> {});
    run.atLeast("warmer after the valley, K", storeC(run) - beforeC, 0.5);
  }

  private static double storeC(ScenarioRun run) {
    double[] found = {0};
    run.change((SimulatedPlant plant) -> found[0] = plant.heatPump().orElseThrow().temperatureC());
    return found[0];
  }
}
