package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.graded.GradedNetwork;
import io.spikewatt.inference.graded.GradedState;
import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.train.QuantileRows;
import java.util.Arrays;

/**
 * Fits the blend's start: weights with the least pinball loss on the last tenth of the rows, drawn
 * halfway to an even share of network and trees, and the factors that the blend's band needs there.
 * The fewer rows, the nearer the factors are to 1.
 */
final class BlendFit {
  /** Weights are chosen in these parts. */
  private static final int PARTS = 10;

  private static final double LEAST = 0.02;

  /** Rows of validation at which half of a factor above 1 is believed, and of one below. */
  private static final double HALF_TRUST_WIDER = 300;

  private static final double HALF_TRUST_NARROWER = 6000;

  /** Share of outcomes that one side of the band leaves inside. */
  private static final double WITHIN = 0.9;

  private static final double GREATEST_FACTOR = 2.5;

  /** Of the features: mean of 15 minutes, and deviation of 60. */
  private static final int MEAN_15 = 8;

  private static final int DEVIATION_60 = 17;

  private final QuantileRows rows;
  private final int first;

  /** Members × rows of validation × outputs. */
  private final float[][] said;

  BlendFit(QuantileRows rows, Standardiser standardiser, NowcastModel.LearntMembers members) {
    this.rows = rows;
    first = rows.learnt();
    said = new float[NowcastModel.MEMBERS][(rows.count() - first) * NowcastWindows.OUTPUTS];
    persistence(standardiser);
    learnt(members);
  }

  private void persistence(Standardiser standardiser) {
    double[][] error = new double[PersistenceMembers.MEMBERS][NowcastWindows.COUNT];
    for (int pass = 0; pass < 2; pass++) {
      double[] known = new double[NowcastWindows.COUNT];
      for (int row = first; row < rows.count(); row++) {
        double last = raw(standardiser, row, 0);
        double mean = raw(standardiser, row, MEAN_15) - last;
        double deviation = raw(standardiser, row, DEVIATION_60);
        for (int w = 0; w < NowcastWindows.COUNT; w++) {
          float actual = actual(row, w);
          for (int k = 0; k < PersistenceMembers.MEMBERS; k++) {
            double at = k == PersistenceMembers.LAST ? 0 : mean;
            if (pass == 0 && !Double.isNaN(actual)) {
              error[k][w] += Math.abs(actual - at);
            } else if (pass == 1) {
              double band = PersistenceMembers.BAND * (error[k][w] + deviation) / 2;
              write(k, row, w, at - band, at, at + band);
            }
          }
          known[w] += !Double.isNaN(actual) ? 1 : 0;
        }
      }
      for (int w = 0; pass == 0 && w < NowcastWindows.COUNT; w++) {
        error[PersistenceMembers.LAST][w] /= Math.max(1, known[w]);
        error[PersistenceMembers.MEAN][w] /= Math.max(1, known[w]);
      }
    }
  }

  private void write(int member, int row, int window, double low, double middle, double high) {
    int at = place(row, window);
    said[member][at + NowcastWindows.P10] = (float) low;
    said[member][at + NowcastWindows.P50] = (float) middle;
    said[member][at + NowcastWindows.P90] = (float) high;
    said[member][at + NowcastWindows.MEAN] = (float) middle;
  }

  private double raw(Standardiser standardiser, int row, int feature) {
    double value = rows.x()[row * rows.features() + feature];
    return value * standardiser.deviation()[feature] + standardiser.mean()[feature];
  }

  private void learnt(NowcastModel.LearntMembers members) {
    GradedNetwork network = new GradedNetwork(members.network(), members.threshold());
    GradedState state = network.newState();
    int[] onGrid = new int[rows.features()];
    for (int row = first; row < rows.count(); row++) {
      int at = row * rows.features();
      network.step(state, rows.x(), at);
      for (int f = 0; f < onGrid.length; f++) {
        onGrid[f] = InputGrid.ofNear(rows.x()[at + f]);
      }
      float[] output = state.output();
      System.arraycopy(
          output, 0, said[NowcastModel.NETWORK], place(row, 0), NowcastWindows.OUTPUTS);
      for (int w = 0; w < NowcastWindows.COUNT; w++) {
        members.trees().get(w).predict(onGrid, said[NowcastModel.TREES], place(row, w));
      }
    }
  }

