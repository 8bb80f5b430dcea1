package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Probabilities that the grid fails and returns, from one slot to the next. States: 0 = up, 1.. =
 * number of slots down, the last one also for longer. With one state outages are announced, and the
 * slots of the problem say when the grid is up.
 *
 * @param fails probability that a slot with the grid up is followed by one with the grid down
 * @param returns by state (the first element is not used): probability that the grid is back in the
 *     next slot; readers must not change it
 */
public record GridMarkovChain(double fails, double[] returns) {

  /** Longest outage with an age of its own, in slots. */
  public static final int MOST_AGES = 12;

  /** Outages are announced, or there are none. */
  public static final GridMarkovChain ANNOUNCED = new GridMarkovChain(0, new double[1]);

  /**
   * A grid whose outages are not announced.
   *
   * @param oldest number of distinguished ages, 1..{@link #MOST_AGES}
   * @param returning by age, from 1; the last one holds for all older outages
   */
  public static GridMarkovChain unannounced(double failing, int oldest, double... returning) {
    int ages = Math.clamp(oldest, 1, MOST_AGES);
    return new GridMarkovChain(failing, Arrays.copyOf(returning, 1 + ages));
  }

  /** Number of states. */
  public int states() {
    return returns.length;
  }

  /** Probability that the grid is up in the slot after one in a state. */
  double upAfter(int state) {
    return state == 0 ? 1 - fails : returns[Math.min(state, returns.length - 1)];
  }

  /** The state after a slot in {@code state}, if the grid is down in it. */
  int downAfter(int state) {
    return Math.min(state + 1, returns.length - 1);
  }
}
