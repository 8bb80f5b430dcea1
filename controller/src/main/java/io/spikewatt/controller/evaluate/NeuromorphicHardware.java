package io.spikewatt.controller.evaluate;

/**
 * What a forecast might take on neuromorphic hardware: published energies of one operation times
 * our counts. Not measured, and without host, memory and input and output, which take far more.
 */
public enum NeuromorphicHardware {
  LOIHI(
      "Loihi",
      23.6,
      81,
      "Davies et al. 2018, IEEE Micro 38(1): minimum synaptic operation, active neuron update;"
          + " simulated before silicon"),
  TRUENORTH(
      "TrueNorth",
      26,
      0,
      "Merolla et al. 2014, Science 345: synaptic event at 20 Hz and 128 synapses a neuron, with its"
          + " share of neuron updates and static power");

  private final String hardware;
  private final double synapticOperationPj;
  private final double neuronUpdatePj;
  private final String source;

  NeuromorphicHardware(
      String hardware, double synapticOperationPj, double neuronUpdatePj, String source) {
    this.hardware = hardware;
    this.synapticOperationPj = synapticOperationPj;
    this.neuronUpdatePj = neuronUpdatePj;
    this.source = source;
  }

  public String hardware() {
    return hardware;
  }

  /** Energy of one synaptic operation, pJ. */
  public double synapticOperationPj() {
    return synapticOperationPj;
  }

  /** Energy of one update of one neuron, pJ. */
  public double neuronUpdatePj() {
    return neuronUpdatePj;
  }

  /** Where the constants come from, and what they are. */
  public String source() {
    return source;
  }

  /** Estimate for one forecast, nJ: every effective synaptic operation and every neuron update. */
  public double nanojoules(NetworkCosts costs) {
    double synaptic = (costs.effMacs() + costs.effAcs()) * synapticOperationPj;
    return (synaptic + costs.neuronUpdates() * neuronUpdatePj) / 1000;
  }
}
