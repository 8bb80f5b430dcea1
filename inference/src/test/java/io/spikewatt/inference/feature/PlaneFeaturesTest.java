package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaneFeaturesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant MARCH = Instant.parse("2026-03-20T00:00:00Z");
  private static final GeoPosition GREENWICH = new GeoPosition(51.5, 0);
  private static final List<String> COLUMNS = List.of("nwp_ghi_wm2", "nwp_dni_wm2");
  private static final int ROWS = 48;
  private static final int FEATURES = 7;

  private static ClearSkyRows sky(Optional<GeoPosition> position) {
    SlotCalendar calendar = new SlotCalendar(MARCH, HOUR, ZoneOffset.UTC, SeriesKind.PV, ROWS);
    return ClearSkyRows.of(calendar, SeriesKind.PV, position);
  }

  private static WeatherRows weather(double global, double direct) {
    double[] ghi = new double[ROWS];
    double[] dni = new double[ROWS];
    Arrays.fill(ghi, global);
    Arrays.fill(dni, direct);
    return WeatherRows.of(
        WeatherColumns.of(
            List.of(
                new WeatherColumns.Column(COLUMNS.get(0), ghi),
                new WeatherColumns.Column(COLUMNS.get(1), dni))),
        COLUMNS,
        24,
        ROWS);
  }

  private static float[] features(Optional<GeoPosition> position, int row) {
    float[] features = new float[FEATURES];
    assertEquals(
        FEATURES, PlaneFeatures.fill(weather(800, 700), sky(position), 1, row, features, 0));
    return features;
  }

  @Test
  void theyNeedGlobalAndDirectIrradiance() {
    assertEquals(FEATURES, PlaneFeatures.names(COLUMNS).size());
    assertEquals(List.of(), PlaneFeatures.names(List.of("nwp_ghi_wm2", "dni_wm2")));
    assertEquals(List.of(), PlaneFeatures.names(List.of("nwp_dni_wm2")));
    int without = FeatureSet.of(SeriesKind.LOAD, COLUMNS.subList(0, 1)).size();
    int two = FeatureSet.of(SeriesKind.LOAD, COLUMNS).size();
    assertEquals(two - without, 2, "a load has no planes");
  }

  @Test
  void theSunRisesInTheEastAndIsInTheSouthAtNoon() {
    float[] morning = features(Optional.of(GREENWICH), 8);
    float[] noon = features(Optional.of(GREENWICH), 12);
    float[] evening = features(Optional.of(GREENWICH), 16);
    assertTrue(morning[0] > 0.4 && evening[0] < -0.4, morning[0] + ", " + evening[0]);
    // On the equinox the sun of noon is as far from the zenith as the site from the equator.
    assertEquals(0.7 * Math.sin(Math.toRadians(51.5)), noon[1], 0.02);
    assertEquals(0.8 - 0.7 * Math.cos(Math.toRadians(51.5)), noon[2], 0.02);
  }

  /** The angle of incidence by the usual formula of tilt and azimuth. */
  @Test
  void beamIrradianceOnAnyPlaneIsASumOfTheFeatures() {
    ClearSky clear = new ClearSky(GREENWICH);
    double tilt = Math.toRadians(35);
    double azimuth = Math.toRadians(120);
    for (int row = 8; row < 16; row++) {
      Instant middle = MARCH.plus(HOUR.multipliedBy(row)).plus(HOUR.dividedBy(2));
      float[] features = features(Optional.of(GREENWICH), row);
      double up = clear.cosZenith(middle);
      double sunAzimuth = Math.atan2(features[0], -features[1]);
      double incidence =
          up * Math.cos(tilt)
              + Math.sqrt(1 - up * up) * Math.sin(tilt) * Math.cos(sunAzimuth - azimuth);
      double sum =
          Math.sin(tilt) * (Math.sin(azimuth) * features[0] - Math.cos(azimuth) * features[1])
              + Math.cos(tilt) * 0.7 * up;
      assertEquals(0.7 * incidence, sum, 1e-6);
    }
  }

  @Test
  void withoutAPositionOnlyTheDirectIrradianceIsKnown() {
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0.7f, 0.7f}, features(Optional.empty(), 12));
  }
}
