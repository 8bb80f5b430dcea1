package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeatherColumnsTest {
  private static final int DAY = 96;
  private static final int ORIGIN = 20 * DAY + 37;

  /** Named in the wrong order on purpose. */
  private static final List<String> NAMES = List.of("temp_c", "nwp_temp_c", "nwp_ghi_wm2");

  private static double[] wave(int rows, double height) {
    double[] v = new double[rows];
    for (int k = 0; k < rows; k++) {
      v[k] = height * (1.5 + Math.sin(0.1 * k) + 0.3 * Math.sin(0.013 * k));
    }
    return v;
  }

  private static TimeSeries series(SeriesKind kind, double[] temp, double[] nwp, double[] ghi) {
    TimeSeries s = Synthetic.of(kind, 25, 1);
    return new TimeSeries(
        s.start(),
        s.step(),
        s.values(),
        WeatherColumns.of(
            List.of(
                new WeatherColumns.Column("temp_c", temp),
                new WeatherColumns.Column("nwp_temp_c", nwp),
                new WeatherColumns.Column("nwp_ghi_wm2", ghi))));
  }

  private static float[] row(TimeSeries s, SeriesKind kind) {
    FeatureSet set = FeatureSet.of(kind, NAMES);
    float[] ones = new float[set.size()];
    Arrays.fill(ones, 1);
    int rows = s.values().length + 144;
    return new RowBuilder(
            new RowSettings(set, kind, Optional.empty(), 5000, 0),
            new SlotCalendar(s.start(), s.step(), ZoneId.of("UTC"), kind, rows),
            s.values(),
            s.weather())
        .rows(ORIGIN, 144, new Standardiser(new float[set.size()], ones), 0)
        .x();
  }

  @ParameterizedTest
  @EnumSource
  void noObservationAtOrAfterTheOriginEntersARowButPredictionsAheadDo(SeriesKind kind) {
    double[] temp = wave(25 * DAY, 1);
    double[] nwp = wave(27 * DAY, 1);
    double[] ghi = wave(27 * DAY, 300);
    TimeSeries truth = series(kind, temp, nwp, ghi);
    double[] spoilt = temp.clone();
    double[] values = truth.values().clone();
    for (int k = ORIGIN; k < values.length; k++) {
      spoilt[k] = 7;
      values[k] = 9e5;
    }
    TimeSeries other = series(kind, spoilt, nwp, ghi);
    other = new TimeSeries(other.start(), other.step(), values, other.weather());
    float[] x = row(truth, kind);
    assertArrayEquals(x, row(other, kind));
    // A six-hour mean of predicted irradiance ends where the forecast window of a request does, so
    // its last leads differ from those in the middle of a history.
    int alike = x.length / 144 * (144 - 24);
    assertArrayEquals(Arrays.copyOf(x, alike), Arrays.copyOf(row(truth.head(ORIGIN), kind), alike));

    double[] warmer = nwp.clone();
    warmer[ORIGIN + 10] += 1;
    assertFalse(Arrays.equals(x, row(series(kind, temp, warmer, ghi), kind)));
    double[] brighter = ghi.clone();
    brighter[ORIGIN + 10] += 100;
    assertFalse(Arrays.equals(x, row(series(kind, temp, nwp, brighter), kind)));
  }

  @Test
  void headAndTailKeepThePredictionsAheadAndCutTheObservations() {
    double[] temp = wave(25 * DAY, 1);
    double[] nwp = wave(27 * DAY, 1);
    TimeSeries s = series(SeriesKind.LOAD, temp, nwp, nwp).head(ORIGIN).tail(DAY);
    assertArrayEquals(
        Arrays.copyOfRange(temp, ORIGIN - DAY, ORIGIN), s.weather().observed().getFirst().values());
    assertArrayEquals(
        Arrays.copyOfRange(nwp, ORIGIN - DAY, nwp.length), s.weather().ahead().getFirst().values());
  }

  @Test
  void aHoleIsFilledFromTheDayBeforeAndNeverWithZero() {
    double[] v = {Double.NaN, 5, 6, Double.NaN, 8, Double.NaN};
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("temp_c", v)));
    WeatherRows rows = WeatherRows.of(weatherColumns, List.of("temp_c"), 3, 8);
    assertArrayEquals(new double[] {5, 5, 6, 5, 8, 6, 5, 8}, rows.values[0]);
    assertEquals(6.4, rows.mean(0, 3, 8), 1e-9);
  }
}
