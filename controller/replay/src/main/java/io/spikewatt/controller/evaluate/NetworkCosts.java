package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.spike.NetworkFootprint;
import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.Topology;

/**
 * Memory and operations of a network, counted as NeuroBench does: weights of 0 count in the dense
 * network but not in the effective one, biases do not count, every step does. Inputs and traces are
 * numbers, not spikes, so each of their weights costs a multiplication.
 *
 * @param steps of one forecast
 * @param memory stored data
 * @param activationSparsity share of neurons and steps without a spike, on validation
 * @param spikes in one forecast, mean on validation
 * @param operations of one forecast
 */
public record NetworkCosts(
    int steps, Memory memory, double activationSparsity, double spikes, Operations operations) {

  /**
   * @param parameters learned numbers
   * @param footprint bytes of all parameters and state as 32-bit floats
   * @param footprintInt8 the same as the product stores and runs them: a byte each, and their
   *     scales
   * @param connectionSparsity share of weights that are 0
   */
  public record Memory(
      int parameters, long footprint, long footprintInt8, double connectionSparsity) {}

  /**
   * @param dense synaptic operations if none were skipped
   * @param effMacs multiplications with a weight that is not 0
   * @param effAcs additions: one a spike, into the trace of its neuron
   * @param neuronUpdates membranes and steps
   * @param neuronOperations 4 for a leaky membrane, as NeuroBench counts it, and 3 for its trace
   */
  public record Operations(
      long dense, long effMacs, double effAcs, long neuronUpdates, long neuronOperations) {}

  private static final int STATES = 3;
  private static final int OPERATIONS = 4 + 3;

  /** Counts the costs at a mean number of spikes a step, of all neurons together. */
  public static NetworkCosts of(ResidualNetwork network, int steps, double spikesPerStep) {
    Topology shape = network.topology();
    long connections = OperationCounts.denseStep(shape);
    long zeros = NetworkFootprint.zeros(network.weights());
    long state = (long) STATES * shape.hidden() * Float.BYTES;
    long updates = (long) steps * shape.hidden();
    return new NetworkCosts(
        steps,
        new Memory(
            shape.parameters(),
            (long) shape.parameters() * Float.BYTES + state,
            network.quantised().bytes() + state,
            (double) zeros / connections),
        1 - spikesPerStep / shape.hidden(),
        steps * spikesPerStep,
        new Operations(
            steps * connections,
            steps * (connections - zeros),
            steps * spikesPerStep,
            updates,
            OPERATIONS * updates));
  }
}
