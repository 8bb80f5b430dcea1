package io.spikewatt.controller.optimise;

/**
 * Whether the generator runs, carried beside the stored energy where a start costs money or binds
 * for more than one slot. States: 0 = off, 1 + r = it runs and has to run for r more slots. Where
 * neither applies there is one state, and each slot decides for itself.
 *
 * @param startCost of each start, currency
 * @param runSlots least number of whole slots that it runs, {@code >= 1}
 */
public record UnitCommitment(double startCost, int runSlots) {

  /** Off, or bound to nothing. */
  public static final int OFF = 0;

  public UnitCommitment {
    if (!(startCost >= 0) || runSlots < 1) {
      throw new IllegalArgumentException("a start's cost below 0, or a run of less than a slot");
    }
  }

  /** Whether a slot may ignore the slots before it. */
  public boolean free() {
    return startCost == 0 && runSlots == 1;
  }

  /** Number of states. */
  public int states() {
    return free() ? 1 : 1 + runSlots;
  }

  /** The state of a generator that runs and has to run for {@code slots} more. */
  public int bound(int slots) {
    return free() ? OFF : 1 + Math.clamp(slots, 0, runSlots - 1);
  }

  /** Whether it may be off in a slot that begins in a state. */
  boolean mayBeOff(int state) {
    return state <= 1;
  }

  /** State after a slot in which it runs. */
  int afterRunning(int state) {
    return state == OFF ? runSlots : Math.max(1, state - 1);
  }

  /** What running costs in a slot that begins in a state, beside fuel. */
  double startsFor(int state) {
    return state == OFF ? startCost : 0;
  }

  /**
   * Turns the costs of what a slot ends in into those of what it begins in: off or just unbound, it
   * may be off or run on (after a start); bound, it runs.
   *
   * @param ends by state after the slot, a number of grid states {@code apart}; the rows are
   *     exchanged
   * @param g grid state
   * @param z error class
   * @param off scratch, at least {@code cells} long
   */
  void begin(double[][][] ends, int apart, int g, int z, double[] off, int cells) {
    double[] stays = ends[g][z];
    double[] started = ends[runSlots * apart + g][z];
    for (int i = 0; i < cells; i++) {
      off[i] = Math.min(stays[i], startCost + started[i]);
    }
    double[] runs = ends[apart + g][z];
    for (int i = 0; i < cells; i++) {
      started[i] = Math.min(stays[i], runs[i]);
    }
    System.arraycopy(off, 0, stays, 0, cells);
    for (int r = runSlots; r > 1; r--) {
      ends[r * apart + g][z] = ends[(r - 1) * apart + g][z];
    }
    ends[apart + g][z] = started;
  }
}
