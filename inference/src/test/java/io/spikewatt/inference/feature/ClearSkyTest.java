package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClearSkyTest {
  private final ClearSky berlin = new ClearSky(new GeoPosition(52.5, 13.4));

  @Test
  void theNoonSunStandsWhereTheAlmanacSays() {
    // Zenith at solar noon = latitude - declination (23.44 degrees at the June solstice).
    double noon = berlin.cosZenith(Instant.parse("2026-06-21T11:08:00Z"));
    assertEquals(52.5 - 23.44, Math.toDegrees(Math.acos(noon)), 0.3);
    double winter = berlin.cosZenith(Instant.parse("2026-12-21T11:04:00Z"));
    assertEquals(52.5 + 23.44, Math.toDegrees(Math.acos(winter)), 0.3);
  }

  @Test
  void theSunRisesAndSetsWithinMinutesOfTheAlmanac() {
    // Berlin, 2026-03-20: sunrise 05:10 UTC, sunset 17:18 UTC (both with refraction).
    assertTrue(berlin.cosZenith(Instant.parse("2026-03-20T05:00:00Z")) < 0);
    assertTrue(berlin.cosZenith(Instant.parse("2026-03-20T05:25:00Z")) > 0);
    assertTrue(berlin.cosZenith(Instant.parse("2026-03-20T17:05:00Z")) > 0);
    assertTrue(berlin.cosZenith(Instant.parse("2026-03-20T17:30:00Z")) < 0);
  }

  @Test
  void irradianceIsZeroAtNightAndPlausibleAtNoon() {
    assertEquals(0, berlin.irradiance(Instant.parse("2026-06-21T23:00:00Z")));
    assertEquals(0.9, berlin.irradiance(Instant.parse("2026-06-21T11:00:00Z")), 0.1);
  }

  @Test
  void theRowsOfASeriesAreTheSkyAtTheirMiddle() {
    Instant start = Instant.parse("2026-03-19T23:45:00Z");
    Duration step = Duration.ofMinutes(30);
    ClearSky.Rows rows = berlin.rows(start, step, 96);
    for (int k = 0; k < 96; k++) {
      Instant begin = start.plus(step.multipliedBy(k));
      assertEquals(berlin.irradiance(begin.plus(step.dividedBy(2))), rows.irradiance()[k], 2e-3);
      assertTrue(!rows.night()[k] || rows.irradiance()[k] == 0);
    }
    assertTrue(rows.night()[4]);
    assertFalse(rows.night()[24]);
  }

  @Test
  void single_minutes_have_the_irradiance_of_their_middle() {
    for (double longitude : new double[] {-175, -8, 12, 179}) {
      ClearSky sky = new ClearSky(new GeoPosition(50, longitude));
      ClearSky.Minutes minutes = sky.minutes();
      long first = Instant.parse("2025-12-31T00:00:00Z").getEpochSecond() / 60;
      for (long minute = first; minute < first + 3 * 1440; minute += 7) {
        double expected = sky.irradiance(Instant.ofEpochSecond(minute * 60 + 30));
        assertEquals(expected, minutes.irradiance(minute), 1e-12);
      }
    }
  }
}
