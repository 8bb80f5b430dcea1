package io.spikewatt.inference.nowcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NowcasterTest {
  private static final Instant START = Instant.parse("2025-06-01T00:00:00Z");
  private static final GeoPosition PLACE = new GeoPosition(50, 8);

  private static Nowcaster load() {
    return new Nowcaster(SeriesKind.LOAD, NowcastSettings.of(ZoneOffset.UTC));
  }

  private static Instant minute(int k) {
    return START.plus(Duration.ofMinutes(k));
  }

  @Test
  void nothing_is_nowcast_before_the_first_minute() {
    Nowcaster nowcaster = load();
    assertTrue(nowcaster.nowcast().isEmpty());
    nowcaster.observe(START, Double.NaN);
    assertTrue(nowcaster.nowcast().isEmpty());
    nowcaster.observe(minute(1), 500);
    assertEquals(minute(2), nowcaster.nowcast().orElseThrow().issuedAt());
  }

  @Test
  void a_constant_load_is_carried_on_with_a_band_that_closes() {
    Nowcaster nowcaster = load();
    for (int k = 0; k < 3000; k++) {
      nowcaster.observe(minute(k), 800);
    }
    Nowcast nowcast = nowcaster.nowcast().orElseThrow();
    for (int w = 0; w < 3; w++) {
      assertEquals(800, nowcast.p50()[w], 1e-3);
      assertEquals(800, nowcast.mean()[w], 1e-3);
      assertTrue(nowcast.p90()[w] - nowcast.p10()[w] < 1, "band of " + w);
    }
  }

  @Test
  void an_unknown_minute_is_bridged_and_a_longer_gap_is_not() {
    Nowcaster nowcaster = load();
    for (int k = 0; k < 100; k++) {
      nowcaster.observe(minute(k), 700);
    }
    nowcaster.observe(minute(100), Double.NaN);
    assertEquals(700, nowcaster.nowcast().orElseThrow().p50()[0], 1e-3);
    nowcaster.observe(minute(110), Double.NaN);
    assertTrue(nowcaster.nowcast().isEmpty());
    nowcaster.observe(minute(111), 300);
    assertTrue(nowcaster.nowcast().orElseThrow().p50()[0] >= 300);
  }

  @Test
  void a_minute_that_is_not_after_the_last_changes_nothing() {
    Nowcaster nowcaster = load();
    nowcaster.observe(minute(5), 700);
    nowcaster.observe(minute(5), 9000);
    nowcaster.observe(minute(3), 9000);
    assertEquals(minute(6), nowcaster.nowcast().orElseThrow().issuedAt());
    assertEquals(700, nowcaster.nowcast().orElseThrow().p50()[0], 1e-3);
  }

  @Test
  void the_record_finds_out_whether_the_last_minute_or_the_mean_is_better() {
    SplittableRandom random = new SplittableRandom(1);
    Nowcaster noise = load();
    Nowcaster steps = load();
    double level = 1000;
    for (int k = 0; k < 4 * 1440; k++) {
      noise.observe(minute(k), 1000 + random.nextDouble(-500, 500));
      level = random.nextDouble() < 0.05 ? random.nextDouble(200, 2000) : level;
      steps.observe(minute(k), level);
    }
    noise.observe(minute(4 * 1440), 1500);
    steps.observe(minute(4 * 1440), 4000);
    assertTrue(noise.nowcast().orElseThrow().p50()[0] < 1150, "noise is averaged");
    assertTrue(steps.nowcast().orElseThrow().p50()[0] > 2500, "a step is carried on");
  }

  @Test
  void four_of_five_outcomes_are_in_the_band_of_a_noisy_load() {
    SplittableRandom random = new SplittableRandom(2);
    Nowcaster nowcaster = load();
    int minutes = 10 * 1440;
    double[] values = new double[minutes];
    double slow = 0;
    for (int k = 0; k < minutes; k++) {
      slow = 0.98 * slow + random.nextDouble(-60, 60);
      values[k] = 1000 + slow;
    }
    int inside = 0;
    int count = 0;
    for (int k = 0; k + 15 < minutes; k++) {
      nowcaster.observe(minute(k), values[k]);
      if (k > 5 * 1440) {
        Nowcast nowcast = nowcaster.nowcast().orElseThrow();
        double actual = 0;
        for (int j = 1; j <= 15; j++) {
          actual += values[k + j] / 15;
        }
        inside += actual >= nowcast.p10()[0] && actual <= nowcast.p90()[0] ? 1 : 0;
        count++;
      }
    }
    assertEquals(0.8, (double) inside / count, 0.06);
  }

  @Test
  void pv_carries_the_index_of_the_sky_on_and_is_dark_at_night() {
    NowcastSettings settings =
        new NowcastSettings(ZoneId.of("UTC"), Optional.of(PLACE), OptionalDouble.of(5000));
    Nowcaster nowcaster = new Nowcaster(SeriesKind.PV, settings);
    ClearSky sky = new ClearSky(PLACE);
    for (int k = 0; k < 7 * 60; k++) {
      nowcaster.observe(minute(k), 4000 * sky.irradiance(minute(k).plusSeconds(30)));
    }
    Nowcast nowcast = nowcaster.nowcast().orElseThrow();
    double actual = 0;
    for (int k = 30; k < 60; k++) {
      actual += 4000 * sky.irradiance(minute(7 * 60 + k).plusSeconds(30)) / 30;
    }
    assertEquals(actual, nowcast.p50()[2], 0.02 * actual);
    for (int k = 7 * 60; k < 23 * 60; k++) {
      nowcaster.observe(minute(k), 4000 * sky.irradiance(minute(k).plusSeconds(30)));
    }
    for (int w = 0; w < 3; w++) {
      assertEquals(0, nowcaster.nowcast().orElseThrow().p90()[w], 4);
    }
  }

  @Test
  void quarter_hours_keep_the_windows_means_and_widen_the_halves() {
    Nowcast nowcast =
        new Nowcast(
            START,
            new double[] {90, 80, 20},
            new double[] {100, 100, 40},
            new double[] {120, 130, 90},
            new double[] {101, 99, 45},
            "x");
    Forecast quarters = nowcast.quarterHours();
    assertEquals(4, quarters.slots());
    assertEquals(100, quarters.p50()[0]);
    assertEquals(80, quarters.p10()[1]);
    assertEquals(40, (quarters.p50()[2] + quarters.p50()[3]) / 2, 1e-9);
    assertTrue(quarters.p50()[2] > quarters.p50()[3]);
    assertTrue(quarters.p90()[2] - quarters.p50()[2] > 50);
    for (double low : quarters.p10()) {
      assertTrue(low >= 0);
    }
  }

  @Test
  void the_same_minutes_give_the_same_bits() {
    SplittableRandom random = new SplittableRandom(3);
    Nowcaster one = load();
    Nowcaster two = load();
    for (int k = 0; k < 2000; k++) {
      double value = random.nextDouble(100, 3000);
      one.observe(minute(k), value);
      two.observe(minute(k), value);
    }
    assertEquals(
        Double.doubleToLongBits(one.nowcast().orElseThrow().p90()[2]),
        Double.doubleToLongBits(two.nowcast().orElseThrow().p90()[2]));
  }

  @Test
  void a_minute_of_pv_allocates_nothing_but_once_a_day() {
    NowcastSettings settings =
        new NowcastSettings(ZoneId.of("UTC"), Optional.of(PLACE), OptionalDouble.of(5000));
    Nowcaster nowcaster = new Nowcaster(SeriesKind.PV, settings);
    int count = 4000;
    Instant[] at = new Instant[2 * count];
    for (int k = 0; k < at.length; k++) {
      at[k] = minute(k);
    }
    for (int k = 0; k < count; k++) {
      nowcaster.observe(at[k], k % 700);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int k = count; k < at.length; k++) {
      nowcaster.observe(at[k], k % 700);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < count, bytes + " bytes in " + count + " minutes");
  }
}
