package io.spikewatt.controller.evaluate;

import static io.spikewatt.inference.spike.EnergyEstimate.LOIHI_ACTIVE_PJ;
import static io.spikewatt.inference.spike.EnergyEstimate.LOIHI_SYNAPTIC_PJ;
import static io.spikewatt.inference.spike.EnergyEstimate.TRUENORTH_SYNAPTIC_PJ;

/**
 * Estimated energy of a forecast on neuromorphic hardware: published energies of one operation
 * times our counts. Not measured, and without host, memory and input and output, which take far
 * more.
 */
public enum NeuromorphicHardware {
  LOIHI(
      "Loihi",
      LOIHI_SYNAPTIC_PJ,
      LOIHI_ACTIVE_PJ,
      "Davies et al. 2018, IEEE Micro 38(1): minimum synaptic operation, active neuron update;"
          + " simulated before silicon"),
  TRUENORTH(
      "TrueNorth",
      TRUENORTH_SYNAPTIC_PJ,
      0,
      "Merolla et al. 2014, Science 345: synaptic event at 20 Hz and 128 synapses a neuron, with"
          + " its share of neuron updates and static power");

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

  /** Source and meaning of the constants. */
  public String source() {
    return source;
  }

  /** Estimate for one forecast, nJ: every effective synaptic operation and every neuron update. */
  public double nanojoules(NetworkCosts costs) {
    NetworkCosts.Operations done = costs.operations();
    double synaptic = (done.effMacs() + done.effAcs()) * synapticOperationPj;
    return (synaptic + done.neuronUpdates() * neuronUpdatePj) / 1000;
  }
}
