package io.spikewatt.controller.asset;

/** Power with which a car is charged, as a person chose. */
public enum ChargingMode {
  /** As the plan and the prices say. */
  PLANNED,
  /** Not at all. */
  OFF,
  /** With surplus alone, however late it comes. */
  SURPLUS,
  /** With the charger's smallest power at least, and with surplus. */
  MINIMUM_SURPLUS,
  /** At once, with the highest power that the limits leave. */
  NOW;

  /** True if price or deadline may call for grid power. */
  public boolean isPlanned() {
    return this == PLANNED || this == NOW;
  }
}
