package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Linear equations whose symmetric positive definite matrix is a chain of small blocks: each stage
 * has local rows and a row for each state, and states alone reach into the next stage. Solved by
 * Cholesky's method, block after block. Reused.
 */
final class StageChain {

  private static final double TINY = 1e-30;

  private int stages;
  private int states;
  private int rows;

  /** By stage: the block, and in place its triangular factor. */
  private double[] block = new double[0];

  /** By stage: coupling of its states to those of the next. */
  private double[] couple = block;

  /** By stage: the inverse of its block, as far as states go. */
  private double[] inverse = block;

  private double[] work = block;
  private double[] solution = block;

  /** Makes room for a matrix of that size. */
  void begin(int stageCount, int stateCount) {
    stages = stageCount;
    states = stateCount;
    rows = StagedProgram.LOCAL + states;
    block = roomy(block, stages * rows * rows);
    couple = roomy(couple, stages * states);
    inverse = roomy(inverse, stages * states * states);
    work = roomy(work, rows);
    solution = roomy(solution, stages * rows);
  }

  private static double[] roomy(double[] array, int length) {
    return array.length < length ? new double[length] : array;
  }

  /** Sets the matrix to 0. */
  void clear() {
    Arrays.fill(block, 0, stages * rows * rows, 0);
    Arrays.fill(couple, 0, stages * states, 0);
  }

  /**
   * Adds weight · c · cᵀ for a column c of a program.
   *
   * @param state number of the state that the column changes, −1 = none
   * @param first its coefficient in the stage's first local row
   * @param second the same for the second one
   * @param own its coefficient in the state's row of the stage
   * @param next the same for the stage after it
   */
  void add(
      int stage, int state, double weight, double first, double second, double own, double next) {
    int at = stage * rows * rows;
    block[at] += weight * first * first;
    block[at + rows] += weight * first * second;
    block[at + rows + 1] += weight * second * second;
    if (state >= 0) {
      int s = StagedProgram.LOCAL + state;
      block[at + s * rows] += weight * first * own;
      block[at + s * rows + 1] += weight * second * own;
      block[at + s * rows + s] += weight * own * own;
      if (next != 0) {
        couple[stage * states + state] += weight * own * next;
        block[at + rows * rows + s * rows + s] += weight * next * next;
      }
    }
  }

  /** Factors the matrix, in place. */
  void factor() {
    for (int k = 0; k < stages; k++) {
      if (k > 0) {
        carry(k);
      }
      triangular(k * rows * rows);
      invert(k);
    }
  }

  /** Subtracts the part of a stage's states that stage {@code k − 1} explains from its block. */
  private void carry(int k) {
    int at = k * rows * rows;
    int before = (k - 1) * states;
    for (int i = 0; i < states; i++) {
      for (int j = 0; j <= i; j++) {
        block[at + (StagedProgram.LOCAL + i) * rows + StagedProgram.LOCAL + j] -=
            couple[before + i] * inverse[(before + i) * states + j] * couple[before + j];
      }
    }
  }

  /** Cholesky's factor of a block, in place; a row without coefficients stays out. */
  private void triangular(int at) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = block[at + i * rows + j];
        for (int r = 0; r < j; r++) {
          sum -= block[at + i * rows + r] * block[at + j * rows + r];
        }
        block[at + i * rows + j] =
            i > j ? sum / block[at + j * rows + j] : sum > TINY ? Math.sqrt(sum) : 1 / TINY;
      }
    }
  }

  /** Inverse of a factored block, as far as states go. */
  private void invert(int k) {
    int at = k * rows * rows;
    int to = k * states * states;
    for (int c = 0; c < states; c++) {
      for (int i = 0; i < states; i++) {
        double sum = i == c ? 1 : 0;
        for (int r = c; r < i; r++) {
          sum -=
              block[at + (StagedProgram.LOCAL + i) * rows + StagedProgram.LOCAL + r]
                  * inverse[to + r * states + c];
        }
        inverse[to + i * states + c] =
            i < c
                ? 0
                : sum / block[at + (StagedProgram.LOCAL + i) * rows + StagedProgram.LOCAL + i];
      }
      for (int i = states - 1; i >= 0; i--) {
        double sum = inverse[to + i * states + c];
        for (int r = i + 1; r < states; r++) {
          sum -=
              block[at + (StagedProgram.LOCAL + r) * rows + StagedProgram.LOCAL + i]
                  * inverse[to + r * states + c];
        }
        inverse[to + i * states + c] =
            sum / block[at + (StagedProgram.LOCAL + i) * rows + StagedProgram.LOCAL + i];
      }
    }
  }

  /**
   * Solves the system for a right side.
   *
   * @return the solution by row, until the next call
   */
  double[] solve(double[] rightSide) {
    double[] side = solution;
    System.arraycopy(rightSide, 0, side, 0, stages * rows);
    for (int k = 0; k < stages; k++) {
      int at = k * rows;
      for (int i = 0; i < states && k > 0; i++) {
        int r = at + StagedProgram.LOCAL + i;
        side[r] -= couple[(k - 1) * states + i] * side[r - rows];
      }
      solveBlock(k * rows * rows, side, at);
    }
    for (int k = stages - 2; k >= 0; k--) {
      int at = k * rows;
      Arrays.fill(work, 0, rows, 0);
      for (int i = 0; i < states; i++) {
        work[StagedProgram.LOCAL + i] =
            couple[k * states + i] * side[at + rows + StagedProgram.LOCAL + i];
      }
      solveBlock(k * rows * rows, work, 0);
      for (int r = 0; r < rows; r++) {
        side[at + r] -= work[r];
      }
    }
    return side;
  }

  private void solveBlock(int at, double[] side, int from) {
    for (int i = 0; i < rows; i++) {
      double sum = side[from + i];
      for (int r = 0; r < i; r++) {
        sum -= block[at + i * rows + r] * side[from + r];
      }
      side[from + i] = sum / block[at + i * rows + i];
    }
    for (int i = rows - 1; i >= 0; i--) {
      double sum = side[from + i];
      for (int r = i + 1; r < rows; r++) {
        sum -= block[at + r * rows + i] * side[from + r];
      }
      side[from + i] = sum / block[at + i * rows + i];
    }
  }
}
