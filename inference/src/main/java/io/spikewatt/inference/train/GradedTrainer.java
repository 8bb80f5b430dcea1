package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Trains a network of graded spikes as the rectified network that it executes: pinball loss of
 * three quantiles and squared error of the mean, a window each, by AdamW. In the last part senders
 * get noise as their threshold will make it. The snapshot with the least loss on the last tenth of
 * the rows wins. The same seed gives the same weights to the last bit.
 */
public final class GradedTrainer {
  private static final double PEAK_RATE = 5e-3;
  private static final double NOISE_RATE = 6e-4;
  private static final double DECAY = 0.01;

  /** Share of the steps that are taken with noise. */
  private static final double NOISY = 0.2;

  private static final int SNAPSHOTS = 24;

  private final QuantileRows rows;
  private final GradedTopology shape;
  private final int batch;
  private final int steps;
  private final float[] w;
  private final GradedWeights weights;
  private final DenseNetwork network;
  private final GradedGradient gradient;
  private final float[] output;
  private final SplittableRandom random;

  /** Units of each hidden layer, the threshold in standard deviations, and batches in all. */
  public GradedTrainer(
      QuantileRows rows, int hidden, float threshold, int batch, int steps, long seed) {
    this.rows = rows;
    this.batch = batch;
    this.steps = steps;
    shape =
        new GradedTopology(rows.features(), hidden, hidden, rows.windows() * GradedGradient.VALUES);
    random = new SplittableRandom(seed);
    weights = GradedWeights.initial(shape, random);
    w = weights.values();
    network = new DenseNetwork(weights);
    gradient = new GradedGradient(rows, weights, threshold, random);
    output = new float[shape.outputs()];
  }

  /** The network where it did best, quantised; to be thrown away if {@code cancelled}. */
  public QuantisedGradedWeights train(BooleanSupplier cancelled) {
    AdamW adam = new AdamW(w.length, DECAY);
    float[] deviation = new float[shape.senders()];
    float[] best = w.clone();
    double least = Double.POSITIVE_INFINITY;
    int quiet = (int) (steps * (1 - NOISY));
    boolean noisy = false;
    for (int step = 0; step < steps && !cancelled.getAsBoolean(); step++) {
      if (step == quiet) {
        // Noise goes on from the best of the quiet part, else a late start overfits.
        System.arraycopy(best, 0, w, 0, w.length);
        deviation = SenderDeviations.of(rows, weights);
        noisy = true;
        least = Double.POSITIVE_INFINITY;
      }
      gradient.clear();
      for (int i = 0; i < batch; i++) {
        gradient.add(random.nextInt(rows.learnt()), noisy ? deviation : null);
      }
      adam.step(
          w,
          gradient.mean(batch),
          noisy ? NOISE_RATE : AdamW.oneCycle(PEAK_RATE, (double) step / quiet));
      if ((step + 1) * SNAPSHOTS / steps > step * SNAPSHOTS / steps) {
        double loss = validationLoss();
        if (loss < least) {
          least = loss;
          System.arraycopy(w, 0, best, 0, w.length);
        }
      }
    }
    System.arraycopy(best, 0, w, 0, w.length);
    return QuantisedGradedWeights.of(weights, SenderDeviations.of(rows, weights));
  }

  /** The float network after training. */
  public GradedWeights weights() {
    return weights;
  }

  private double validationLoss() {
    double sum = 0;
    int count = 0;
    for (int row = rows.learnt(); row < rows.count(); row++) {
      network.step(rows.x(), row * shape.inputs(), output);
      for (int window = 0; window < rows.windows(); window++) {
        double loss = rows.loss(row, window, output, window * GradedGradient.VALUES);
        if (!Double.isNaN(loss)) {
          sum += loss;
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
