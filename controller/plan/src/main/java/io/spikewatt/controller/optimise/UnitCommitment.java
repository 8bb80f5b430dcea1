package io.spikewatt.controller.optimise;

/**
 * Whether a unit (the generator, or a storage's converter) runs, as a state beside the stored
 * energy where a start costs money or a start or stop binds for more than one slot. States: 0 = off
 * and free to start, 1 + r = it runs and must run for r more slots, runSlots + q = off, and must
 * stay off for q more slots. Otherwise there is one state, and each slot decides for itself.
 *
 * @param startCost of each start, currency
 * @param runSlots least number of whole slots that it runs, {@code >= 1}
 * @param pauseSlots least number of whole slots that it is off, {@code >= 1}
 */
public record UnitCommitment(double startCost, int runSlots, int pauseSlots) {

  /** Each slot decides for itself. */
  public static final UnitCommitment FREE = new UnitCommitment(0, 1, 1);

  /** Off, or not bound. */
  public static final int OFF = 0;

  public UnitCommitment {
    if (!(startCost >= 0) || runSlots < 1 || pauseSlots < 1) {
      throw new IllegalArgumentException("a start's cost below 0, or less than a slot");
    }
  }

  /** Whether a slot may ignore the slots before it. */
  public boolean free() {
    return startCost == 0 && runSlots == 1 && pauseSlots == 1;
  }

  /** Number of states. */
  public int states() {
    return free() ? 1 : runSlots + pauseSlots;
  }

  /** The state of a unit that runs and must run for {@code slots} more. */
  public int bound(int slots) {
    return free() ? OFF : 1 + Math.clamp(slots, 0, runSlots - 1);
  }

  /** The state of a unit that is off and must stay off for {@code slots} more. */
  public int paused(int slots) {
    int bound = Math.clamp(slots, 0, pauseSlots - 1);
    return bound == 0 ? OFF : runSlots + bound;
  }

  /** Whether it may be off in a slot that begins in a state. */
  boolean mayBeOff(int state) {
    return state <= 1 || state > runSlots;
  }

  /** Whether it may run in a slot that begins in a state. */
  boolean mayRun(int state) {
    return state <= runSlots;
  }

  /** State after a slot in which it runs. */
  int afterRunning(int state) {
    return state == OFF ? runSlots : Math.max(1, state - 1);
  }

  /** State after a slot in which it is off. */
  int afterOff(int state) {
    return state == OFF ? OFF : paused(state == 1 ? pauseSlots - 1 : state - runSlots - 1);
  }

  /** Cost of running in a slot that begins in a state, beside energy. */
  double startsFor(int state) {
    return state == OFF ? startCost : 0;
  }
}
