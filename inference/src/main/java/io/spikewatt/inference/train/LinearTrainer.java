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

  /** Residuals below this share of the scale get equal weights; else the fit would not converge. */
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
    short[] models = models();
    for (int model = 0; model < design.models() && !cancelled.getAsBoolean(); model++) {
      fit(models, model, penalties, weights, without);
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
  private void fit(
      short[] models, int model, double[][] penalties, float[][][] weights, float[][][][] without) {
    Rows rows = new Rows(models, model);
    int variant = 0;
    int next = 0;
    NormalEquations[] blocks = rows.grams();
    for (RegressionLoss loss : RegressionLoss.values()) {
      double[] ofLoss = penalties[next++];
      if (loss == RegressionLoss.ABSOLUTE) {
        blocks = rows.reweighted(blocks, ofLoss[ofLoss.length / 2]);
      }
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

  /** Model of each lead of each origin, origins in their order. */
  private short[] models() {
    short[] models = new short[sequence.size() * sequence.leads()];
    for (int i = 0; i < sequence.size(); i++) {
      for (int h = 0; h < sequence.leads(); h++) {
        models[i * sequence.leads() + h] = (short) design.model(h, sequence.hour(i, h));
      }
    }
    return models;
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
    private final double[][] wide = new double[NormalEquations.BATCH][design.columns()];
    private final double[] wideTargets = new double[NormalEquations.BATCH];
    private final double[] wideWeights = new double[NormalEquations.BATCH];
    private final double[] z;
    private final double[] weight;

    Rows(short[] models, int model) {
      int count = 0;
      for (short of : models) {
        count += of == model ? 1 : 0;
      }
      origin = new int[count];
      x = new float[count * columns];
      z = new double[count];
      weight = new double[count];
      int next = 0;
      int from = 0;
      while (next < count) {
        if (models[from] != model) {
          from++;
          continue;
        }
        // An hour's leads follow each other; what they share of their origin is made once.
        int i = from / sequence.leads();
        int to = from;
        while (to < (i + 1) * sequence.leads() && models[to] == model) {
          to++;
        }
        add(sequence.slice(i, from % sequence.leads(), to - from), i, next);
        next += to - from;
        from = to;
      }
    }

    private void add(OriginRows rows, int of, int first) {
      for (int k = 0; k < rows.leads(); k++) {
        int row = first + k;
        design.fill(rows, k, wide[0]);
        for (int c = 0; c < columns; c++) {
          x[row * columns + c] = (float) wide[0][c];
        }
        origin[row] = of;
        z[row] = rows.target()[k];
        weight[row] = Double.isNaN(z[row]) ? 0 : 1;
      }
    }

    /** The blocks' normal equations of squared errors, re-weighted to stand for absolute ones. */
    NormalEquations[] reweighted(NormalEquations[] squared, double penalty) {
      NormalEquations[] blocks = squared;
      for (int round = 0; round < ROUNDS; round++) {
        reweigh(sum(blocks).solve(penalty, design.constant()));
        blocks = grams();
      }
      return blocks;
    }

    /** The blocks' normal equations with the present weights. */
    NormalEquations[] grams() {
      NormalEquations[] blocks = new NormalEquations[BLOCKS];
      Arrays.setAll(blocks, b -> new NormalEquations(columns));
      int full = 0;
      int block = 0;
      for (int i = 0; i < z.length; i++) {
        if (weight[i] > 0) {
          int of = block(origin[i], sequence.size());
          if (full == NormalEquations.BATCH || of != block) {
            add(full, blocks[block]);
            full = 0;
            block = of;
          }
          widen(i, wide[full]);
          wideTargets[full] = z[i];
          wideWeights[full++] = weight[i];
        }
      }
      add(full, blocks[block]);
      return blocks;
    }

    /** Adds the first rows of the batch. */
    private void add(int full, NormalEquations to) {
      if (full == NormalEquations.BATCH) {
        to.addBatch(wide, wideTargets, wideWeights);
      } else {
        for (int i = 0; i < full; i++) {
          to.add(wide[i], wideTargets[i], wideWeights[i]);
        }
      }
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

    private void widen(int i, double[] row) {
      for (int c = 0; c < columns; c++) {
        row[c] = x[i * columns + c];
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
