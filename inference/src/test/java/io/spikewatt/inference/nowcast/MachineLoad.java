package io.spikewatt.inference.nowcast;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** A load that can be foreseen: a machine runs 20 of 60 minutes, with some noise. */
final class MachineLoad {
  static final Instant START = Instant.parse("2025-03-01T00:00:00Z");

  private MachineLoad() {}

  static double[] minutes(int count) {
    SplittableRandom random = new SplittableRandom(11);
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      values[k] = (k % 60 < 20 ? 1300 : 300) + random.nextDouble(-40, 40);
    }
    return values;
  }

  static Instant minute(int k) {
    return START.plus(Duration.ofMinutes(k));
  }

  /** Mean over minutes. */
  static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k];
    }
    return sum / (to - from);
  }
}
