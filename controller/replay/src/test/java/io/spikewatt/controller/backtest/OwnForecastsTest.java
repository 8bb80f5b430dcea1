package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.backtest.BacktestScenario.Series;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnForecastsTest {

  private static final int DAY = 24;
  private static final int HORIZON = 24;
  private static final int CLASSES = 5;

  /** Models learn on the days 14 and 21 and every 28 days. */
  private static final boolean LONG = Boolean.getBoolean("long.tests");

  @TempDir private Path folder;

  /** Emissions twice as high on weekends, and a sky that is broken or clear. */
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

  private StepForecast forecastAt(BacktestScenario backtestScenario, int step) {
    OwnForecasts forecasts =
        new OwnForecasts(
            backtestScenario,
            OwnForecasts.Expected.of(backtestScenario, step + 1, new ScenarioForecasts(folder)),
            CLASSES,
            true,
            1);
    for (int t = 0; t < step; t++) {
      forecasts.forecast(t);
    }
    return forecasts.forecast(step);
  }

  @Test
  void emissionsOfAWeekendAreExpectedOnAFriday() {
    int weeks = LONG ? 6 : 3;
    int steps = DAY * 7 * (weeks + 2);
    BacktestScenario backtestScenario = Scenarios.with(Scenarios.madeUp(1, steps), series(steps));
    int friday = DAY * (7 * weeks + 4) + 12;
    StepForecast ahead = forecastAt(backtestScenario, friday);
    for (int k = 14; k < HORIZON; k++) {
      double kg = backtestScenario.series().gridCo2()[friday + k];
      assertEquals(kg, ahead.prices().co2KgPerKwh()[k], 0.1, "hour " + k);
    }
  }

  @Test
  void whatComesAfterAStepChangesNoForecastBeforeIt() {
    int steps = DAY * (LONG ? 24 : 17);
    int cut = DAY * (LONG ? 22 : 15) + 9;
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
    StepForecast one = forecastAt(backtestScenario, cut - 1);
    StepForecast two = forecastAt(Scenarios.with(backtestScenario, noise), cut - 1);
    assertArrayEquals(one.prices().co2KgPerKwh(), two.prices().co2KgPerKwh());
    assertArrayEquals(one.ahead().load().mean(), two.ahead().load().mean());
    assertArrayEquals(one.ahead().pv().mean(), two.ahead().pv().mean());
    assertArrayEquals(one.ahead().errorsW().orElseThrow(), two.ahead().errorsW().orElseThrow());
  }
}
