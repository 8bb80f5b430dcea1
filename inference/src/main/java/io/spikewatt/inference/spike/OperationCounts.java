package io.spikewatt.inference.spike;

/**
 * Measured operations of a walk, in NeuroBench's terms, counted step by step. Biases are not
 * counted.
 *
 * @param steps of the network
 * @param dense synaptic operations if nothing were skipped: every connection at every step
 * @param macs effective multiply-accumulates: numbers other than 0 times weights other than 0
 * @param acs effective accumulates: spikes times their weights other than 0
 * @param neuronUpdates membranes that were stepped; 4 operations each, by NeuroBench's count
 * @param traceUpdates leaky traces that were stepped, which never spike
 * @param spikes of all neurons and steps
 */
public record OperationCounts(
    long steps,
    long dense,
    long macs,
    long acs,
    long neuronUpdates,
    long traceUpdates,
    long spikes) {

  /** No operations. */
  public static final OperationCounts NONE = new OperationCounts(0, 0, 0, 0, 0, 0, 0);

  /** Effective synaptic operations. */
  public long synaptic() {
    return macs + acs;
  }

  /** Share of neurons' outputs that are 0; 1 if there were none. */
  public double activationSparsity() {
    return neuronUpdates == 0 ? 1 : 1 - (double) spikes / neuronUpdates;
  }

  /** Both together. */
  public OperationCounts plus(OperationCounts other) {
    return new OperationCounts(
        steps + other.steps,
        dense + other.dense,
        macs + other.macs,
        acs + other.acs,
        neuronUpdates + other.neuronUpdates,
        traceUpdates + other.traceUpdates,
        spikes + other.spikes);
  }

  /** Synaptic operations of one step of a shape if nothing were skipped. */
  public static long denseStep(Topology shape) {
    long n = shape.hidden();
    long outputs = shape.outputs();
    return shape.inputs() * (n + outputs) + n * outputs;
  }
}
