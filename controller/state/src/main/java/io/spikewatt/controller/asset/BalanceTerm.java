package io.spikewatt.controller.asset;

import java.util.Locale;

/** Terms of the site's power balance, in the order of the sum; power into the site's bus. */
public enum BalanceTerm {
  GRID,
  PV,
  WIND,
  BATTERY,
  EV,
  COMPUTE,
  GENSET,
  HEAT_PUMP;

  /** {@code heat-pump}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
