package io.spikewatt.controller.optimise;

/**
 * Whether the generator runs, as a state beside the stored energy where a start costs money or
 * binds for more than one slot. States: 0 = off, 1 + r = it runs and must run for r more slots.
 * Otherwise there is one state, and each slot decides for itself.
 *
 * @param startCost of each start, currency
 * @param runSlots least number of whole slots that it runs, {@code >= 1}
 */
public record UnitCommitment(double startCost, int runSlots) {

  /** Off, or not bound. */
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

  /** The state of a generator that runs and must run for {@code slots} more. */
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

  /** Cost of running in a slot that begins in a state, beside fuel. */
  double startsFor(int state) {
    return state == OFF ? startCost : 0;
  }
}
