package io.spikewatt.inference.spike;

/**
 * One layer of leaky integrate-and-fire neurons, read out through filtered spikes and a linear
 * skip. One step per forecast slot:
 *
 * <pre>
 *   v = beta v (1 - s) + 2 (1 - beta)(W_in x + b_in)      (s of the step before)
 *   s = [v > 1]
 *   r = r + (1 - kappa)(s - r)
 *   y = W_out r + b_out + W_skip x
 * </pre>
 *
 * <p>Reset to zero and thresholds of 1 can be expressed in the neuromorphic interchange format, so
 * an exported network has the same spikes. Sums run in one fixed order, so a forecast is the same
 * to the bit on every machine. Allocates nothing in a step. The caller owns the state.
 */
public final class Network {
  private final Topology shape;
  private final float[] w;
  private final StepConstants constants;

  public Network(Weights weights, int stepsPerHour) {
    shape = weights.topology();
    w = weights.values();
    constants = StepConstants.of(weights, stepsPerHour);
  }

  /** One step from the inputs at {@code at} on; writes the outputs to {@code y}. */
  public void step(State state, float[] x, int at, float[] y) {
    current(shape, w, x, at, state.current);
    fire(state);
    readOut(shape, w, state.trace, x, at, y);
  }

  private void fire(State state) {
    for (int j = 0; j < shape.hidden(); j++) {
      float beta = constants.beta()[j];
      float v = beta * state.membrane[j] * (1 - state.spike[j]) + 2 * (1 - beta) * state.current[j];
      float spike = v > 1 ? 1 : 0;
      state.membrane[j] = v;
      state.spike[j] = spike;
      state.trace[j] += (1 - constants.kappa()[j]) * (spike - state.trace[j]);
      if (spike != 0) {
        state.countSpike();
      }
    }
  }

  /** Input current of every neuron: W_in x + b_in. */
  public static void current(Topology shape, float[] w, float[] x, int at, float[] result) {
    int n = shape.hidden();
    System.arraycopy(w, shape.inputBias(), result, 0, n);
    for (int f = 0; f < shape.inputs(); f++) {
      float value = x[at + f];
      int row = f * n;
      for (int j = 0; j < n; j++) {
        result[j] += value * w[row + j];
      }
    }
  }

  /** W_out r + b_out + W_skip x. */
  public static void readOut(
      Topology shape, float[] w, float[] trace, float[] x, int at, float[] y) {
    for (int o = 0; o < shape.outputs(); o++) {
      float sum = w[shape.outputBias() + o];
      int row = shape.output() + o * shape.hidden();
      for (int j = 0; j < shape.hidden(); j++) {
        sum += w[row + j] * trace[j];
      }
      int skip = shape.skip() + o * shape.inputs();
      for (int f = 0; f < shape.inputs(); f++) {
        sum += w[skip + f] * x[at + f];
      }
      y[o] = sum;
    }
  }
}
