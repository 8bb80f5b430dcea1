package io.spikewatt.inference.naive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FadingForecasterTest {
  private static final int DAY = 96;
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Synthetic.QUARTER, 144, Optional.empty(), OptionalDouble.of(10_000));
  private final Forecaster wind = new SeasonalForecaster(SeriesKind.WIND, SETTINGS);

  /** Mean absolute error of some slots ahead, over six weeks after the first four. */
  private static double error(Forecaster forecaster, TimeSeries s, int from, int to) {
    double sum = 0;
    int count = 0;
    for (int origin = 28 * DAY; origin + to <= s.values().length; origin += 13) {
      Forecast f = forecaster.forecast(s.head(origin), to);
      for (int k = from; k < to; k++, count++) {
        sum += Math.abs(f.p50()[k] - s.values()[origin + k]);
      }
    }
    return sum / count;
  }

  @Test
  void firstTheLastHourLastsThenTheMeanIsAllThatIsKnown() {
    TimeSeries s = Synthetic.wind(70, 3);
    Forecaster lasts = FadingForecaster.persistence(SETTINGS);
    Forecaster mean = FadingForecaster.runningMean(SETTINGS);
    assertTrue(error(wind, s, 0, 4) < 1.05 * error(lasts, s, 0, 4));
    assertTrue(error(wind, s, 0, 4) < 0.5 * error(mean, s, 0, 4));
    assertTrue(error(wind, s, 72, DAY) < 1.05 * error(mean, s, 72, DAY));
    assertTrue(error(wind, s, 72, DAY) < 0.85 * error(lasts, s, 72, DAY));
    double naive = error(SeasonalForecaster.naive(SeriesKind.WIND, SETTINGS, 1), s, 0, DAY);
    assertTrue(error(wind, s, 0, DAY) < 0.8 * naive);
  }

  @Test
  void fourOfFiveOutcomesLieInItsBand() {
    TimeSeries s = Synthetic.wind(70, 5);
    int inside = 0;
    int count = 0;
    for (int origin = 28 * DAY; origin + 144 <= s.values().length; origin += 31) {
      Forecast f = wind.forecast(s.head(origin), 144);
      for (int k = 0; k < 144; k++, count++) {
        double actual = s.values()[origin + k];
        inside += actual >= f.p10()[k] && actual <= f.p90()[k] ? 1 : 0;
      }
    }
    assertEquals(0.8, (double) inside / count, 0.08);
  }

  @Test
  void nothingIsBelowZeroOrAboveTheCapacityAndTheQuantilesAreInOrder() {
    TimeSeries s = Synthetic.wind(40, 1);
    for (int origin : new int[] {1, 3, 40, 5 * DAY + 7, 20 * DAY, 40 * DAY}) {
      Forecast f = wind.forecast(s.head(origin), 144);
      for (int k = 0; k < 144; k++) {
        assertTrue(0 <= f.p10()[k] && f.p10()[k] <= f.p50()[k] && f.p50()[k] <= f.p90()[k]);
        assertTrue(f.p90()[k] <= 10_500 && f.mean()[k] >= 0 && f.mean()[k] <= 10_500);
      }
    }
  }

  @Test
  void oneValueIsWhatThereWillBeAndNoneSaysNothing() {
    double[] one = new double[10];
    Arrays.fill(one, Double.NaN);
    one[4] = 1200;
    Forecast f = wind.forecast(new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, one), 144);
    double[] same = new double[144];
    Arrays.fill(same, 1200);
    assertArrayEquals(same, f.p50(), 1e-9);
    assertArrayEquals(same, f.mean(), 1e-9);
    one[4] = Double.NaN;
    TimeSeries nothing = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, one);
    assertThrows(IllegalArgumentException.class, () -> wind.forecast(nothing, 144));
  }

  @Test
  void aHoleIsNotACalm() {
    TimeSeries s = Synthetic.wind(35, 2);
    double[] level = s.values().clone();
    Arrays.fill(level, level.length - 8, level.length, 9000);
    TimeSeries whole = new TimeSeries(s.start(), s.step(), level);
    TimeSeries open = Synthetic.without(whole, level.length - 2, level.length);
    double windy = wind.forecast(whole, 144).mean()[0];
    double holed = wind.forecast(open, 144).mean()[0];
    assertEquals(windy, holed, 500, "two quarter hours of the last four were measured");
  }
}
