package io.spikewatt.controller.plan;

/** What is to be expected of the grid. */
public sealed interface OutageRates {

  /** The grid never fails. */
  OutageRates NONE = new Announced(new boolean[0]);

  /**
   * Outages that were announced, beside which there are none.
   *
   * @param down by slot, from the running one on; slots beyond it have the grid. Not to be changed
   *     by readers
   */
  record Announced(boolean[] down) implements OutageRates {
    boolean down(int slot) {
      return slot < down.length && down[slot];
    }
  }

  /**
   * Outages that come unannounced, while the grid is up. What they cost is found beside the plan.
   *
   * @param failsPerHour how often the grid fails, {@code >= 0}
   * @param awayHours for how long it stays away then, hours, {@code > 0}
   */
  record Expected(double failsPerHour, double awayHours) implements OutageRates {}

  /**
   * Unannounced outages whose ages are states of the plan, for planners that distinguish ages
   * ({@link PlannerSettings.Resolution#outageAges}).
   *
   * @param failsPerSlot probability that a slot with the grid is followed by one without
   * @param returns by age in slots, from 1 on (the first element is not used): probability that the
   *     grid is back in the next slot; the last one holds for all older outages. Not to be changed
   *     by readers
   * @param age of the running outage, in slots; 0 = the grid is up
   */
  record ByAge(double failsPerSlot, double[] returns, int age) implements OutageRates {}
}
