package io.spikewatt.drivers.retry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  @Test
  void theWaitsDoubleUpToTheLongestAndAreSpreadByAQuarter() {
    RetryDelay delay = new RetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7));
    long nominal = 1_000;
    for (int i = 0; i < 40; i++) {
      long wait = delay.next().toMillis();
      assertTrue(wait >= nominal * 3 / 4 && wait <= nominal * 5 / 4, nominal + " gave " + wait);
      nominal = Math.min(2 * nominal, 60_000);
    }
    delay.reset();
    long first = delay.next().toMillis();
    assertTrue(first >= 750 && first <= 1_250, "after the reset " + first);
  }
}
