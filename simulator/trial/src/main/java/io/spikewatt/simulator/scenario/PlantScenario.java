package io.spikewatt.simulator.scenario;

import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Instant;

/**
 * One scenario.
 *
 * @param name stable, for the command line
 * @param title one line for people
 * @param parameters the site
 * @param start simulated wall time
 * @param pastCharge whether the battery's charge of the past days is in the gateway's history
 * @param brief whether it belongs to the short form
 * @param script events and measurements
 */
public record PlantScenario(
    String name,
    String title,
    SiteParameters parameters,
    Instant start,
    boolean pastCharge,
    boolean brief,
    Script script) {

  /** The same as part of the short form. */
  PlantScenario inShort() {
    return new PlantScenario(name, title, parameters, start, pastCharge, true, script);
  }

  /** Runs the scenario's events and adds its criteria. */
  @FunctionalInterface
  interface Script {
    void play(ScenarioRun run) throws Exception;
  }
}
