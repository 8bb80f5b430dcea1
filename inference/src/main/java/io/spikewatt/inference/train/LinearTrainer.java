package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearDesign;
import io.spikewatt.inference.linear.NormalEquations;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Fits the models of a design one after the other, so that memory is bounded by the rows of one
 * model. The origins are cut into contiguous blocks whose normal equations are kept apart: the sum
 * without a block forecasts that block, which gives honest residuals for whatever is fitted on top.
 */
record LinearTrainer(OriginSequence sequence, LinearDesign design, BooleanSupplier cancelled) {
  static final int BLOCKS = 5;
  private static final int ROUNDS = 3;

  /**
   * Residuals below this share of the scale get equal weights, or the re-weighting would not
   * converge.
   */
  private static final double SMALL = 0.03;

  /**
   * Fits every model for both losses with each of the loss's penalties. When cancelled, the rest
   * stays zero and the outcome must be thrown away.
   *
   * @param penalties losses × penalties
   * @return one fit a loss and penalty, losses in their order, penalties in theirs
   */
  LinearFit[] fitAll(double[][] penalties) {
    int variants = Arrays.stream(penalties).mapToInt(ofLoss -> ofLoss.length).sum();
    float[][][] weights = new float[variants][design.models()][design.columns()];
    float[][][][] without = new float[variants][BLOCKS][design.models()][design.columns()];
    for (int model = 0; model < design.models() && !cancelled.getAsBoolean(); model++) {
      fit(model, penalties, weights, without);
    }
    LinearFit[] fits = new LinearFit[variants];
    for (int i = 0; i < variants; i++) {
      LinearBank[] banks =
          Arrays.stream(without[i]).map(LinearBank::new).toArray(LinearBank[]::new);
      fits[i] = new LinearFit(new LinearBank(weights[i]), banks);
    }
    return fits;
  }

  /** One model; a method of its own, so that its rows are gone before the next one's are made. */
  private void fit(int model, double[][] penalties, float[][][] weights, float[][][][] without) {
    Rows rows = new Rows(model);
    int variant = 0;
    int next = 0;
    for (RegressionLoss loss : RegressionLoss.values()) {
      double[] ofLoss = penalties[next++];
      NormalEquations[] blocks = rows.weighted(loss, ofLoss[ofLoss.length / 2]);
      NormalEquations all = sum(blocks);
      for (double penalty : ofLoss) {
        weights[variant][model] = solution(all, penalty);
        for (int b = 0; b < BLOCKS; b++) {
          all.add(blocks[b], -1);
          without[variant][b][model] = solution(all, penalty);
          all.add(blocks[b], 1);
        }
        variant++;
      }
    }
  }

  /** The block to which an origin belongs. */
  static int block(int origin, int origins) {
    return origin * BLOCKS / origins;
  }

  private float[] solution(NormalEquations sum, double penalty) {
    double[] solution = sum.solve(penalty, design.constant());
    float[] weights = new float[solution.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) solution[i];
    }
    return weights;
  }

  private NormalEquations sum(NormalEquations[] blocks) {
    NormalEquations sum = new NormalEquations(design.columns());
    for (NormalEquations block : blocks) {
      sum.add(block, 1);
    }
    return sum;
  }

  /** The rows of one model. */
  private final class Rows {
    private final int columns = design.columns();
    private final int[] origin;
    // As floats, which the features are: of an hour's model there are some 30 000 rows.
    private final float[] x;
    private final double[] wide = new double[design.columns()];
    private final double[] z;
    private final double[] weight;

    Rows(int model) {
      int count = 0;
      for (int i = 0; i < sequence.size(); i++) {
        for (int h = 0; h < sequence.leads(); h++) {
          count += design.model(h, sequence.hour(i, h)) == model ? 1 : 0;
        }
      }
      origin = new int[count];
      x = new float[count * columns];
      z = new double[count];
      weight = new double[count];
      int next = 0;
      for (int i = 0; i < sequence.size(); i++) {
        for (int h = 0; h < sequence.leads(); h++) {
          if (design.model(h, sequence.hour(i, h)) == model) {
            OriginRows rows = sequence.slice(i, h, 1);
            design.fill(rows, 0, wide);
            for (int c = 0; c < columns; c++) {
              x[next * columns + c] = (float) wide[c];
            }
            origin[next] = i;
            z[next] = rows.target()[0];
            weight[next] = Double.isNaN(z[next]) ? 0 : 1;
            next++;
          }
        }
      }
    }

    /** The blocks' normal equations, re-weighted until they stand for absolute errors. */
    NormalEquations[] weighted(RegressionLoss loss, double penalty) {
      NormalEquations[] blocks = grams();
      for (int round = 0; loss == RegressionLoss.ABSOLUTE && round < ROUNDS; round++) {
        reweigh(sum(blocks).solve(penalty, design.constant()));
        blocks = grams();
      }
      return blocks;
    }

    private NormalEquations[] grams() {
      NormalEquations[] blocks = new NormalEquations[BLOCKS];
      for (int b = 0; b < BLOCKS; b++) {
        blocks[b] = new NormalEquations(columns);
      }
      for (int i = 0; i < z.length; i++) {
        if (weight[i] > 0) {
          widen(i);
          blocks[block(origin[i], sequence.size())].add(wide, 0, z[i], weight[i]);
        }
      }
      return blocks;
    }

    private void reweigh(double[] solution) {
      double total = 0;
      int count = 0;
      for (int row = 0; row < z.length; row++) {
        if (weight[row] > 0) {
          double residual = Math.abs(z[row] - predict(solution, row));
          weight[row] = 1 / Math.max(residual, SMALL);
          total += weight[row];
          count++;
        }
      }
      for (int row = 0; row < z.length; row++) {
        weight[row] *= count / total;
      }
    }

    private void widen(int i) {
      for (int c = 0; c < columns; c++) {
        wide[c] = x[i * columns + c];
      }
    }

    private double predict(double[] solution, int row) {
      double sum = 0;
      for (int i = 0; i < columns; i++) {
        sum += solution[i] * x[row * columns + i];
      }
      return sum;
    }
  }
}
