package io.spikewatt.inference.train;

import java.util.Arrays;

/** Convex weights of the stack by exponentiated gradient; mean of the second half of the rounds. */
final class StackWeights {
  private static final int ROUNDS = 300;
  static final int MAX_ROWS = 40_000;

  /** By how much the error may grow for the sake of caution. */
  private static final double TOLERANCE = 0.01;

  private StackWeights() {}

  /** Usable rows: forecasts, members × rows, and outcomes. */
  private record Rows(double[][] members, double[] targets) {}

  /**
   * @param members origins × members × leads, cross-fitted
   * @param targets origins × leads, NaN = not to be used
   * @param from first lead that counts
   * @param to lead after the last
   */
  static double[] fit(
      float[][][] members, float[][] targets, int from, int to, RegressionLoss loss) {
    return fit(rows(members, targets, from, to), loss);
  }

  /**
   * As {@link #fit}, then moved at most half of the way towards {@code prior}, as long as the error
   * hardly grows. Blocks that are forecast with data from both sides do not show how fits drift
   * apart after the last row. Where they hardly separate members, the prior decides.
   *
   * @param prior weights of the members, which sum to 1
   */
  static double[] cautious(
      float[][][] members,
      float[][] targets,
      int from,
      int to,
      RegressionLoss loss,
      double[] prior) {
    Rows rows = rows(members, targets, from, to);
    double[] fitted = fit(rows, loss);
    double most = (1 + TOLERANCE) * error(rows, fitted, loss);
    for (int tenths = 5; tenths > 0; tenths--) {
      double[] mixed = fitted.clone();
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] += tenths / 10.0 * (prior[i] - fitted[i]);
      }
      if (error(rows, mixed, loss) <= most) {
        return mixed;
      }
    }
    return fitted;
  }

  /** Mean absolute or root mean squared error; 0 without rows. */
  private static double error(Rows rows, double[] w, RegressionLoss loss) {
    double sum = 0;
    double[] residual = residuals(rows, w);
    for (double r : residual) {
      sum += loss == RegressionLoss.ABSOLUTE ? Math.abs(r) : r * r;
    }
    double mean = sum / Math.max(1, residual.length);
    return loss == RegressionLoss.ABSOLUTE ? mean : Math.sqrt(mean);
  }

  private static double[] fit(Rows rows, RegressionLoss loss) {
    double[] w = new double[rows.members.length];
    Arrays.fill(w, 1.0 / w.length);
    if (rows.targets.length == 0) {
      return w;
    }
    double[] average = new double[w.length];
    double size = Math.max(1e-6, error(rows, w, RegressionLoss.ABSOLUTE));
    double rate = loss == RegressionLoss.ABSOLUTE ? 3 / size : 1 / (size * size);
    Slope slope = loss == RegressionLoss.ABSOLUTE ? new AbsoluteSlope(rows) : squaredSlope(rows);
    for (int round = 0; round < ROUNDS; round++) {
      step(slope.of(w, round), w, rate / Math.sqrt(1 + round / 60.0));
      for (int i = 0; round >= ROUNDS / 2 && i < w.length; i++) {
        average[i] += w[i] / (ROUNDS - ROUNDS / 2);
      }
    }
    return average;
  }

  /** Growth of the mean loss with each weight. */
  @FunctionalInterface
  private interface Slope {
    double[] of(double[] w, int round);
  }

  /** Slope of the squares, from sums of products, which take one pass over the rows. */
  private static Slope squaredSlope(Rows rows) {
    int count = rows.members.length;
    double[][] products = new double[count][count];
    double[] withTarget = new double[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = meanProduct(rows.members[i], rows.members[j]);
        products[j][i] = products[i][j];
      }
      withTarget[i] = meanProduct(rows.members[i], rows.targets);
    }
    return (w, _) -> {
      double[] slope = new double[count];
      for (int i = 0; i < count; i++) {
        slope[i] = -withTarget[i];
        for (int j = 0; j < count; j++) {
          slope[i] += products[i][j] * w[j];
        }
      }
      return slope;
    };
  }

  private static double meanProduct(double[] a, double[] b) {
    double sum = 0;
    for (int row = 0; row < a.length; row++) {
      sum += a[row] * b[row];
    }
    return sum / a.length;
  }

  /** Slope of absolute errors. Rounds take turns at the rows, each an even part of them. */
  private record AbsoluteSlope(Rows rows) implements Slope {
    private static final int TURNS = 8;

    /** Rows below which every round sees all. */
    private static final int FEW = 8000;

    @Override
    public double[] of(double[] w, int round) {
      int turns = rows.targets.length < FEW ? 1 : TURNS;
      double[] slope = new double[w.length];
      double[][] members = rows.members;
      double[] targets = rows.targets;
      int seen = 0;
      for (int row = round % turns; row < targets.length; row += turns) {
        double residual = -targets[row];
        for (int i = 0; i < w.length; i++) {
          residual += w[i] * members[i][row];
        }
        double sign = Math.signum(residual);
        for (int i = 0; i < w.length; i++) {
          slope[i] += sign * members[i][row];
        }
        seen++;
      }
      for (int i = 0; i < w.length; i++) {
        slope[i] /= seen;
      }
      return slope;
    }
  }

  private static void step(double[] slope, double[] w, double eta) {
    double total = 0;
    for (int i = 0; i < w.length; i++) {
      w[i] *= StrictMath.exp(-eta * slope[i]);
      total += w[i];
    }
    for (int i = 0; i < w.length; i++) {
      w[i] /= total;
    }
  }

  /** Forecast minus target of each row. */
  private static double[] residuals(Rows rows, double[] w) {
    double[] residual = new double[rows.targets.length];
    Arrays.setAll(residual, row -> -rows.targets[row]);
    for (int i = 0; i < w.length; i++) {
      double[] member = rows.members[i];
      double weight = w[i];
      for (int row = 0; row < residual.length; row++) {
        residual[row] += weight * member[row];
      }
    }
    return residual;
  }

  /** The usable rows, evenly thinned out. */
  private static Rows rows(float[][][] members, float[][] targets, int from, int to) {
    int count = members[0].length;
    int usable = 0;
    for (float[] origin : targets) {
      for (int lead = from; lead < to; lead++) {
        usable += Float.isNaN(origin[lead]) ? 0 : 1;
      }
    }
    int every = Math.max(1, (usable + MAX_ROWS - 1) / MAX_ROWS);
    int kept = (usable + every - 1) / every;
    Rows rows = new Rows(new double[count][kept], new double[kept]);
    int seen = 0;
    for (int i = 0; i < targets.length; i++) {
      for (int lead = from; lead < to; lead++) {
        if (!Float.isNaN(targets[i][lead]) && seen++ % every == 0) {
          int row = (seen - 1) / every;
          for (int member = 0; member < count; member++) {
            rows.members[member][row] = members[i][member][lead];
          }
          rows.targets[row] = targets[i][lead];
        }
      }
    }
    return rows;
  }
}
