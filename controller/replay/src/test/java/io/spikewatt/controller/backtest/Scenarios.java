package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Ev;
import io.spikewatt.controller.backtest.BacktestScenario.Genset;
import io.spikewatt.controller.backtest.BacktestScenario.Grid;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Series;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.backtest.BacktestScenario.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Scenarios for tests: recorded ones where the data lies beside the repository, and made-up ones.
 */
final class Scenarios {

  private Scenarios() {}

  /** A recorded scenario's folder; the test is skipped, loudly, where there is none. */
  static Path folder(String id) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path there = folder.resolve("shared/data/microgrids").resolve(id);
      if (Files.exists(there.resolve("scenario.json"))) {
        return there;
      }
      folder = folder.getParent();
    }
    assumeTrue(false, "SKIPPED: no shared/data/microgrids/" + id + " above this folder");
    throw new AssertionError("unreachable");
  }

  static BacktestScenario recorded(String id) {
    return switch (ScenarioReader.read(folder(id))) {
      case ScenarioRead.Loaded loaded -> loaded.scenario();
      case ScenarioRead.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  /** A home with all kinds of devices and a weak grid, made up from a seed. */
  static BacktestScenario madeUp(long seed, int steps) {
    return new BacktestScenario(
        "made-up",
        steps,
        1,
        new Battery(10, 0.1, 1, 0.5, 5, 5, 0.95, 0.95, 0.02),
        Optional.of(new Grid(12, 8)),
        Optional.of(new Genset(1.5, 6, 0.45, 0.8)),
        List.of(new Ev("car", new Battery(20, 0.2, 1, 0.2, 6, 4, 0.95, 0.95, 0.01), stays(steps))),
        jobs(steps),
        new Penalties(10, 10, 0.05, 2, 5, List.of(new Tier(0.4, 0.8), new Tier(0.6, 10))),
        series(seed, steps));
  }

  private static List<Session> stays(int steps) {
    List<Session> stays = new ArrayList<>();
    for (int t = 18; t + 14 <= steps; t += 24) {
      stays.add(new Session(t, t + 13, 0.5, 0.8));
    }
    return stays;
  }

  private static List<Job> jobs(int steps) {
    List<Job> jobs = new ArrayList<>();
    for (int t = 9; t + 10 <= steps; t += 24) {
      jobs.add(new Job(t, t + 8, 2.5, 2));
    }
    return jobs;
  }

  static Series series(long seed, int steps) {
    Random random = new Random(seed);
    double[] load = new double[steps];
    double[] pv = new double[steps];
    double[] buys = new double[steps];
    double[] sells = new double[steps];
    double[] co2 = new double[steps];
    boolean[] up = new boolean[steps];
    double cloud = 1;
    for (int t = 0; t < steps; t++) {
      int hour = t % 24;
      cloud = hour == 0 ? 0.2 + 0.8 * random.nextDouble() : cloud;
      load[t] = 0.5 + random.nextDouble() + (hour > 17 && hour < 22 ? 2 : 0);
      pv[t] = Math.max(0, 6 * cloud * Math.sin(Math.PI * (hour - 6) / 12));
      buys[t] = hour > 7 && hour < 22 ? 0.3 : 0.15;
      sells[t] = 0.06;
      co2[t] = 0.2 + 0.1 * random.nextDouble();
      up[t] = t % 61 > 2;
    }
    return new Series(load, pv, buys, sells, co2, up);
  }

  /** The same scenario with other series. */
  static BacktestScenario with(BacktestScenario s, Series series) {
    return new BacktestScenario(
        s.id(),
        s.steps(),
        s.stepHours(),
        s.battery(),
        s.grid(),
        s.genset(),
        s.evs(),
        s.jobs(),
        s.penalties(),
        series);
  }
}
