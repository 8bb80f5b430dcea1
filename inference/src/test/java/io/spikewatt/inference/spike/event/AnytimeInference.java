package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.Topology;
import java.util.Arrays;
import java.util.List;

/**
 * Walks a horizon coarsely first, then more finely until the outputs converge: the last walk is the
 * one whose outputs differ nowhere by more than the tolerance from those before. The outputs start
 * as 0, so a network with zero output is cheap. Immutable.
 *
 * @param network to walk
 * @param efforts from coarse to fine, at least one
 */
public record AnytimeInference(EventNetwork network, List<EventBudget> efforts) {

  /**
   * Effort of a run.
   *
   * @param reached effort of the last walk, whose outputs are the result
   * @param walks number of walks
   * @param settled whether the last walk changed the outputs by no more than the tolerance
   * @param change greatest change of an output by the last walk
   * @param operations of all walks together
   */
  public record Spent(
      EventBudget reached, int walks, boolean settled, float change, OperationCounts operations) {}

  public AnytimeInference {
    efforts = List.copyOf(efforts);
    if (efforts.isEmpty()) {
      throw new IllegalArgumentException("no effort at all");
    }
  }

  /**
   * Walks until settled, or out of efforts or budget.
   *
   * @param x steps × inputs
   * @param y receives steps × outputs
   * @param tolerance in units of an output, 0 or above
   * @param budget synaptic operations; only the first walk is done whatever it takes
   */
  public Spent run(
      EventState state, float[] x, int steps, float[] y, float tolerance, long budget) {
    Arrays.fill(y, 0, steps * network.topology().outputs(), 0);
    OperationCounts done = OperationCounts.NONE;
    int walks = 0;
    float change;
    do {
      change = network.walk(state, efforts.get(walks), x, steps, y);
      done = done.plus(network.operations(state));
      walks++;
    } while (change > tolerance
        && walks < efforts.size()
        && done.synaptic() + most(efforts.get(walks), steps) <= budget);
    return new Spent(efforts.get(walks - 1), walks, change <= tolerance, change, done);
  }

  /**
   * Upper bound of a walk's operations: every input at every evaluation, and every neuron at every
   * step.
   */
  private long most(EventBudget eventBudget, int steps) {
    Topology shape = network.topology();
    long looks = Math.ceilDiv(steps, eventBudget.hold());
    long spikes = (long) steps * shape.hidden() * shape.outputs();
    return looks * shape.inputs() * (shape.hidden() + shape.outputs()) + spikes;
  }
}
