package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NetLoadTrendTest {

  private static final Moment T0 = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));
  private final NetLoadTrend trend = new NetLoadTrend();

  @Test
  void a_ramp_goes_on() {
    readings(0, -600, -1200);
    assertEquals(-1000, trend.aheadW(10), 1e-9);
  }

  @Test
  void the_flatter_of_two_slopes_counts() {
    readings(0, -600, -2400);
    assertEquals(-1000, trend.aheadW(10), 1e-9);
  }

  @Test
  void a_step_is_no_ramp() {
    readings(0, 0, 3000);
    assertEquals(0, trend.aheadW(10), 1e-9);
  }

  @Test
  void a_repeated_reading_changes_nothing() {
    readings(0, -600, -1200);
    trend.update(-1200, T0.plus(Duration.ofSeconds(12)));
    assertEquals(-1000, trend.aheadW(10), 1e-9);
  }

  private void readings(double... watts) {
    for (int i = 0; i < watts.length; i++) {
      trend.update(watts[i], T0.plus(Duration.ofSeconds(6L * i)));
    }
  }
}
