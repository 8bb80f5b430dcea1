package io.spikewatt.inference.graded;

/**
 * Shape of a network of two hidden layers of rectified units and a linear skip, and the offset of
 * each part in its flat parameter vector. All matrices have one row a sender, so that a send
 * touches contiguous weights.
 *
 * <p>Order: [inputs][first], bias [first], [first][second], bias [second], [second][outputs], bias
 * [outputs], skip [inputs][outputs].
 *
 * @param inputs numbers a step
 * @param first units of the first hidden layer
 * @param second units of the second
 * @param outputs numbers read out a step
 */
public record GradedTopology(int inputs, int first, int second, int outputs) {

  /** Bound of every layer: 32-bit sums then hold whatever the weights are. */
  public static final int MAX_UNITS = 500;

  public GradedTopology {
    for (int units : new int[] {inputs, first, second, outputs}) {
      if (units < 1 || units > MAX_UNITS) {
        throw new IllegalArgumentException("a layer of " + units + " units");
      }
    }
  }

  public int firstBias() {
    return inputs * first;
  }

  public int secondMatrix() {
    return firstBias() + first;
  }

  public int secondBias() {
    return secondMatrix() + first * second;
  }

  public int outputMatrix() {
    return secondBias() + second;
  }

  public int outputBias() {
    return outputMatrix() + second * outputs;
  }

  public int skip() {
    return outputBias() + outputs;
  }

  /** Number of parameters. */
  public int parameters() {
    return skip() + inputs * outputs;
  }

  /** Units that send: inputs and both hidden layers. */
  public int senders() {
    return inputs + first + second;
  }

  /** Synaptic operations of a step that computes every connection. */
  public long denseStep() {
    return (long) inputs * first + (long) first * second + (long) (second + inputs) * outputs;
  }
}
