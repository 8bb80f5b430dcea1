package io.spikewatt.controller.asset;

import java.util.Optional;

/** Terms of the site's power balance, in the order of the sum; power into the site's bus. */
public enum BalanceTerm {
  GRID("gridW", ""),
  PV("pvW", ""),
  WIND("windW", ""),
  BATTERY("batteryW", "batteries"),
  EV("evW", "evs"),
  COMPUTE("computeW", "computes"),
  GENSET("", ""),
  HEAT_PUMP("heatPumpW", "heatPumps");

  private final String powerKey;
  private final String listKey;

  BalanceTerm(String powerKey, String listKey) {
    this.powerKey = powerKey;
    this.listKey = listKey;
  }

  /** Whether payloads tell of it at every site; else only where it is installed. */
  public boolean isAlwaysTold() {
    return this != HEAT_PUMP;
  }

  /** Name of its sum in payloads; empty = it is not published. */
  public Optional<String> powerKey() {
    return Optional.of(powerKey).filter(key -> !key.isEmpty());
  }

  /** Name of the list of its assets in payloads; empty = it is not published. */
  public Optional<String> listKey() {
    return Optional.of(listKey).filter(key -> !key.isEmpty());
  }
}
