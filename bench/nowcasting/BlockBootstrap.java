import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Relative difference of two mean pinball losses on the same rows, with the interval of 95 % that
 * resampled blocks of six hours give.
 *
 * @param difference loss / other's loss - 1
 */
record BlockBootstrap(double difference, double low, double high) {
  private static final long BLOCK_S = 6 * 3600;
  private static final int DRAWS = 2000;

  static BlockBootstrap of(List<NowcastLosses.Row> rows, List<NowcastLosses.Row> others) {
    if (rows.size() != others.size()) {
      throw new IllegalStateException(rows.size() + " rows beside " + others.size());
    }
    TreeMap<Long, double[]> sums = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).issued() != others.get(i).issued()) {
        throw new IllegalStateException("rows of different minutes");
      }
      double[] sum = sums.computeIfAbsent(rows.get(i).issued() / BLOCK_S, k -> new double[2]);
      sum[0] += rows.get(i).pinball();
      sum[1] += others.get(i).pinball();
    }
    List<double[]> blocks = new ArrayList<>(sums.values());
    SplittableRandom random = new SplittableRandom(1);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double loss = 0;
      double other = 0;
      for (int i = 0; i < blocks.size(); i++) {
        double[] block = blocks.get(random.nextInt(blocks.size()));
        loss += block[0];
        other += block[1];
      }
      drawn[draw] = loss / other - 1;
    }
    Arrays.sort(drawn);
    double loss = blocks.stream().mapToDouble(b -> b[0]).sum();
    double other = blocks.stream().mapToDouble(b -> b[1]).sum();
    return new BlockBootstrap(loss / other - 1, drawn[DRAWS / 40], drawn[DRAWS - DRAWS / 40 - 1]);
  }

  @Override
  public String toString() {
    return "%+6.1f %% [%+.1f %+.1f]".formatted(100 * difference, 100 * low, 100 * high);
  }
}
