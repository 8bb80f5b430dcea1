package io.spikewatt.controller.energy;

import io.spikewatt.hal.signal.Quantity;

/** Direction of an energy through a device, seen from the site's bus. */
public enum FlowDirection {
  /** Into the bus: import, production, discharge. */
  IMPORT("import_wh", "importWh", Quantity.ENERGY_IMPORT_WH, 1),
  /** Out of the bus: export, consumption, charging. */
  EXPORT("export_wh", "exportWh", Quantity.ENERGY_EXPORT_WH, -1);

  private final String keptName;
  private final String payloadKey;
  private final Quantity register;
  private final int sign;

  FlowDirection(String keptName, String payloadKey, Quantity register, int sign) {
    this.keptName = keptName;
    this.payloadKey = payloadKey;
    this.register = register;
    this.sign = sign;
  }

  /** Last part of its name in the state directory and in Home Assistant's ids; a contract. */
  public String keptName() {
    return keptName;
  }

  /** Its name in payloads; a contract. */
  public String payloadKey() {
    return payloadKey;
  }

  Quantity register() {
    return register;
  }

  /**
   * The part of a power that flows in this direction, W, {@code >= 0}.
   *
   * @param powerW positive into the bus
   */
  double share(double powerW) {
    return Math.max(0, sign * powerW);
  }
}
