package io.spikewatt.inference.linear;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Normal equations A'WA and A'Wz of weighted least squares, row by row; upper triangle only. */
public final class NormalEquations {
  /** Rows of one {@link #addBatch}. */
  public static final int BATCH = 4;

  private static final double LEAST_PIVOT = 1e-12;

  private final int columns;
  private final double[][] a;
  private final double[] b;

  public NormalEquations(int columns) {
    this.columns = columns;
    a = new double[columns][columns];
    b = new double[columns];
  }

  /** Adds a row; zero columns cost nothing. */
  public void add(double[] row, double target, double weight) {
    for (int i = 0; i < columns; i++) {
      add(i, row, weight * row[i], target);
    }
  }

  private void add(int column, double[] row, double wx, double target) {
    if (wx != 0) {
      b[column] += wx * target;
      double[] line = a[column];
      for (int j = column; j < columns; j++) {
        line[j] += wx * row[j];
      }
    }
  }

  /**
   * Adds {@link #BATCH} rows: the same to the bit as one after the other, in half the time, because
   * two lines of sums and four rows pass through registers together.
   */
  public void addBatch(double[][] rows, double[] targets, double[] weights) {
    double[] r0 = rows[0];
    double[] r1 = rows[1];
    double[] r2 = rows[2];
    double[] r3 = rows[3];
    int i = 0;
    while (i < columns) {
      double v0 = weights[0] * r0[i];
      double v1 = weights[1] * r1[i];
      double v2 = weights[2] * r2[i];
      double v3 = weights[3] * r3[i];
      boolean dense = v0 != 0 && v1 != 0 && v2 != 0 && v3 != 0;
      if (dense && i + 1 < columns) {
        double w0 = weights[0] * r0[i + 1];
        double w1 = weights[1] * r1[i + 1];
        double w2 = weights[2] * r2[i + 1];
        double w3 = weights[3] * r3[i + 1];
        b[i] = b[i] + v0 * targets[0] + v1 * targets[1] + v2 * targets[2] + v3 * targets[3];
        b[i + 1] = b[i + 1] + w0 * targets[0] + w1 * targets[1] + w2 * targets[2] + w3 * targets[3];
        double[] one = a[i];
        double[] other = a[i + 1];
        // Also writes one sum below the diagonal, which nothing reads.
        for (int j = i; j < columns; j++) {
          double x0 = r0[j];
          double x1 = r1[j];
          double x2 = r2[j];
          double x3 = r3[j];
          one[j] = one[j] + v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3;
          other[j] = other[j] + w0 * x0 + w1 * x1 + w2 * x2 + w3 * x3;
        }
        i += 2;
      } else {
        add(i, r0, v0, targets[0]);
        add(i, r1, v1, targets[1]);
        add(i, r2, v2, targets[2]);
        add(i, r3, v3, targets[3]);
        i++;
      }
    }
  }

  /** Adds {@code factor} times another's sums: 1 to pool, -1 to leave out, below 1 to forget. */
  public void add(NormalEquations other, double factor) {
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        a[i][j] += factor * other.a[i][j];
      }
    }
    for (int i = 0; i < b.length; i++) {
      b[i] += factor * other.b[i];
    }
  }

  /** Lets old rows count less. */
  public void fade(double factor) {
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        a[i][j] *= factor;
      }
    }
    for (int i = 0; i < b.length; i++) {
      b[i] *= factor;
    }
  }

  /** Number of sums of so many columns. */
  public static int stateLength(int columns) {
    return columns * (columns + 1) / 2 + columns;
  }

  /** The sums, to be kept. */
  public double[] state() {
    double[] state = new double[stateLength(columns)];
    int next = 0;
    for (int i = 0; i < columns; i++) {
      System.arraycopy(a[i], i, state, next, columns - i);
      next += columns - i;
    }
    System.arraycopy(b, 0, state, next, columns);
    return state;
  }

  /** Continues from kept sums. */
  public void read(DoubleBuffer from) {
    for (int i = 0; i < columns; i++) {
      from.get(a[i], i, columns - i);
    }
    from.get(b);
  }

  /**
   * Ridge solution (A'WA + lambda I)^-1 A'Wz by Cholesky decomposition.
   *
   * @param lambda penalty of every column but {@code constant}, above 0
   * @param constant column without a penalty; -1 = none
   */
  public double[] solve(double lambda, int constant) {
    double[] penalties = new double[columns];
    // A trace of penalty keeps the constant solvable when there is not one row.
    Arrays.setAll(penalties, i -> i == constant ? 1e-6 : lambda);
    return solve(penalties);
  }

  /** As above, with a penalty of {@code lambda} times the sum of squares of each column. */
  public double[] solveRelative(double lambda) {
    double[] penalties = new double[columns];
    // A column that was always 0 gets no weight.
    Arrays.setAll(penalties, i -> a[i][i] > 0 ? lambda * a[i][i] : 1);
    return solve(penalties);
  }

  private double[] solve(double[] penalties) {
    double[][] penalised = new double[columns][];
    for (int i = 0; i < columns; i++) {
      penalised[i] = a[i].clone();
      penalised[i][i] += penalties[i];
    }
    return CholeskyFactor.of(penalised, LEAST_PIVOT).solve(b);
  }
}
