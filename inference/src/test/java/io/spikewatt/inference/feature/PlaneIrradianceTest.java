package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaneIrradianceTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant MARCH = Instant.parse("2026-03-20T00:00:00Z");
  private static final GeoPosition GREENWICH = new GeoPosition(51.5, 0);
  private static final PvPlane FLAT = new PvPlane(0, 180, 1);
  private static final PvPlane SOUTH = new PvPlane(35, 180, 1);
  private static final PvPlane EAST = new PvPlane(35, 90, 1);
  private static final PvPlane WEST = new PvPlane(35, 270, 3);
  private static final int MORNING = 9;
  private static final int NOON = 12;
  private static final int AFTERNOON = 15;

  /** A day of constant predictions; NaN leaves a column out. */
  private static double[] rows(List<PvPlane> planes, double global, double direct, double airC) {
    List<WeatherColumns.Column> columns = new ArrayList<>();
    add(columns, "nwp_ghi_wm2", global);
    add(columns, "nwp_dni_wm2", direct);
    add(columns, "nwp_temp_c", airC);
    return PlaneIrradiance.rows(MARCH, HOUR, 24, WeatherColumns.of(columns), GREENWICH, planes);
  }

  private static void add(List<WeatherColumns.Column> columns, String name, double value) {
    if (Double.isFinite(value)) {
      double[] values = new double[24];
      Arrays.fill(values, value);
      columns.add(new WeatherColumns.Column(name, values));
    }
  }

  @Test
  void aFlatPlaneSeesTheGlobalIrradiance() {
    double[] flat = rows(List.of(FLAT), 600, 400, Double.NaN);
    assertEquals(0.6, flat[NOON], 1e-9);
    assertEquals(0.6, flat[MORNING], 1e-9);
    assertEquals(0, flat[0], "night");
  }

  @Test
  void aPlaneTowardsTheSunSeesMoreOfItsBeam() {
    double[] south = rows(List.of(SOUTH), 600, 700, Double.NaN);
    // At the equinox the noon sun is 38.3° high, 16.7° off this plane's normal.
    double beam = 0.7;
    double height = Math.sin(Math.toRadians(38.3));
    double diffuse = 0.6 - beam * height;
    double tilted = Math.cos(Math.toRadians(35));
    double expected =
        beam * Math.cos(Math.toRadians(16.7))
            + diffuse * (1 + tilted) / 2
            + 0.2 * 0.6 * (1 - tilted) / 2;
    assertEquals(expected, south[NOON], 0.005);
  }

  @Test
  void eastLeadsInTheMorningAndPlanesWeighByTheirRating() {
    double[] east = rows(List.of(EAST), 500, 600, Double.NaN);
    double[] west = rows(List.of(WEST), 500, 600, Double.NaN);
    double[] both = rows(List.of(EAST, WEST), 500, 600, Double.NaN);
    assertTrue(east[MORNING] > 1.3 * west[MORNING]);
    assertTrue(west[AFTERNOON] > 1.3 * east[AFTERNOON]);
    assertEquals(0.25 * east[MORNING] + 0.75 * west[MORNING], both[MORNING], 1e-9);
  }

  @Test
  void withoutDirectIrradianceADullSkyIsDiffuseAndAClearOneIsNot() {
    assertEquals(0.991, PlaneIrradiance.diffusePart(0.1), 1e-9);
    assertEquals(0.658, PlaneIrradiance.diffusePart(0.5), 0.005);
    assertEquals(0.165, PlaneIrradiance.diffusePart(0.9), 1e-9);
    double dull = rows(List.of(SOUTH), 80, Double.NaN, Double.NaN)[NOON] / 0.08;
    double clear = rows(List.of(SOUTH), 600, Double.NaN, Double.NaN)[NOON] / 0.6;
    assertTrue(dull < 1 && clear > 1.2, dull + " " + clear);
  }

  @Test
  void warmCellsLoseAndAMissingTemperatureIsThatBefore() {
    double mild = rows(List.of(FLAT), 500, 300, 10)[NOON];
    double hot = rows(List.of(FLAT), 500, 300, 35)[NOON];
    assertEquals(0.004 * 25, (mild - hot) / 0.5, 1e-9);
    double[] ghi = new double[24];
    Arrays.fill(ghi, 500);
    WeatherColumns once =
        WeatherColumns.of(
            List.of(
                new WeatherColumns.Column("nwp_ghi_wm2", ghi),
                new WeatherColumns.Column("nwp_temp_c", new double[] {10})));
    double later = PlaneIrradiance.rows(MARCH, HOUR, 24, once, GREENWICH, List.of(FLAT))[NOON];
    assertEquals(mild, later, 1e-9);
  }

  @Test
  void aMissingPredictionIsNoZeroButTheNightIs() {
    double[] none =
        PlaneIrradiance.rows(MARCH, HOUR, 24, WeatherColumns.NONE, GREENWICH, List.of(SOUTH));
    assertTrue(Double.isNaN(none[NOON]));
    assertEquals(0, none[0]);
    assertArrayEquals(none, rows(List.of(SOUTH), Double.NaN, 500, 10));
  }

  @Test
  void impossiblePlanesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PvPlane(91, 180, 1));
    assertThrows(IllegalArgumentException.class, () -> new PvPlane(Double.NaN, 180, 1));
    assertThrows(IllegalArgumentException.class, () -> new PvPlane(30, 360, 1));
    assertThrows(IllegalArgumentException.class, () -> new PvPlane(30, 180, 0));
    assertEquals(0, PvPlane.usual(new GeoPosition(-34, 150)).azimuthDeg());
    assertEquals(20, PvPlane.usual(new GeoPosition(20, 0)).tiltDeg());
  }
}
