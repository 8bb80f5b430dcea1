package io.spikewatt.inference.graded;

/**
 * Measured operations of a network of graded spikes, in NeuroBench's terms. Biases are not counted.
 *
 * @param steps updates of the network
 * @param sends graded spikes: integers other than 0 that inputs and units sent
 * @param operations effective synaptic operations: sends times their weights other than 0
 * @param denseOperations synaptic operations if every step computed every connection
 * @param idleSteps steps in which nothing was sent, so that nothing was computed
 */
public record GradedOperations(
    long steps, long sends, long operations, long denseOperations, long idleSteps) {

  /** No operations. */
  public static final GradedOperations NONE = new GradedOperations(0, 0, 0, 0, 0);

  /** Share of the dense operations that were executed; 0 before the first step. */
  public double share() {
    return denseOperations == 0 ? 0 : (double) operations / denseOperations;
  }

  /** Both together. */
  public GradedOperations plus(GradedOperations other) {
    return new GradedOperations(
        steps + other.steps,
        sends + other.sends,
        operations + other.operations,
        denseOperations + other.denseOperations,
        idleSteps + other.idleSteps);
  }

  /** What was done since an earlier count. */
  public GradedOperations minus(GradedOperations earlier) {
    return new GradedOperations(
        steps - earlier.steps,
        sends - earlier.sends,
        operations - earlier.operations,
        denseOperations - earlier.denseOperations,
        idleSteps - earlier.idleSteps);
  }
}
