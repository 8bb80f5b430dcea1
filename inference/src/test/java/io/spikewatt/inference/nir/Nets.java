package io.spikewatt.inference.nir;

import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.State;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Map;
import java.util.SplittableRandom;

/** Random networks of ours, their inputs, and what they do. */
final class Nets {
  static final Topology SHAPE = new Topology(9, 24, 4);
  static final int STEPS = 300;
  static final int STEPS_PER_HOUR = 4;

  private Nets() {}

  /** Leaks from fast to slow, one a neuron. */
  static Weights weights(long seed) {
    Weights weights = Weights.initial(SHAPE, new SplittableRandom(seed));
    SplittableRandom random = new SplittableRandom(seed + 1);
    for (int i = SHAPE.outputBias(); i < SHAPE.parameters(); i++) {
      weights.values()[i] = (float) (random.nextDouble() - 0.5);
    }
    return weights;
  }

  /** The same with one membrane leak for all neurons. */
  static Weights oneLeak(long seed) {
    Weights weights = weights(seed);
    for (int j = 0; j < SHAPE.hidden(); j++) {
      weights.values()[SHAPE.beta() + j] = 0.4f;
    }
    return weights;
  }

  static float[] inputs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[STEPS * SHAPE.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (4 * (random.nextDouble() - 0.5));
    }
    return x;
  }

  static NirGraph export(Weights weights, NirProfile profile, NirExport.ReadOut readOut) {
    return NirExport.graph(weights, STEPS_PER_HOUR, profile, readOut, Map.of());
  }

  /** Outputs of our network, one row a step. */
  static float[][] outputs(Weights weights, float[] x) {
    Topology shape = weights.topology();
    Network network = new Network(weights, STEPS_PER_HOUR);
    State state = new State(shape);
    float[][] y = new float[STEPS][shape.outputs()];
    for (int step = 0; step < STEPS; step++) {
      network.step(state, x, step * shape.inputs(), y[step]);
    }
    return y;
  }

  /**
   * Each neuron's spikes, seen through a read-out that forgets at once and shows one neuron each.
   */
  static float[][] spikes(Weights weights, float[] x) {
    int n = SHAPE.hidden();
    Topology shape = new Topology(SHAPE.inputs(), n, n);
    float[] w = new float[shape.parameters()];
    System.arraycopy(weights.values(), 0, w, 0, SHAPE.kappa());
    for (int j = 0; j < n; j++) {
      w[shape.kappa() + j] = -100;
      w[shape.output() + j * n + j] = 1;
    }
    return outputs(new Weights(shape, w), x);
  }
}
