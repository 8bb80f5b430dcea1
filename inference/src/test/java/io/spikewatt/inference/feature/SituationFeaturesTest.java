package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SituationFeaturesTest {
  private static final List<String> COLUMNS = List.of("nwp_ghi_wm2", "nwp_dni_wm2", "nwp_rh_pct");
  private static final int ROWS = 72;

  /** Humidity by row. */
  private static WeatherRows weather(double[] humidity) {
    double[] light = new double[ROWS];
    return WeatherRows.of(
        WeatherColumns.of(
            List.of(
                new WeatherColumns.Column(COLUMNS.get(0), light),
                new WeatherColumns.Column(COLUMNS.get(1), light),
                new WeatherColumns.Column(COLUMNS.get(2), humidity))),
        COLUMNS,
        24,
        ROWS);
  }

  @Test
  void theyAreThoseOfPredictionsThatAreNoLight() {
    assertEquals(
        List.of("nwp_rh_pctAround", "nwp_rh_pctShift", "nwp_rh_pctBefore"),
        SituationFeatures.names(COLUMNS));
    assertEquals(
        List.of(), SituationFeatures.names(List.of("nwp_temp_c")), "without predicted irradiance");
    assertEquals(List.of(), SituationFeatures.names(List.of("nwp_ghi_wm2", "rh_pct")), "observed");
  }

  @Test
  void aFrontChangesThemHoursBeforeItComes() {
    double[] humidity = new double[ROWS];
    Arrays.fill(humidity, 40);
    Arrays.fill(humidity, 36, ROWS, 90);
    float[] result = new float[3];
    assertEquals(3, SituationFeatures.fill(weather(humidity), 1, 36, result, 0));
    float around = (float) ((6 * 40 + 7 * 90) / 13.0);
    assertArrayEquals(new float[] {around, 50, 40}, result, 1e-4f);
    SituationFeatures.fill(weather(humidity), 1, 24, result, 0);
    assertArrayEquals(new float[] {40, 0, 40}, result, 1e-4f);
    SituationFeatures.fill(weather(humidity), 1, 60, result, 0);
    assertArrayEquals(new float[] {90, 0, 90}, result, 1e-4f);
  }
}
