package io.spikewatt.controller.optimise;

/**
 * Probabilities that the grid fails and returns, from one slot to the next. States: 0 = up, 1.. =
 * number of slots down, the last one also for longer. With one state outages are announced, and the
 * horizon data says when the grid is up.
 */
public final class GridMarkovChain {

  /** Longest outage with an age of its own, in slots. */
  public static final int MOST_AGES = 12;

  private int ages;
  private double fails;
  private final double[] returns = new double[MOST_AGES + 1];

  /** Number of states. */
  public int states() {
    return 1 + ages;
  }

  /** Outages are announced, or there are none. */
  public void announced() {
    ages = 0;
    fails = 0;
  }

  /**
   * Outages are not announced.
   *
   * @param failing probability that a slot with the grid up is followed by one with the grid down
   * @param oldest number of distinguished ages, 1..{@link #MOST_AGES}
   * @param returning by age, from 1: probability that the grid is back in the next slot
   */
  public void unannounced(double failing, int oldest, double[] returning) {
    ages = Math.clamp(oldest, 1, MOST_AGES);
    fails = failing;
    System.arraycopy(returning, 1, returns, 1, ages);
  }

  /** Probability that the grid is up in the slot after one in a state. */
  double upAfter(int state) {
    return state == 0 ? 1 - fails : returns[Math.min(state, ages)];
  }

  /** The state after a slot in {@code state}, if the grid is down in it. */
  int downAfter(int state) {
    return Math.min(state + 1, ages);
  }
}
