package io.spikewatt.simulator.physics;

/**
 * Random numbers as a function of seed and position, so that any moment of any day can be computed
 * without its past and every run sees the same world.
 */
final class Noise {

  private final long seed;

  /**
   * @param stream separates independent uses of one seed
   */
  Noise(long seed, String stream) {
    this.seed = mix(seed ^ mix(stream.hashCode()));
  }

  /** A number in [0, 1) that belongs to {@code index}. */
  double uniform(long index) {
    return (mix(seed + index * 0x9E37_79B9_7F4A_7C15L) >>> 11) * 0x1.0p-53;
  }

  /** A number in [0, 1) that drifts smoothly, with a new independent value every {@code period}. */
  double smooth(double seconds, double period) {
    double position = seconds / period;
    double floor = Math.floor(position);
    double t = position - floor;
    double weight = t * t * (3 - 2 * t);
    long index = (long) floor;
    return uniform(index) * (1 - weight) + uniform(index + 1) * weight;
  }

  /** About normal, mean 0, standard deviation 1, within ±3.5. */
  double normal(long index) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += uniform(index * 4 + i);
    }
    return (sum - 2) * Math.sqrt(3);
  }

  /** Finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
