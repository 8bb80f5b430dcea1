package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * A linear program of stages that follow each other, solved by Mehrotra's interior point method
 * (SIAM J. Optim. 2, 1992). Each stage has {@link #LOCAL} rows of its own and a row for each state;
 * a state of one stage reaches into the next only, so that the normal equations are a chain of
 * small blocks. A few shared columns reach into a local row of many stages. All columns are at
 * least 0. Reused; equal programs give equal results.
 */
public final class StagedProgram {

  /** Rows of a stage beside its states'. */
  static final int LOCAL = 2;

  /** Most shared columns. */
  static final int SHARED = 2;

  private static final int MOST_ITERATIONS = 60;

  /** Distance from the boundary at which an iteration stops, as a share of the step to it. */
  private static final double STEP = 0.995;

  /** Gap between the program and its dual, as a share of the objective. */
  private static final double GAP = 1e-5;

  /** The same that is still worth having where rounding allows no less. */
  private static final double FAIR_GAP = 1e-3;

  /** Violation of a row from which no iteration comes back, once there was none. */
  private static final double BROKEN = 1e-3;

  /** Largest violation of a row. */
  private static final double VIOLATION = 1e-6;

  /** Keeps the normal equations solvable where many columns are free. */
  private static final double PROXIMAL = 1e-8;

  private static final int REFINEMENTS = 1;

  private final StageChain chain = new StageChain();
  private int stages;
  private int rows;
  private int columns;
  private int shared;

  private double[] rightSide = new double[0];

  /** By column; the shared ones come first. */
  private int[] stage = new int[0];

  private int[] state = stage;
  private double[][] local = new double[LOCAL][0];
  private double[] own = new double[0];
  private double[] next = own;
  private double[] cost = own;
  private double[] upper = own;

  /** By shared column and stage: coefficient in the last local row. */
  private final double[][] sharedBy = new double[SHARED][0];

  private double[] found = own;
  private double[] x = own;
  private double[] w = own;
  private double[] z = own;
  private double[] v = own;
  private double[] theta = own;
  private double[] toZ = own;
  private double[] toV = own;
  private double[] dx = own;
  private double[] dz = own;
  private double[] dv = own;
  private double[] y = own;
  private double[] dy = own;
  private double[] lack = own;
  private double[] asked = own;
  private double[] left = own;
  private double[] moved = own;
  private final double[][] sharedSolved = new double[SHARED][0];
  private final double[][] small = new double[SHARED][SHARED + 1];

  /** Begins a new program without columns; all rows are 0 = 0. */
  void begin(int stageCount, int stateCount) {
    stages = stageCount;
    rows = LOCAL + stateCount;
    chain.begin(stageCount, stateCount);
    columns = 0;
    shared = 0;
    if (rightSide.length < stages * rows) {
      int most = stages * rows;
      rightSide = new double[most];
      y = new double[most];
      dy = new double[most];
      lack = new double[most];
      asked = new double[most];
      left = new double[most];
      Arrays.setAll(sharedSolved, q -> new double[most]);
    }
    if (sharedBy[0].length < stages) {
      Arrays.setAll(sharedBy, q -> new double[stages]);
    }
    Arrays.fill(rightSide, 0);
  }

  /** Adds a shared column without an upper bound, before any other; returns its number. */
  int addShared(double price) {
    int q = shared++;
    Arrays.fill(sharedBy[q], 0, stages, 0);
    column(0, price, Double.POSITIVE_INFINITY);
    return q;
  }

  /** Sets a shared column's coefficient in the last local row of a stage. */
  void share(int q, int at, double coefficient) {
    sharedBy[q][at] = coefficient;
  }

  /** Adds a column to a stage; returns its number. */
  int column(int at, double price, double most) {
    if (columns == cost.length) {
      grow();
    }
    int j = columns++;
    stage[j] = at;
    state[j] = -1;
    for (int r = 0; r < LOCAL; r++) {
      local[r][j] = 0;
    }
    own[j] = 0;
    next[j] = 0;
    cost[j] = price;
    upper[j] = most;
    return j;
  }

  /** Sets a column's coefficient in a local row of its stage. */
  void local(int j, int row, double coefficient) {
    local[row][j] = coefficient;
  }

  /** Sets a column's coefficients in a state's rows of its stage and of the next one. */
  void state(int j, int number, double inOwn, double inNext) {
    state[j] = number;
    own[j] = inOwn;
    next[j] = inNext;
  }

  /** Adds to the right side of a row: local ones first, then the states. */
  void rightSide(int at, int row, double add) {
    rightSide[at * rows + row] += add;
  }

  /** Value of a column after {@link #solve}. */
  double value(int j) {
    return x[j];
  }

  /** Cost of the columns after {@link #solve}. */
  double cost() {
    double sum = 0;
    for (int j = 0; j < columns; j++) {
      sum += cost[j] * x[j];
    }
    return sum;
  }

  private void grow() {
    int most = Math.max(1024, 2 * columns);
    stage = Arrays.copyOf(stage, most);
    state = Arrays.copyOf(state, most);
    for (int r = 0; r < LOCAL; r++) {
      local[r] = Arrays.copyOf(local[r], most);
    }
    own = Arrays.copyOf(own, most);
    next = Arrays.copyOf(next, most);
    cost = Arrays.copyOf(cost, most);
    upper = Arrays.copyOf(upper, most);
    x = new double[most];
    w = new double[most];
    z = new double[most];
    v = new double[most];
    theta = new double[most];
    toZ = new double[most];
    toV = new double[most];
    dx = new double[most];
    dz = new double[most];
    dv = new double[most];
    moved = new double[most];
    found = new double[most];
  }

  /** Finds the columns' values of least cost; whether that succeeded. */
  boolean solve() {
    start();
    double least = Double.POSITIVE_INFINITY;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double violation = lacks();
      double gap = gap();
      if (violation < VIOLATION && gap < least) {
        least = gap;
        System.arraycopy(x, 0, found, 0, columns);
      }
      boolean broken = least < Double.POSITIVE_INFINITY && !(violation < BROKEN);
      if (least < GAP || broken) {
        break;
      }
      double mu = complementarity(0, 0);
      factor();
      target(0, false);
      direction();
      double affine = complementarity(step(x, w, dx), stepDual());
      target(Math.pow(affine / mu, 3) * mu, true);
      direction();
      move(STEP * step(x, w, dx), STEP * stepDual());
    }
    System.arraycopy(found, 0, x, 0, columns);
    return least < FAIR_GAP;
  }

  private void start() {
    double mean = 0;
    for (int j = 0; j < columns; j++) {
      mean += Math.abs(cost[j]) / columns;
    }
    double scale = Math.max(1e-3, mean);
    for (int j = 0; j < columns; j++) {
      boolean bounded = upper[j] < Double.POSITIVE_INFINITY;
      x[j] = bounded ? upper[j] / 2 : 1;
      w[j] = bounded ? upper[j] / 2 : 1;
      z[j] = scale + Math.max(0, cost[j]);
      v[j] = bounded ? scale + Math.max(0, -cost[j]) : 0;
    }
    Arrays.fill(y, 0, stages * rows, 0);
  }

  /** Mean product of columns and their duals after steps of that length. */
  private double complementarity(double primal, double dual) {
    double sum = 0;
    int count = 0;
    for (int j = 0; j < columns; j++) {
      sum += (x[j] + primal * dx[j]) * (z[j] + dual * dz[j]);
      count++;
      if (v[j] > 0) {
        sum += (w[j] - primal * dx[j]) * (v[j] + dual * dv[j]);
        count++;
      }
    }
    return sum / count;
  }

  /** Computes the residual of each row; returns the largest. */
  private double lacks() {
    int all = stages * rows;
    System.arraycopy(rightSide, 0, lack, 0, all);
    addTimes(lack, x, -1);
    double most = 0;
    for (int r = 0; r < all; r++) {
      most = Math.max(most, Math.abs(lack[r]));
    }
    return most;
  }

  /**
   * Cost beyond what the dual proves to be the least, as a share of the cost; infinite where the
   * dual proves nothing.
   */
  private double gap() {
    double primal = 0;
    double dual = 0;
    double worst = 0;
    for (int j = 0; j < columns; j++) {
      primal += cost[j] * x[j];
      dual -= v[j] > 0 ? v[j] * upper[j] : 0;
      worst = Math.max(worst, Math.abs(cost[j] - transposed(j, y) - z[j] + v[j]));
    }
    for (int r = 0; r < stages * rows; r++) {
      dual += rightSide[r] * y[r];
    }
    return worst < VIOLATION
        ? Math.abs(primal - dual) / (1 + Math.abs(primal))
        : Double.POSITIVE_INFINITY;
  }

  /** Product of a column's coefficients and a value, for each row. */
  private double transposed(int j, double[] by) {
    if (j < shared) {
      double sum = 0;
      for (int k = 0; k < stages; k++) {
        sum += sharedBy[j][k] * by[k * rows + LOCAL - 1];
      }
      return sum;
    }
    int at = stage[j] * rows;
    double sum = local[0][j] * by[at] + local[1][j] * by[at + 1];
    if (state[j] >= 0) {
      int r = at + LOCAL + state[j];
      sum += own[j] * by[r] + (next[j] != 0 ? next[j] * by[r + rows] : 0);
    }
    return sum;
  }

  /** Adds times · the rows' sums of coefficient · value. */
  private void addTimes(double[] to, double[] values, double times) {
    for (int q = 0; q < shared; q++) {
      for (int k = 0; k < stages; k++) {
        to[k * rows + LOCAL - 1] += times * sharedBy[q][k] * values[q];
      }
    }
    for (int j = shared; j < columns; j++) {
      int at = stage[j] * rows;
      double value = times * values[j];
      to[at] += local[0][j] * value;
      to[at + 1] += local[1][j] * value;
      if (state[j] >= 0) {
        int r = at + LOCAL + state[j];
        to[r] += own[j] * value;
        if (next[j] != 0) {
          to[r + rows] += next[j] * value;
        }
      }
    }
  }

  /** Sets where the products of columns and duals shall go. */
  private void target(double mu, boolean corrected) {
    for (int j = 0; j < columns; j++) {
      toZ[j] = mu / x[j] - z[j] - (corrected ? dx[j] * dz[j] / x[j] : 0);
      toV[j] = v[j] > 0 ? mu / w[j] - v[j] + (corrected ? dx[j] * dv[j] / w[j] : 0) : 0;
    }
  }

  /** Finds the steps that lead there. */
  private void direction() {
    System.arraycopy(lack, 0, dy, 0, stages * rows);
    for (int j = 0; j < columns; j++) {
      double missing = cost[j] - transposed(j, y) - z[j] + v[j];
      dz[j] = missing - toZ[j] + toV[j];
      dx[j] = theta[j] * dz[j];
    }
    addTimes(dy, dx, 1);
    solve(dy);
    for (int j = 0; j < columns; j++) {
      dx[j] = theta[j] * (transposed(j, dy) - dz[j]);
      dz[j] = toZ[j] - z[j] / x[j] * dx[j];
      dv[j] = v[j] > 0 ? toV[j] + v[j] / w[j] * dx[j] : 0;
    }
  }

  private double step(double[] low, double[] high, double[] by) {
    double most = 1;
    for (int j = 0; j < columns; j++) {
      if (by[j] < 0) {
        most = Math.min(most, -low[j] / by[j]);
      } else if (v[j] > 0 && by[j] > 0) {
        most = Math.min(most, high[j] / by[j]);
      }
    }
    return most;
  }

  private double stepDual() {
    double most = 1;
    for (int j = 0; j < columns; j++) {
      most = dz[j] < 0 ? Math.min(most, -z[j] / dz[j]) : most;
      most = dv[j] < 0 ? Math.min(most, -v[j] / dv[j]) : most;
    }
    return most;
  }

  private void move(double primal, double dual) {
    for (int j = 0; j < columns; j++) {
      x[j] += primal * dx[j];
      w[j] -= v[j] > 0 ? primal * dx[j] : 0;
      z[j] += dual * dz[j];
      v[j] += dual * dv[j];
    }
    for (int r = 0; r < stages * rows; r++) {
      y[r] += dual * dy[r];
    }
  }

  /** Sets up the normal equations and factors their chain of blocks. */
  private void factor() {
    chain.clear();
    for (int j = 0; j < columns; j++) {
      theta[j] = 1 / (z[j] / x[j] + (v[j] > 0 ? v[j] / w[j] : 0) + PROXIMAL);
    }
    for (int j = shared; j < columns; j++) {
      chain.add(stage[j], state[j], theta[j], local[0][j], local[1][j], own[j], next[j]);
    }
    chain.factor();
    for (int q = 0; q < shared; q++) {
      Arrays.fill(sharedSolved[q], 0, stages * rows, 0);
      for (int k = 0; k < stages; k++) {
        sharedSolved[q][k * rows + LOCAL - 1] = sharedBy[q][k];
      }
      System.arraycopy(chain.solve(sharedSolved[q]), 0, sharedSolved[q], 0, stages * rows);
    }
  }

  /** Solves the normal equations in place, then once more for the residual. */
  private void solve(double[] side) {
    int all = stages * rows;
    System.arraycopy(side, 0, asked, 0, all);
    solveShared(side);
    for (int again = 0; again < REFINEMENTS; again++) {
      System.arraycopy(asked, 0, left, 0, all);
      for (int j = 0; j < columns; j++) {
        moved[j] = theta[j] * transposed(j, side);
      }
      addTimes(left, moved, -1);
      solveShared(left);
      for (int r = 0; r < all; r++) {
        side[r] += left[r];
      }
    }
  }

  /** Solves the normal equations, by the formula of Sherman, Morrison and Woodbury. */
  private void solveShared(double[] side) {
    System.arraycopy(chain.solve(side), 0, side, 0, stages * rows);
    if (shared == 0) {
      return;
    }
    for (int p = 0; p < shared; p++) {
      for (int q = 0; q < shared; q++) {
        small[p][q] = transposed(p, sharedSolved[q]) + (p == q ? 1 / theta[p] : 0);
      }
      small[p][SHARED] = transposed(p, side);
    }
    if (shared == 2) {
      double by = small[1][0] / small[0][0];
      small[1][1] -= by * small[0][1];
      small[1][SHARED] -= by * small[0][SHARED];
      small[1][SHARED] /= small[1][1];
      small[0][SHARED] -= small[0][1] * small[1][SHARED];
    }
    small[0][SHARED] /= small[0][0];
    for (int q = 0; q < shared; q++) {
      for (int r = 0; r < stages * rows; r++) {
        side[r] -= sharedSolved[q][r] * small[q][SHARED];
      }
    }
  }
}
