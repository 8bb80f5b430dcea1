package io.spikewatt.inference.spike;

/**
 * Counts the operations of the float {@link Network} by running it. Its read-out multiplies traces,
 * which are no spikes: a neuron's read-out weights count as multiply-accumulates from its first
 * spike on, and there are no accumulates at all.
 */
public final class OperationCounter {
  private OperationCounter() {}

  /**
   * Runs a network from a reset state.
   *
   * @param x steps × inputs
   */
  public static OperationCounts count(Weights weights, int stepsPerHour, float[] x, int steps) {
    Topology shape = weights.topology();
    Network network = new Network(weights, stepsPerHour);
    State state = new State(shape);
    float[] y = new float[shape.outputs()];
    long macs = 0;
    for (int step = 0; step < steps; step++) {
      int at = step * shape.inputs();
      network.step(state, x, at, y);
      for (int f = 0; f < shape.inputs(); f++) {
        macs += x[at + f] == 0 ? 0 : ofInput(weights, f);
      }
      for (int j = 0; j < shape.hidden(); j++) {
        macs += state.trace[j] == 0 ? 0 : ofTrace(weights, j);
      }
    }
    long updates = (long) steps * shape.hidden();
    return new OperationCounts(
        steps, steps * OperationCounts.denseStep(shape), macs, 0, updates, updates, state.spikes());
  }

  private static int ofInput(Weights weights, int f) {
    Topology shape = weights.topology();
    int count = 0;
    for (int j = 0; j < shape.hidden(); j++) {
      count += one(weights, f * shape.hidden() + j);
    }
    for (int o = 0; o < shape.outputs(); o++) {
      count += one(weights, shape.skip() + o * shape.inputs() + f);
    }
    return count;
  }

  private static int ofTrace(Weights weights, int j) {
    Topology shape = weights.topology();
    int count = 0;
    for (int o = 0; o < shape.outputs(); o++) {
      count += one(weights, shape.output() + o * shape.hidden() + j);
    }
    return count;
  }

  private static int one(Weights weights, int place) {
    return weights.values()[place] == 0 ? 0 : 1;
  }
}
