package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PageHinkleyTest {

  @Test
  void a_rise_is_found_within_days_and_a_year_of_noise_is_none() {
    int falseAlarms = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PageHinkley drift = PageHinkley.of(0.1, 2);
      for (int day = 0; day < 365 && !drift.alarm(); day++) {
        drift = drift.and(0.75 + 0.2 * random.nextGaussian());
      }
      falseAlarms += drift.alarm() ? 1 : 0;
    }
    assertTrue(falseAlarms <= 10, falseAlarms + " of 200 years");

    SplittableRandom random = new SplittableRandom(7);
    PageHinkley drift = PageHinkley.of(0.1, 2);
    for (int day = 0; day < 60; day++) {
      drift = drift.and(0.75 + 0.2 * random.nextGaussian());
    }
    int days = 0;
    while (!drift.alarm()) {
      drift = drift.and(1.25 + 0.2 * random.nextGaussian());
      days++;
    }
    assertTrue(days >= 2 && days <= 10, days + " days");
  }

  @Test
  void a_fall_is_no_alarm_and_what_is_no_number_is_passed_over() {
    PageHinkley drift = PageHinkley.of(0.1, 2);
    for (int day = 0; day < 100; day++) {
      drift = drift.and(day < 50 ? 1 : 0.2).and(Double.NaN).and(Double.POSITIVE_INFINITY);
    }
    assertEquals(100, drift.count());
    assertTrue(!drift.alarm());
  }
}