  private float actual(int row, int window) {
    return rows.y()[row * NowcastWindows.COUNT + window];
  }

  private int place(int row, int window) {
    return (row - first) * NowcastWindows.OUTPUTS + window * NowcastWindows.VALUES;
  }

  NowcastModel.BlendStart start() {
    double[][] weights = new double[NowcastWindows.COUNT][];
    double[][] factors = new double[NowcastWindows.COUNT][];
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      weights[w] = weights(w);
      factors[w] = factors(w, weights[w]);
    }
    return new NowcastModel.BlendStart(weights, factors);
  }

  private double[] weights(int window) {
    double[] best = {0, 0, 0.5, 0.5};
    double least = loss(window, best);
    for (int net = 0; net <= PARTS; net++) {
      for (int trees = 0; net + trees <= PARTS; trees++) {
        for (int mean = 0; net + trees + mean <= PARTS; mean++) {
          double[] tried = {
            (double) (PARTS - net - trees - mean) / PARTS,
            (double) mean / PARTS,
            (double) net / PARTS,
            (double) trees / PARTS
          };
          double loss = loss(window, tried);
          if (loss < least) {
            least = loss;
            best = tried;
          }
        }
      }
    }
    double sum = 0;
    for (int k = 0; k < best.length; k++) {
      best[k] = Math.max(LEAST, (best[k] + (k < PersistenceMembers.MEMBERS ? 0 : 0.5)) / 2);
      sum += best[k];
    }
    for (int k = 0; k < best.length; k++) {
      best[k] /= sum;
    }
    return best;
  }

  private double loss(int window, double[] weights) {
    float[] blend = new float[NowcastWindows.VALUES];
    double sum = 0;
    for (int row = first; row < rows.count(); row++) {
      float actual = actual(row, window);
      if (Double.isNaN(actual)) {
        continue;
      }
      blend(row, window, weights, blend);
      double lost = 0;
      for (int v = 0; v <= NowcastWindows.P90; v++) {
        lost += Score.pinball(QuantileRows.quantile(v), actual - blend[v]);
      }
      sum += lost * rows.weight()[row * NowcastWindows.COUNT + window];
    }
    return sum;
  }

  private void blend(int row, int window, double[] weights, float[] to) {
    int at = place(row, window);
    for (int v = 0; v < to.length; v++) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * said[k][at + v];
      }
      to[v] = (float) sum;
    }
  }

  private double[] factors(int window, double[] weights) {
    float[] blend = new float[NowcastWindows.VALUES];
    double[] below = new double[rows.count() - first];
    double[] above = new double[below.length];
    int count = 0;
    for (int row = first; row < rows.count(); row++) {
      float actual = actual(row, window);
      if (!Double.isNaN(actual)) {
        blend(row, window, weights, blend);
        float median = blend[NowcastWindows.P50];
        below[count] = (median - actual) / Math.max(1e-4, median - blend[NowcastWindows.P10]);
        above[count] = (actual - median) / Math.max(1e-4, blend[NowcastWindows.P90] - median);
        count++;
      }
    }
    // Conformal prediction's margin for a sample of few outcomes; overlapping ones count once.
    double independent = Math.max(10, (double) count / NowcastWindows.minutes(window));
    double level = Math.min(0.95, WITHIN * (independent + 1) / independent);
    return new double[] {logFactor(below, count, level), logFactor(above, count, level)};
  }

  private static double logFactor(double[] ratios, int count, double level) {
    if (count == 0) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(ratios, count);
    Arrays.sort(sorted);
    double factor = Math.clamp(sorted[(int) (level * count)], 1 / GREATEST_FACTOR, GREATEST_FACTOR);
    // A few days of small errors do not justify a narrow band; days of large errors do a wide one.
    double half = factor < 1 ? HALF_TRUST_NARROWER : HALF_TRUST_WIDER;
    return count / (count + half) * Math.log(factor);
  }
}
