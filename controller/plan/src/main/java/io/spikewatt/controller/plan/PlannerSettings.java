package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.time.Duration;
import java.util.List;

/**
 * Resolution of a planner, and the supply it plans with.
 *
 * @param slots of the horizon
 * @param resolution resolution of states
 * @param supply supply of the site beside the grid, whether or not the grid is up
 * @param penalties prices of missed goals
 * @param ends whether nothing counts after the forecasts where these end before the horizon does
 */
public record PlannerSettings(
    SlotGrid slots,
    Resolution resolution,
    SupplyOptions supply,
    Penalties penalties,
    boolean ends) {

  /** Of the daemon: quarter hours, and soft limits of the grid connection. */
  public static final PlannerSettings DAEMON =
      new PlannerSettings(
          SlotGrid.QUARTER_HOURS,
          Resolution.QUARTER_HOURS,
          new SupplyOptions(SupplyOptions.Genset.NONE, List.of(), 0, 0),
          Penalties.USUAL,
          false);

  /**
   * The same with a longer horizon: the hours after the slots of the grid's own length are slots of
   * an hour each.
   */
  public PlannerSettings horizon(Duration whole) {
    long later = whole.minus(slots.slot().multipliedBy(slots.fine())).toHours();
    return later <= 0
        ? this
        : new PlannerSettings(
            new SlotGrid(slots.slot(), slots.fine(), (int) later),
            resolution,
            supply,
            penalties.patient(),
            ends);
  }

  /** The same with another number of error classes. */
  PlannerSettings classes(int classes) {
    return new PlannerSettings(slots, resolution.classes(classes), supply, penalties, ends);
  }

  /**
   * Resolution of states, which determines a plan's computing time.
   *
   * @param errorClasses of the net load; 1 = forecasts count as certain
   * @param levels of stored energy
   * @param peakLevels of stored energy during the search of the month's peak, which takes about
   *     eight passes
   * @param sessionsWithLevels most charging sessions with levels of their own, 1..2; others are
   *     shifted as load
   * @param outageAges distinguished ages of an outage; 0 = a separate pass finds the cost of
   *     outages
   * @param shifting of work that has no levels of its own
   */
  public record Resolution(
      int errorClasses,
      GridResolution levels,
      GridResolution peakLevels,
      int sessionsWithLevels,
      int outageAges,
      Shifting shifting) {

    /** The finest that fits the computing time of a plan of 36 hours in quarter hours. */
    static final Resolution QUARTER_HOURS =
        new Resolution(
            7,
            new GridResolution(14, 81, 251, 17, 33, 11, 13, 0.75),
            new GridResolution(14, 81, 251, 15, 25, 11, 13, 0.75),
            1,
            0,
            new Shifting(24, 24, 2, false));

    Resolution classes(int classes) {
      return new Resolution(classes, levels, peakLevels, sessionsWithLevels, outageAges, shifting);
    }
  }

  /**
   * Resolution of load shifting between slots.
   *
   * @param parts most parts of the power of all loads together
   * @param partsOfOne most parts of each load
   * @param rounds number of rounds, each by prices beside the result of the round before
   * @param besideSessions whether prices are those beside sessions with levels, or beside batteries
   *     alone, so that these sessions compete too
   */
  public record Shifting(int parts, int partsOfOne, int rounds, boolean besideSessions) {}

  /**
   * Prices of missed goals, currency a kWh. Every goal is soft, so a plan always exists. Only the
   * order matters: a limit of the grid connection before a charging goal, this before the reserve,
   * the reserve before any tariff.
   *
   * @param limit of power beyond the import or export limit; 0 = limits are hard, and the supply's
   *     prices hold
   * @param chargeShort of energy that a charged storage lacks at departure
   * @param jobShort of energy that a job lacks when it is due
   * @param reserveHour of an hour with one kWh less than the reserve
   * @param chargeWaitHour of an hour with one kWh still to charge: earlier is better at equal cost
   */
  public record Penalties(
      double limit,
      double chargeShort,
      double jobShort,
      double reserveHour,
      double chargeWaitHour) {

    /** Of the daemon. */
    public static final Penalties USUAL = new Penalties(20, 5, 5, 0.5, 0.001);

    /** The same for cars that stay for days: waiting must cost less than a cheaper hour saves. */
    Penalties patient() {
      return new Penalties(limit, chargeShort, jobShort, reserveHour, chargeWaitHour / 10);
    }
  }
}
