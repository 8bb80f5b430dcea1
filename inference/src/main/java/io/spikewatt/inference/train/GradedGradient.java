package io.spikewatt.inference.train;

import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gradient of the loss that a network of graded spikes is trained by: pinball loss of three
 * quantiles and squared error of the mean, a window each. Confined to one thread.
 */
final class GradedGradient {
  /** Outputs a window. */
  static final int VALUES = 4;

  /** Weight of the mean's squared error beside the quantiles' losses, and its bound. */
  private static final float SQUARED = 0.3f;

  private static final float GREATEST_GRADIENT = 2;

  /** Half width of the noise, in thresholds. */
  private static final double NOISE = 0.7;

  private final QuantileRows rows;
  private final GradedTopology shape;
  private final float threshold;
  private final float[] w;
  private final float[] gradient;
  private final float[] input;
  private final float[] first;
  private final float[] second;
  private final float[] output;
  private final float[] outputGradient;
  private final float[] secondGradient;
  private final float[] firstGradient;
  private final SplittableRandom random;

  /** Weights may change between two rows; the threshold is in standard deviations. */
  GradedGradient(
      QuantileRows rows, GradedWeights weights, float threshold, SplittableRandom random) {
    this.rows = rows;
    this.threshold = threshold;
    this.random = random;
    shape = weights.topology();
    w = weights.values();
    gradient = new float[w.length];
    input = new float[shape.inputs()];
    first = new float[shape.first()];
    second = new float[shape.second()];
    output = new float[shape.outputs()];
    outputGradient = new float[shape.outputs()];
    secondGradient = new float[shape.second()];
    firstGradient = new float[shape.first()];
  }

  /** Begins a batch. */
  void clear() {
    Arrays.fill(gradient, 0);
  }

  /** The sum since {@link #clear}, divided; valid until the next row is added. */
  float[] mean(int batch) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= batch;
    }
    return gradient;
  }

  /** Adds a row's gradient, with noise by each sender's deviation unless that is null. */
  void add(int row, float @Nullable [] noise) {
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
