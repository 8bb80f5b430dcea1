package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.Design;
import io.spikewatt.inference.linear.LinearBank;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Fits the models of a design one after the other, so that memory is bounded by the rows of one
 * model. The origins are cut into contiguous blocks whose normal equations are kept apart: the sum
 * without a block forecasts that block, which gives honest residuals for whatever is fitted on top.
 */
final class LinearTrainer {
  static final int BLOCKS = 5;
  private static final int ROUNDS = 3;

  /** Residuals below this share of the scale count alike, or the re-weighting would not settle. */
  private static final double SMALL = 0.03;

  private final List<OriginRows> origins;
  private final Design design;
  private final BooleanSupplier cancelled;

  LinearTrainer(List<OriginRows> origins, Design design, BooleanSupplier cancelled) {
    this.origins = origins;
    this.design = design;
    this.cancelled = cancelled;
  }

  /**
   * Fits every model; when cancelled, the rest stays zero and the outcome must be thrown away.
   *
   * @param crossFit whether the honest residuals are wanted; without, that array is empty
   */
  LinearFit fit(Loss loss, double lambda, boolean crossFit) {
    float[][] weights = new float[design.models()][design.columns()];
    float[][] honest = new float[crossFit ? origins.size() : 0][];
    for (int i = 0; i < honest.length; i++) {
      honest[i] = new float[origins.get(i).leads()];
    }
    for (int model = 0; model < weights.length && !cancelled.getAsBoolean(); model++) {
      Rows rows = new Rows(model);
      weights[model] = rows.fit(loss, lambda, honest);
    }
    return new LinearFit(new LinearBank(weights), honest);
  }

  /** The rows of one model. */
  private final class Rows {
    private final int columns = design.columns();
    private final int[] origin;
    private final int[] lead;
    private final double[] x;
    private final double[] z;
    private final double[] weight;

    Rows(int model) {
      int count = 0;
      for (OriginRows rows : origins) {
        for (int h = 0; h < rows.leads(); h++) {
          count += design.model(rows, h) == model ? 1 : 0;
        }
      }
      origin = new int[count];
      lead = new int[count];
      x = new double[count * columns];
      z = new double[count];
      weight = new double[count];
      double[] row = new double[columns];
      int next = 0;
      for (int i = 0; i < origins.size(); i++) {
        OriginRows rows = origins.get(i);
        for (int h = 0; h < rows.leads(); h++) {
          if (design.model(rows, h) == model) {
            design.fill(rows, h, row);
            System.arraycopy(row, 0, x, next * columns, columns);
            origin[next] = i;
            lead[next] = h;
            z[next] = rows.target()[h];
            weight[next] = Double.isNaN(z[next]) ? 0 : 1;
            next++;
          }
        }
      }
    }

    float[] fit(Loss loss, double lambda, float[][] honest) {
      Gram[] blocks = grams();
      double[] solution = sum(blocks).solve(lambda, design.constant());
      for (int round = 0; loss == Loss.ABSOLUTE && round < ROUNDS; round++) {
        reweigh(solution);
        blocks = grams();
        solution = sum(blocks).solve(lambda, design.constant());
      }
      if (honest.length > 0) {
        crossFit(blocks, lambda, honest);
      }
      float[] weights = new float[columns];
      for (int i = 0; i < columns; i++) {
        weights[i] = (float) solution[i];
      }
      return weights;
    }

    private int block(int row) {
      return origin[row] * BLOCKS / origins.size();
    }

    private Gram[] grams() {
      Gram[] blocks = new Gram[BLOCKS];
      for (int b = 0; b < BLOCKS; b++) {
        blocks[b] = new Gram(columns);
      }
      for (int row = 0; row < z.length; row++) {
        if (weight[row] > 0) {
          blocks[block(row)].add(x, row * columns, z[row], weight[row]);
        }
      }
      return blocks;
    }

    private Gram sum(Gram[] blocks) {
      Gram sum = new Gram(columns);
      for (Gram block : blocks) {
        sum.add(block, 1);
      }
      return sum;
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

    private void crossFit(Gram[] blocks, double lambda, float[][] honest) {
      Gram all = sum(blocks);
      double[][] without = new double[BLOCKS][];
      for (int b = 0; b < BLOCKS; b++) {
        all.add(blocks[b], -1);
        without[b] = all.solve(lambda, design.constant());
        all.add(blocks[b], 1);
      }
      for (int row = 0; row < z.length; row++) {
        honest[origin[row]][lead[row]] = (float) predict(without[block(row)], row);
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
