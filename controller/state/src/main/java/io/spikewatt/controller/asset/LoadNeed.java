package io.spikewatt.controller.asset;

import io.spikewatt.controller.setpoint.Reason;

/**
 * One need of a load in one cycle.
 *
 * @param reason why it takes power
 * @param urgency power that it may use
 * @param upToW largest power for it above the load's base, W
 * @param gridW part of that that is worth its price from the grid, W
 * @param surplus part of a surplus that it takes
 */
public record LoadNeed(
    Reason reason, Urgency urgency, double upToW, double gridW, Surplus surplus) {

  /** Power that a need may use. */
  public enum Urgency {
    /** Has to run now to be ready in time: up to the import limit, with the batteries' reserve. */
    URGENT,
    /**
     * Worth its price: up to the month's peak, once urgent needs of others are left their power.
     */
    WORTH,
    /** Can wait: leaves room for needs of others that are urgent or worth their price. */
    WAITS
  }

  /** Part of a surplus that a need takes, besides power that would be curtailed. */
  public enum Surplus {
    NONE,
    /** Only the rest after the batteries. */
    AFTER_STORAGE,
    BEFORE_STORAGE;

    /** If it is worth it, and the batteries gain less or more from it. */
    public static Surplus of(boolean isWorth, boolean batteryFirst) {
      return !isWorth ? NONE : batteryFirst ? AFTER_STORAGE : BEFORE_STORAGE;
    }
  }

  public boolean isUrgent() {
    return urgency == Urgency.URGENT;
  }
}
