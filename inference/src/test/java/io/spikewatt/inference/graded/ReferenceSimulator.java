package io.spikewatt.inference.graded;

import java.util.ArrayList;
import java.util.List;

/**
 * Graded spikes by their definition and in no hurry: units are objects, every receiver adds up all
 * that its senders have ever sent anew in each step, in exact integers. Shares nothing with {@link
 * GradedNetwork} but the quantised weights.
 */
final class ReferenceSimulator {

  /** A unit that sends. */
  private static final class Unit {
    final float threshold;
    float activation;
    long sent;

    Unit(float threshold) {
      this.threshold = threshold;
    }

    /** Moves what was sent to within a threshold of the activation; the message. */
    long send() {
      long message = (long) (activation * (1 / threshold) - sent);
      sent += message;
      return message;
    }
  }

  private final QuantisedGradedWeights weights;
  private final GradedTopology shape;
  private final float threshold;
  private final List<Unit> inputs = new ArrayList<>();
  private final List<Unit> first = new ArrayList<>();
  private final List<Unit> second = new ArrayList<>();
  long sends;
  long operations;
  long idleSteps;

  ReferenceSimulator(QuantisedGradedWeights weights, float threshold) {
    this.weights = weights;
    this.threshold = threshold;
    shape = weights.topology();
    for (int s = 0; s < shape.senders(); s++) {
      List<Unit> layer =
          s < shape.inputs() ? inputs : s < shape.inputs() + shape.first() ? first : second;
      layer.add(new Unit(threshold * weights.deviation(s)));
    }
  }

  float[] step(float[] x) {
    long before = sends;
    for (int i = 0; i < x.length; i++) {
      inputs.get(i).activation = x[i];
    }
    exchange(inputs, 0, 3);
    for (int j = 0; j < shape.first(); j++) {
      first.get(j).activation = Math.max(0, weights.bias(j) + gain(j) * received(inputs, 0, j));
    }
    exchange(first, 1, -1);
    for (int j = 0; j < shape.second(); j++) {
      int receiver = shape.first() + j;
      second.get(j).activation =
          Math.max(0, weights.bias(receiver) + gain(receiver) * received(first, 1, j));
    }
    exchange(second, 2, -1);
    idleSteps += sends == before ? 1 : 0;
    float[] y = new float[shape.outputs()];
    for (int o = 0; o < y.length; o++) {
      int receiver = shape.first() + shape.second() + o;
      y[o] =
          weights.bias(receiver)
              + gain(receiver) * received(second, 2, o)
              + gain(receiver + shape.outputs()) * received(inputs, 3, o);
    }
    return y;
  }

  private float gain(int receiver) {
    return weights.scale(receiver) * threshold;
  }

  private void exchange(List<Unit> layer, int matrix, int other) {
    for (int i = 0; i < layer.size(); i++) {
      if (layer.get(i).send() != 0) {
        sends++;
        operations += connections(matrix, i) + (other < 0 ? 0 : connections(other, i));
      }
    }
  }

  private long connections(int matrix, int sender) {
    int receivers = matrix == 0 ? shape.first() : matrix == 1 ? shape.second() : shape.outputs();
    long count = 0;
    for (int j = 0; j < receivers; j++) {
      count += weights.code(matrix, sender, j) == 0 ? 0 : 1;
    }
    return count;
  }

  private long received(List<Unit> senders, int matrix, int receiver) {
    long sum = 0;
    for (int i = 0; i < senders.size(); i++) {
      sum += senders.get(i).sent * weights.code(matrix, i, receiver);
    }
    return sum;
  }
}
