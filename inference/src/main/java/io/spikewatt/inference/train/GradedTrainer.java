package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network of graded spikes as the rectified network that it executes: pinball loss of
 * three quantiles and squared error of the mean, a window each, by AdamW. In the last part senders
 * get noise as their threshold will make it. The snapshot with the least loss on the last tenth of
 * the rows wins. The same seed gives the same weights to the last bit.
 */
public final class GradedTrainer {
  private static final int VALUES = 4;

  /** Weight of the mean's squared error beside the quantiles' losses, and its bound. */
  private static final float SQUARED = 0.3f;

  private static final float GREATEST_GRADIENT = 2;
  private static final double PEAK_RATE = 5e-3;
  private static final double NOISE_RATE = 6e-4;
  private static final double DECAY = 0.01;

  /** Half width of the noise, in thresholds. */
  private static final double NOISE = 0.7;

  /** Share of the steps that are taken with noise. */
  private static final double NOISY = 0.2;

  private static final int SNAPSHOTS = 24;

  private final QuantileRows rows;
  private final GradedTopology shape;
  private final float threshold;
  private final int batch;
  private final int steps;
  private final float[] w;
  private final GradedWeights weights;
  private final DenseNetwork network;
  private final float[] gradient;
  private final float[] input;
  private final float[] first;
  private final float[] second;
  private final float[] output;
  private final float[] outputGradient;
  private final float[] secondGradient;
  private final float[] firstGradient;
  private final SplittableRandom random;

  /**
   * @param hidden units of each hidden layer
   * @param threshold that the network will run with, in standard deviations
   * @param steps batches in all
   */
  public GradedTrainer(
      QuantileRows rows, int hidden, float threshold, int batch, int steps, long seed) {
    this.rows = rows;
    this.threshold = threshold;
    this.batch = batch;
    this.steps = steps;
    shape = new GradedTopology(rows.features(), hidden, hidden, rows.windows() * VALUES);
    random = new SplittableRandom(seed);
    weights = GradedWeights.initial(shape, random);
    w = weights.values();
    network = new DenseNetwork(weights);
    gradient = new float[w.length];
    input = new float[shape.inputs()];
    first = new float[shape.first()];
    second = new float[shape.second()];
    output = new float[shape.outputs()];
    outputGradient = new float[shape.outputs()];
    secondGradient = new float[shape.second()];
    firstGradient = new float[shape.first()];
  }

