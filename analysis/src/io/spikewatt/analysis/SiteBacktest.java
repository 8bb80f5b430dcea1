package io.spikewatt.analysis;

import io.spikewatt.controller.backtest.Backtest;
import io.spikewatt.controller.backtest.BacktestResult;
import io.spikewatt.controller.backtest.BacktestScenario;
import io.spikewatt.controller.backtest.BacktestTask;
import io.spikewatt.controller.backtest.BacktestTask.DecidingPolicy;
import io.spikewatt.controller.backtest.ScenarioForecasts;
import io.spikewatt.controller.backtest.ScenarioRead;
import io.spikewatt.controller.backtest.ScenarioReader;
import io.spikewatt.controller.backtest.StepDump;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalDouble;

/**
 * One site's backtest as {@code ./spikewatt backtest --scenario} runs it.
 *
 * @param policy who decides
 * @param announced whether outages are known a day ahead
 * @param mostSteps after which a scenario stops
 * @param forecasts folder where each executor keeps the forecasts that it made
 */
record SiteBacktest(DecidingPolicy policy, boolean announced, int mostSteps, String forecasts)
    implements Serializable {

  /**
   * Runs it.
   *
   * @param folder of the scenario, readable by the executor
   * @throws IOException if the executor's disk fails; Spark then tries elsewhere
   */
  SiteCost run(String folder) throws IOException {
    Path path = Path.of(folder);
    String site = path.getFileName().toString();
    return switch (ScenarioReader.read(path)) {
      case ScenarioRead.Refused refused -> SiteCost.refused(site, refused.toString());
      case ScenarioRead.Loaded loaded -> run(site, loaded.scenario());
    };
  }

  private SiteCost run(String site, BacktestScenario scenario) throws IOException {
    BacktestTask task =
        new BacktestTask(scenario, policy, announced, Math.min(mostSteps, scenario.steps()));
    Backtest backtest = new Backtest(new SystemClock(), new ScenarioForecasts(Path.of(forecasts)));
    Path steps = Files.createTempFile("steps", ".csv");
    try {
      BacktestResult result;
      try (StepDump dump = new StepDump(steps, scenario)) {
        result = backtest.run(task, OptionalDouble.empty(), dump);
      }
      return new SiteCost(
          site,
          result.steps(),
          result.cost(),
          result.ruleCost(),
          result.shortfall().unservedKwh(),
          result.shortfall().shedKwh(),
          result.shortfall().evShortKwh(),
          sha256(steps),
          "");
    } finally {
      Files.delete(steps);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
