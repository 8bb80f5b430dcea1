package io.spikewatt.drivers.quality;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over many seeded walks: what is true is believed, and what is not is found. */
class CheckedDevicesPropertyTest {

  private static final int STEPS = 20_000;
  private static final double RATE = 180;
  private static final PlausibleRange METER =
      Bench.plausible(Quantity.POWER_W, -20_000, 20_000, RATE, 30);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_walk_within_its_rate_is_always_believed(long seed) {
    Random random = new Random(seed);
    Bench bench = new Bench(new Role.GridMeter(), false, METER);
    double value = 0;
    for (int i = 0; i < STEPS; i++) {
      value = Math.clamp(value + RATE * (2 * random.nextDouble() - 1), -19_999, 19_999);
      Sample sample = bench.read(Quantity.POWER_W, value);
      int step = i;
      assertTrue(Bench.good(sample), () -> "step " + step + ": " + sample);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nearly_every_fault_is_found_and_every_true_reading_after_it_believed(long seed) {
    Random random = new Random(seed);
    Bench bench = new Bench(new Role.GridMeter(), false, METER);
    double value = 1_000;
    int injected = 0;
    int found = 0;
    for (int i = 0; i < STEPS; i++) {
      // Away from 0, where a turned sign would mean little, and calm enough to see its mirror.
      value = Math.clamp(value * (1 + 0.015 * (2 * random.nextDouble() - 1)), 300, 9_000);
      if (i % 20 != 19) {
        Sample sample = bench.read(Quantity.POWER_W, value);
        int step = i;
        assertTrue(Bench.good(sample), () -> "step " + step + ": " + sample);
        continue;
      }
      injected++;
      double spike = 2 * RATE + 5_000 * random.nextDouble();
      boolean seen =
          switch (random.nextInt(3)) {
            case 0 -> Bench.is(bench.read(Quantity.POWER_W, -value), Kind.SIGN_FLIPPED);
            case 1 -> Bench.is(bench.read(Quantity.POWER_W, value + spike), Kind.SPIKE);
            default -> Bench.is(bench.read(Quantity.POWER_W, 0x7FFF_FFFF), Kind.OUT_OF_RANGE);
          };
      found += seen ? 1 : 0;
    }
    int missed = injected - found;
    assertTrue(found >= 0.99 * injected, missed + " of " + injected + " were missed");
  }
}
