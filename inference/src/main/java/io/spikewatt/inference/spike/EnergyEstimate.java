package io.spikewatt.inference.spike;

/**
 * Estimated energy of counted operations on hardware that was not measured: operations times
 * published constants. Never a measurement, and without host, memory and input or output.
 *
 * @param label of the hardware and of the counted operations
 * @param picojoules of the counted operations
 */
public record EnergyEstimate(String label, double picojoules) {
  /** Loihi, 14 nm, a synaptic operation, at least: Davies et al. 2018, before silicon. */
  public static final double LOIHI_SYNAPTIC_PJ = 23.6;

  /** Loihi, update of an active neuron: same source. */
  public static final double LOIHI_ACTIVE_PJ = 81;

  /** Loihi, update of an inactive neuron: same source. */
  public static final double LOIHI_INACTIVE_PJ = 52;

  /** TrueNorth, 28 nm, a synaptic event with all else shared out on it: Merolla et al. 2014. */
  public static final double TRUENORTH_SYNAPTIC_PJ = 26;

  /** 45 nm, 0.9 V, float multiply-accumulate: Horowitz 2014. */
  public static final double CMOS45_MAC_PJ = 4.6;

  /** 45 nm, 0.9 V, float accumulate: same source. */
  public static final double CMOS45_AC_PJ = 0.9;

  /**
   * Loihi: accumulates, neurons (active when they spike) and traces (never active). Its synapses
   * pass spikes only, so the multiplications by inputs stay with a host and are left out.
   */
  public static EnergyEstimate loihi(OperationCounts done) {
    long silent = done.neuronUpdates() - done.spikes() + done.traceUpdates();
    return new EnergyEstimate(
        "estimate: Loihi, spikes and updates, without host",
        done.acs() * LOIHI_SYNAPTIC_PJ
            + done.spikes() * LOIHI_ACTIVE_PJ
            + silent * LOIHI_INACTIVE_PJ);
  }

  /** TrueNorth: accumulates, whose price has its share of all else; no multiplications either. */
  public static EnergyEstimate trueNorth(OperationCounts done) {
    return new EnergyEstimate(
        "estimate: TrueNorth, spikes, without host", done.acs() * TRUENORTH_SYNAPTIC_PJ);
  }

  /** Arithmetic of the synaptic operations in 45 nm, float, as is usual in the literature. */
  public static EnergyEstimate cmos45(OperationCounts done) {
    return new EnergyEstimate(
        "estimate: 45 nm arithmetic, synaptic operations",
        done.macs() * CMOS45_MAC_PJ + done.acs() * CMOS45_AC_PJ);
  }
}
