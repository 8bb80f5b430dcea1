package io.spikewatt.inference.linear;

import java.nio.DoubleBuffer;

/**
 * The normal equations of a weighted least-squares problem, A'WA and A'Wz, collected row by row.
 * Only the upper triangle is kept.
 */
public final class NormalEquations {
  private final int columns;
  private final double[] a;
  private final double[] b;

  public NormalEquations(int columns) {
    this.columns = columns;
    a = new double[columns * columns];
    b = new double[columns];
  }

  /** Adds a row found at {@code at} in {@code rows}; zero columns cost nothing. */
  public void add(double[] rows, int at, double target, double weight) {
    for (int i = 0; i < columns; i++) {
      double wx = weight * rows[at + i];
      if (wx != 0) {
        b[i] += wx * target;
        int line = i * columns;
        for (int j = i; j < columns; j++) {
          a[line + j] += wx * rows[at + j];
        }
      }
    }
  }

  /** Adds {@code factor} times another's sums: 1 to pool, -1 to leave out, below 1 to forget. */
  public void add(NormalEquations other, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * other.a[i];
    }
    for (int i = 0; i < b.length; i++) {
      b[i] += factor * other.b[i];
    }
  }

  /** Lets old rows count less. */
  public void fade(double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
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
      System.arraycopy(a, i * columns + i, state, next, columns - i);
      next += columns - i;
    }
    System.arraycopy(b, 0, state, next, columns);
    return state;
  }

  /** Continues from kept sums. */
  public void read(DoubleBuffer from) {
    for (int i = 0; i < columns; i++) {
      from.get(a, i * columns + i, columns - i);
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
    for (int i = 0; i < columns; i++) {
      // A trace of penalty keeps the constant solvable when there is not one row.
      penalties[i] = i == constant ? 1e-6 : lambda;
    }
    return solve(penalties);
  }

  /** As above, with a penalty of {@code lambda} times the sum of squares of each column. */
  public double[] solveRelative(double lambda) {
    double[] penalties = new double[columns];
    for (int i = 0; i < columns; i++) {
      double squares = a[i * columns + i];
      // A column that was always 0 gets no weight.
      penalties[i] = squares > 0 ? lambda * squares : 1;
    }
    return solve(penalties);
  }

  private double[] solve(double[] penalties) {
    double[] l = a.clone();
    for (int i = 0; i < columns; i++) {
      l[i * columns + i] += penalties[i];
    }
    factorise(l);
    double[] x = b.clone();
    for (int i = 0; i < columns; i++) {
      x[i] /= l[i * columns + i];
      for (int j = i + 1; j < columns; j++) {
        x[j] -= l[i * columns + j] * x[i];
      }
    }
    for (int i = columns - 1; i >= 0; i--) {
      double sum = x[i];
      for (int j = i + 1; j < columns; j++) {
        sum -= l[i * columns + j] * x[j];
      }
      x[i] = sum / l[i * columns + i];
    }
    return x;
  }

  /** Overwrites the upper triangle by U with U'U = A; the inner loop runs along rows. */
  private void factorise(double[] u) {
    for (int i = 0; i < columns; i++) {
      int line = i * columns;
      double pivot = Math.sqrt(Math.max(u[line + i], 1e-12));
      u[line + i] = pivot;
      for (int j = i + 1; j < columns; j++) {
        u[line + j] /= pivot;
      }
      for (int row = i + 1; row < columns; row++) {
        double factor = u[line + row];
        if (factor != 0) {
          int to = row * columns;
          for (int j = row; j < columns; j++) {
            u[to + j] -= factor * u[line + j];
          }
        }
      }
    }
  }
}
