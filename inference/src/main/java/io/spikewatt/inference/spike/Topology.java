package io.spikewatt.inference.spike;

/**
 * Shape of a network of one spiking layer, and the offset of each part in its flat parameter
 * vector. Input-major matrices: a spike or an input touches one contiguous row.
 *
 * <p>Order: input matrix [inputs][hidden], input bias [hidden], beta and kappa (logits per hour)
 * [hidden each], output matrix [outputs][hidden], output bias [outputs], skip matrix
 * [outputs][inputs].
 *
 * @param inputs features a step
 * @param hidden neurons
 * @param outputs numbers read out a step
 */
public record Topology(int inputs, int hidden, int outputs) {

  public Topology {
    if (inputs < 1 || hidden < 1 || outputs < 1) {
      throw new IllegalArgumentException("an empty network");
    }
  }

  public int inputBias() {
    return inputs * hidden;
  }

  public int beta() {
    return inputBias() + hidden;
  }

  public int kappa() {
    return beta() + hidden;
  }

  public int output() {
    return kappa() + hidden;
  }

  public int outputBias() {
    return output() + outputs * hidden;
  }

  public int skip() {
    return outputBias() + outputs;
  }

  /** Number of parameters. */
  public int parameters() {
    return skip() + outputs * inputs;
  }
}
