import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * Relative difference of two totals over the same blocks of time, with the interval of 95 % that
 * resampled blocks give.
 *
 * @param difference total / other's total - 1; infinite if only the other's is 0
 */
record BlockBootstrap(double difference, double low, double high) {
  private static final int DRAWS = 2000;

  /**
   * Compares two totals.
   *
   * @param sums one a block
   * @param others of the same blocks
   */
  static BlockBootstrap of(double[] sums, double[] others) {
    if (sums.length != others.length) {
      throw new IllegalStateException(sums.length + " blocks beside " + others.length);
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      double other = 0;
      for (int i = 0; i < sums.length; i++) {
        int block = random.nextInt(sums.length);
        sum += sums[block];
        other += others[block];
      }
      drawn[draw] = relative(sum, other);
    }
    Arrays.sort(drawn);
    return new BlockBootstrap(
        relative(Arrays.stream(sums).sum(), Arrays.stream(others).sum()),
        drawn[DRAWS / 40],
        drawn[DRAWS - DRAWS / 40 - 1]);
  }

  /** Compares sums that are kept by block; both must have the same blocks. */
  static BlockBootstrap of(SortedMap<Long, Double> sums, SortedMap<Long, Double> others) {
    if (!sums.keySet().equals(others.keySet())) {
      throw new IllegalStateException("sums of different blocks");
    }
    return of(values(sums), values(others));
  }

  private static double[] values(SortedMap<Long, Double> blocks) {
    return blocks.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double relative(double sum, double other) {
    return other == 0 ? sum == 0 ? 0 : Double.POSITIVE_INFINITY : sum / other - 1;
  }

  @Override
  public String toString() {
    return "%+7.1f %% [%+.1f %+.1f]".formatted(100 * difference, 100 * low, 100 * high);
  }
}
