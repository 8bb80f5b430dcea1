package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.LimitSource;
import java.util.function.Function;

/** Kind of quantity that a point shows. */
public sealed interface PointKind {

  /**
   * Sum of a term of the balance, W, positive into the site's bus.
   *
   * @param list name in payloads of the list of its devices; empty = they tell nothing else
   * @param always whether payloads have it at a site without such a device, too
   */
  record Sum(BalanceTerm term, String list, boolean always) implements PointKind {}

  /** Uncontrolled consumption, W, positive as consumed. */
  record Load() implements PointKind {}

  /** Power of one device, W, positive into the site's bus. */
  record DevicePower(BalanceTerm term) implements PointKind {}

  /** State of charge of one device, %. */
  record DeviceCharge(BalanceTerm term) implements PointKind {}

  /** A value of one device that is no power and no charge. */
  record DeviceValue(DeviceQuantity quantity, String device) implements Listed {

    /** Name among the values of its device. */
    public PointId name() {
      return quantity.id();
    }

    @Override
    public String english() {
      return device + ": " + quantity.english();
    }

    @Override
    public String german() {
      return device + ": " + quantity.german();
    }
  }

  /** A point that the page shows in a list, by a name of its own. */
  sealed interface Listed extends PointKind {
    String english();

    String german();
  }

  /**
   * A limit in force at the grid connection, W.
   *
   * @param by who set it
   */
  record Limit(String english, String german, Function<GridLimits, LimitSource> by)
      implements Listed {}

  /** Energy of the running day, kWh. */
  record Energy(String english, String german) implements Listed {}

  /** Price of energy in the running slot, currency a kWh. */
  record Price(String english, String german) implements Listed {}

  /**
   * Age of the sources' answers, minutes.
   *
   * @param weather true for sources of weather, false for those of prices and emissions
   */
  record SourceAge(String english, String german, boolean weather) implements Listed {}
}
