package io.spikewatt.controller.asset;

/** Terms of the site's power balance, in the order of the sum; power into the site's bus. */
public enum BalanceTerm {
  GRID,
  PV,
  WIND,
  BATTERY,
  EV,
  COMPUTE,
  GENSET
}