  /**
   * The network as it was where it did best, quantised.
   *
   * @param cancelled ends the training early; the result must then be thrown away
   */
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
        deviation = deviations();
        noisy = true;
        least = Double.POSITIVE_INFINITY;
      }
      Arrays.fill(gradient, 0);
      for (int i = 0; i < batch; i++) {
        learn(random.nextInt(rows.learnt()), noisy ? deviation : null);
      }
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= batch;
      }
      adam.step(w, gradient, noisy ? NOISE_RATE : AdamW.oneCycle(PEAK_RATE, (double) step / quiet));
      if ((step + 1) * SNAPSHOTS / steps > step * SNAPSHOTS / steps) {
        double loss = validationLoss();
        if (loss < least) {
          least = loss;
          System.arraycopy(w, 0, best, 0, w.length);
        }
      }
    }
    System.arraycopy(best, 0, w, 0, w.length);
    return QuantisedGradedWeights.of(weights, deviations());
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
        double loss = rows.loss(row, window, output, window * VALUES);
        if (!Double.isNaN(loss)) {
          sum += loss;
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Deviations of the activity of all senders; inputs are standardised. */
  private float[] deviations() {
    double[] sum = new double[shape.senders()];
    double[] squares = new double[sum.length];
    int every = Math.max(1, rows.learnt() / 4000);
    int count = 0;
    for (int row = 0; row < rows.learnt(); row += every) {
      network.step(rows.x(), row * shape.inputs(), output);
      for (int j = 0; j < first.length; j++) {
        int s = shape.inputs() + j;
        sum[s] += network.first()[j];
        squares[s] += (double) network.first()[j] * network.first()[j];
      }
      for (int j = 0; j < second.length; j++) {
        int s = shape.inputs() + first.length + j;
        sum[s] += network.second()[j];
        squares[s] += (double) network.second()[j] * network.second()[j];
      }
      count++;
    }
    float[] deviation = new float[sum.length];
    Arrays.fill(deviation, 0, shape.inputs(), 1);
    for (int s = shape.inputs(); s < deviation.length; s++) {
      double mean = sum[s] / count;
      deviation[s] = (float) Math.sqrt(Math.max(0, squares[s] / count - mean * mean));
    }
    return deviation;
  }

  private void learn(int row, float @Nullable [] noise) {
    System.arraycopy(rows.x(), row * shape.inputs(), input, 0, input.length);
    if (noise != null) {
      disturb(input, noise, 0);
    }
    receive(input, 0, shape.firstBias(), first);
    rectify(first, noise, shape.inputs());
    receive(first, shape.secondMatrix(), shape.secondBias(), second);
    rectify(second, noise, shape.inputs() + first.length);
    receive(second, shape.outputMatrix(), shape.outputBias(), output);
    add(input, shape.skip(), output);
    outputGradients(row);
    backward();
  }

  private void disturb(float[] units, float[] noise, int sender) {
    for (int i = 0; i < units.length; i++) {
      double width = NOISE * threshold * noise[sender + i];
      units[i] += (float) (width * (2 * random.nextDouble() - 1));
    }
  }

  private void rectify(float[] units, float @Nullable [] noise, int sender) {
    for (int i = 0; i < units.length; i++) {
      if (units[i] <= 0) {
        units[i] = 0;
      } else if (noise != null) {
        double width = NOISE * threshold * noise[sender + i];
        units[i] = Math.max(1e-9f, units[i] + (float) (width * (2 * random.nextDouble() - 1)));
      }
    }
  }

  private void receive(float[] from, int matrix, int bias, float[] to) {
    System.arraycopy(w, bias, to, 0, to.length);
    add(from, matrix, to);
  }

  private void add(float[] from, int matrix, float[] to) {
    for (int i = 0; i < from.length; i++) {
      float value = from[i];
      if (value != 0) {
        int row = matrix + i * to.length;
        for (int j = 0; j < to.length; j++) {
          to[j] += value * w[row + j];
        }
      }
    }
  }

  private void outputGradients(int row) {
    for (int window = 0; window < rows.windows(); window++) {
      float actual = rows.y()[row * rows.windows() + window];
      float weight = rows.weight()[row * rows.windows() + window];
      int at = window * VALUES;
      boolean known = !Double.isNaN(actual);
      for (int v = 0; v < VALUES - 1; v++) {
        float q = QuantileRows.quantile(v);
        outputGradient[at + v] = !known ? 0 : weight * (actual < output[at + v] ? 1 - q : -q);
      }
      int mean = at + VALUES - 1;
      outputGradient[mean] =
          !known
              ? 0
              : weight
                  * Math.clamp(
                      SQUARED * (output[mean] - actual), -GREATEST_GRADIENT, GREATEST_GRADIENT);
    }
  }

  private void backward() {
    bias(shape.outputBias(), outputGradient);
    outer(input, shape.skip(), outputGradient);
    outer(second, shape.outputMatrix(), outputGradient);
    send(second, shape.outputMatrix(), outputGradient, secondGradient);
    bias(shape.secondBias(), secondGradient);
    outer(first, shape.secondMatrix(), secondGradient);
    send(first, shape.secondMatrix(), secondGradient, firstGradient);
    bias(shape.firstBias(), firstGradient);
    outer(input, 0, firstGradient);
  }

  private void bias(int at, float[] receivers) {
    for (int j = 0; j < receivers.length; j++) {
      gradient[at + j] += receivers[j];
    }
  }

  private void outer(float[] senders, int matrix, float[] receivers) {
    for (int i = 0; i < senders.length; i++) {
      float value = senders[i];
      if (value != 0) {
        int row = matrix + i * receivers.length;
        for (int j = 0; j < receivers.length; j++) {
          gradient[row + j] += value * receivers[j];
        }
      }
    }
  }

  /** Gradients of senders that are not cut off, in four sums that the processor overlaps. */
  private void send(float[] senders, int matrix, float[] receivers, float[] to) {
    for (int i = 0; i < senders.length; i++) {
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      if (senders[i] > 0) {
        int row = matrix + i * receivers.length;
        for (int j = 0; j < receivers.length; j += 4) {
          a += receivers[j] * w[row + j];
          b += receivers[j + 1] * w[row + j + 1];
          c += receivers[j + 2] * w[row + j + 2];
          d += receivers[j + 3] * w[row + j + 3];
        }
      }
      to[i] = a + b + (c + d);
    }
  }
}
