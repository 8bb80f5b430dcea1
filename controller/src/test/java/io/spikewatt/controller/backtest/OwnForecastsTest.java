package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.backtest.BacktestScenario.Series;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.HorizonData;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnForecastsTest {

  private static final int DAY = 24;
  private static final int HORIZON = 24;
  private static final int CLASSES = 5;

  /** Emissions twice as high on weekends, load and PV such that the sky is broken or clear. */
  private static Series series(int steps) {
    Series s = Scenarios.series(1, steps);
    Random random = new Random(2);
    double[] pv = new double[steps];
    double[] co2 = new double[steps];
    double[] load = new double[steps];
    for (int t = 0; t < steps; t++) {
      int day = t / DAY;
      co2[t] = day % 7 >= 5 ? 0.6 : 0.3;
      load[t] = 1;
      double sky = day % 2 == 0 ? 1 - 0.02 * random.nextDouble() : random.nextDouble();
      pv[t] = 6 * sky * Math.max(0, Math.sin(Math.PI * (t % DAY - 6) / 12));
    }
    return new Series(load, pv, s.importPrice(), s.exportPrice(), co2, s.gridUp());
  }

  private static HorizonData outlookAt(BacktestScenario backtestScenario, int step) {
    OwnForecasts forecasts = new OwnForecasts(backtestScenario, HORIZON, CLASSES, true, 1);
    HorizonData horizonData = new HorizonData(HORIZON, CLASSES);
    for (int t = 0; t <= step; t++) {
      forecasts.observe(t, horizonData, new GridMarkovChain());
    }
    return horizonData;
  }

  @Test
  void emissionsOfAWeekendAreExpectedOnAFriday() {
    int steps = DAY * 7 * 8;
    BacktestScenario backtestScenario = Scenarios.with(Scenarios.madeUp(1, steps), series(steps));
    int friday = DAY * (7 * 6 + 4) + 12;
    HorizonData horizonData = outlookAt(backtestScenario, friday);
    for (int k = 14; k < HORIZON; k++) {
      assertEquals(
          backtestScenario.importPerKwh(friday + k),
          horizonData.importPerKwh[k],
          0.005,
          "hour " + k);
    }
  }

  @Test
  void classesLieCloserTogetherOnAClearDayThanUnderABrokenSky() {
    int steps = DAY * 64;
    BacktestScenario backtestScenario = Scenarios.with(Scenarios.madeUp(1, steps), series(steps));
    double clear = width(outlookAt(backtestScenario, DAY * 60 + 11));
    double broken = width(outlookAt(backtestScenario, DAY * 61 + 11));
    assertTrue(broken > 1.5 * clear, broken + " kW against " + clear);
  }

  @Test
  void whatComesAfterAStepChangesNoForecastBeforeIt() {
    int steps = DAY * 40;
    int cut = DAY * 36 + 9;
    BacktestScenario backtestScenario = Scenarios.with(Scenarios.madeUp(1, steps), series(steps));
    Series known = backtestScenario.series();
    double[] load = known.loadKw().clone();
    double[] pv = known.pvKw().clone();
    double[] co2 = known.gridCo2().clone();
    Random random = new Random(3);
    for (int t = cut; t < steps; t++) {
      load[t] = 5 * random.nextDouble();
      pv[t] = 5 * random.nextDouble();
      co2[t] = random.nextDouble();
    }
    Series noise =
        new Series(load, pv, known.importPrice(), known.exportPrice(), co2, known.gridUp());
    HorizonData one = outlookAt(backtestScenario, cut - 1);
    HorizonData two = outlookAt(Scenarios.with(backtestScenario, noise), cut - 1);
    assertArrayEquals(one.importPerKwh, two.importPerKwh);
    assertArrayEquals(one.loadKw, two.loadKw);
    for (int k = 1; k < HORIZON; k++) {
      assertArrayEquals(one.netKw[k], two.netKw[k], "hour " + k);
      assertArrayEquals(one.pvKw[k], two.pvKw[k], "hour " + k);
    }
  }

  private static double width(HorizonData horizonData) {
    return horizonData.netKw[1][CLASSES - 1] - horizonData.netKw[1][0];
  }
}
