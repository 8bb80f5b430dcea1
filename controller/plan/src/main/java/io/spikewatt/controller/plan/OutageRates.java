package io.spikewatt.controller.plan;

/** Expected outages of the grid. */
public sealed interface OutageRates {

  /** The grid never fails. */
  OutageRates NONE = new Announced(new boolean[0]);

  /**
   * Announced outages; no others are expected.
   *
   * @param down by slot, from the running one on; slots beyond it have the grid. Readers must not
   *     change it
   */
  record Announced(boolean[] down) implements OutageRates {
    boolean down(int slot) {
      return slot < down.length && down[slot];
    }
  }

  /**
   * Unannounced outages, while the grid is up. A separate pass finds their cost.
   *
   * @param failsPerHour failure rate, {@code >= 0}
   * @param awayHours mean duration of an outage, hours, {@code > 0}
   */
  record Expected(double failsPerHour, double awayHours) implements OutageRates {}

  /**
   * Unannounced outages whose ages are states of the plan, for planners that distinguish ages
   * ({@link PlannerSettings.Resolution#outageAges}).
   *
   * @param failsPerSlot probability that a slot with the grid is followed by one without
   * @param returns by age in slots, from 1 on (the first element is not used): probability that the
   *     grid is back in the next slot; the last one holds for all older outages. Readers must not
   *     change it
   * @param age of the running outage, in slots; 0 = the grid is up
   */
  record ByAge(double failsPerSlot, double[] returns, int age) implements OutageRates {}
}
