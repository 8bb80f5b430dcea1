package io.spikewatt.simulator.scenario;

import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon's outage status on its topic, from eight days of history that the simulated site
 * recorded under plain rules.
 */
final class SurvivalScenario {

  private static final Pattern ONE =
      Pattern.compile(
          "\"hours\":\\s*(\\d+),\\s*\"starts\":\\s*(\\d+),\\s*\"probability\":\\s*([0-9.eE-]+)");

  /** Starts are drawn anew for each length, so a longer outage may look a little better. */
  private static final double LUCK = 0.02;

  private SurvivalScenario() {}

  static PlantScenario scenario() {
    return new PlantScenario(
        "survival",
        "probability of living through an outage, from the record",
        SiteParameters.islandable(IslandScenarios.SEED, 60),
        IslandScenarios.EVENING,
        true,
        true,
        SurvivalScenario::play);
  }

  private static void play(ScenarioRun run) throws Exception {
    run.await(
        "told on the status topic",
        Duration.ofMinutes(20),
        report -> run.operator().newest("status").orElse("").contains("survival"));
    String status = run.operator().newest("status").orElse("");
    Matcher one = ONE.matcher(status);
    List<Double> published = new ArrayList<>();
    while (one.find()) {
      double probability = Double.parseDouble(one.group(3));
      published.add(probability);
      run.judge(
          new Criterion(
              "survives %s h (%s starts)".formatted(one.group(1), one.group(2)),
              String.format(Locale.ROOT, "%.3f", probability),
              "0..1",
              probability >= 0 && probability <= 1));
    }
    run.is("lengths told", "" + published.size(), "4");
    boolean falls = true;
    for (int i = 1; i < published.size(); i++) {
      falls &= published.get(i) <= published.get(i - 1) + LUCK;
    }
    run.holds("a longer outage is no likelier survived", falls);
  }
}
