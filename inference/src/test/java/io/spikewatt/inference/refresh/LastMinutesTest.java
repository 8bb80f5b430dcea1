package io.spikewatt.inference.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.inference.feature.RunningSlot;
import org.junit.jupiter.api.Test;

class LastMinutesTest {
  private static RunningSlot jump(double last) {
    RunningSlot running = new RunningSlot(15);
    for (int m = 0; m < 20; m++) {
      running.observe(m, m < 17 ? 100 : last);
    }
    return running;
  }

  @Test
  void a_quarter_of_a_jump_goes_on_and_fades_within_hours() {
    double above = 0.8 * 500;
    assertEquals(0.25 * above, LastMinutes.correction(jump(600), 0), 1e-9);
    assertEquals(0.25 * above / Math.E, LastMinutes.correction(jump(600), 120), 1e-9);
    assertEquals(0, LastMinutes.correction(jump(100), 0), 1e-9);
  }

  @Test
  void unknown_minutes_add_nothing() {
    assertEquals(0, LastMinutes.correction(jump(Double.NaN), 0));
    assertEquals(0, LastMinutes.correction(new RunningSlot(15), 0));
  }
}
