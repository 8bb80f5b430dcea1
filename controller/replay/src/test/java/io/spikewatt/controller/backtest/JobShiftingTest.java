package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Grid;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Work that can wait, on two days with 2 kW of surplus from 10 to 13 and the future known. */
class JobShiftingTest {

  private static final int STEPS = 48;

  private static double[] by(IntToDoubleFunction hour) {
    double[] series = new double[STEPS];
    Arrays.setAll(series, t -> hour.applyAsDouble(t % 24));
    return series;
  }

  private static double[] worked(List<Job> jobs) {
    boolean[] up = new boolean[STEPS];
    Arrays.fill(up, true);
    BacktestScenario backtestScenario =
        new BacktestScenario(
            "jobs",
            STEPS,
            1,
            new Battery(0.2, 0, 1, 0, 0.1, 0.1, 0.95, 0.95, 0.02),
            Optional.of(new Grid(12, 8)),
            Optional.empty(),
            List.of(),
            jobs,
            new Penalties(10, 10, 0, 2, 5, List.of()),
            new Series(
                by(h -> 0.5),
                by(h -> h >= 10 && h < 13 ? 2.5 : 0),
                by(h -> 0.3),
                by(h -> 0.05),
                by(h -> 0),
                up));
    double[] kw = new double[STEPS];
    Backtest.course(
        backtestScenario,
        STEPS,
        PlannerPolicy.oracle(backtestScenario),
        (t, energyFlows, storedKwh, evKwh) -> kw[t] = energyFlows.powers().jobsKw());
    return kw;
  }

  @Test
  void jobs_of_one_day_share_its_sun() {
    double[] kw = worked(List.of(new Job(8, 20, 2, 2), new Job(9, 20, 2, 2), new Job(9, 20, 2, 2)));
    assertEquals(6, Arrays.stream(kw).sum(), 1e-9);
    for (int hour = 10; hour < 13; hour++) {
      assertEquals(2, kw[hour], 1e-9, "at " + hour + ": " + Arrays.toString(kw));
    }
  }

  @Test
  void a_job_counts_with_all_its_power() {
    double[] kw = worked(List.of(new Job(8, 12, 3, 3), new Job(32, 37, 2.5, 2)));
    assertTrue(kw[10] + kw[11] > 3 - 1e-9, Arrays.toString(kw));
    assertEquals(2.5, Arrays.stream(kw, 34, 37).sum(), 1e-9, Arrays.toString(kw));
  }
}
