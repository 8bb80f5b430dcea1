import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Relative difference of two sums over the same runs, with the interval of 95 % that resampled runs
 * give; a run is a block of four days.
 *
 * @param difference sum / other's sum - 1; NaN if the other's is 0
 */
record BlockRatio(double difference, double low, double high) {

  private static final int DRAWS = 4000;

  static BlockRatio of(
      List<ControlTotals> runs, List<ControlTotals> others, ToDoubleFunction<ControlTotals> value) {
    double[] a = runs.stream().mapToDouble(value).toArray();
    double[] b = others.stream().mapToDouble(value).toArray();
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      double other = 0;
      for (int i = 0; i < a.length; i++) {
        int run = random.nextInt(a.length);
        sum += a[run];
        other += b[run];
      }
      drawn[draw] = ratio(sum, other);
    }
    Arrays.sort(drawn);
    return new BlockRatio(
        ratio(Arrays.stream(a).sum(), Arrays.stream(b).sum()),
        drawn[DRAWS / 40],
        drawn[DRAWS - DRAWS / 40 - 1]);
  }

  private static double ratio(double sum, double other) {
    return other == 0 ? sum == 0 ? 0 : Double.POSITIVE_INFINITY : sum / other - 1;
  }

  @Override
  public String toString() {
    return "%+7.1f %% [%+.1f %+.1f]".formatted(100 * difference, 100 * low, 100 * high);
  }
}
