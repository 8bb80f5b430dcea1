package io.spikewatt.hal.signal;

/**
 * Physical quantity of a signal, with its unit, its public name and the range of possible values.
 *
 * <p>Signs: positive power flows <em>into</em> the site bus (import, PV production, battery
 * discharge), so a balance over all devices sums to zero; consumers read negative.
 */
public enum Quantity {
  /** Active power into the site bus, W. As an output: the power to hold. */
  POWER_W("power_w", "W", -1e9, 1e9),
  /** Upper bound for the magnitude of power a device may produce or consume, W; an output. */
  POWER_LIMIT_W("power_limit_w", "W", 0, 1e9),
  /** Reactive power, var. */
  REACTIVE_POWER_VAR("reactive_power_var", "var", -1e9, 1e9),
  POWER_L1_W("power_l1_w", "W", -1e9, 1e9),
  POWER_L2_W("power_l2_w", "W", -1e9, 1e9),
  POWER_L3_W("power_l3_w", "W", -1e9, 1e9),
  VOLTAGE_L1_V("voltage_l1_v", "V", 0, 40_000),
  VOLTAGE_L2_V("voltage_l2_v", "V", 0, 40_000),
  VOLTAGE_L3_V("voltage_l3_v", "V", 0, 40_000),
  CURRENT_L1_A("current_l1_a", "A", -10_000, 10_000),
  CURRENT_L2_A("current_l2_a", "A", -10_000, 10_000),
  CURRENT_L3_A("current_l3_a", "A", -10_000, 10_000),
  FREQUENCY_HZ("frequency_hz", "Hz", 40, 70),
  /** Energy that flowed into the bus since the counter's start (import, production), Wh. */
  ENERGY_IMPORT_WH("energy_import_wh", "Wh", 0, 1e13),
  /** Energy that flowed out of the bus since the counter's start (export, consumption), Wh. */
  ENERGY_EXPORT_WH("energy_export_wh", "Wh", 0, 1e13),
  /** State of charge, percent of usable capacity. */
  SOC_PCT("soc_pct", "%", 0, 100),
  /** State of charge that an EV's driver requests at departure, percent. */
  SOC_TARGET_PCT("soc_target_pct", "%", 0, 100),
  /** Seconds until the EV leaves, as reported by the driver or the charger, s. */
  DEPARTURE_IN_S("departure_in_s", "s", 0, 14 * 86_400),
  /** Battery capacity of the vehicle that is plugged in, Wh. */
  CAPACITY_WH("capacity_wh", "Wh", 0, 1e10),
  /** Temperature of the device itself, or of a heat pump's store: the tank or the room. */
  TEMPERATURE_C("temperature_c", "°C", -80, 200),
  OUTDOOR_TEMPERATURE_C("outdoor_temperature_c", "°C", -60, 70),
  /** 1 = plugged in or connected, 0 = not. */
  CONNECTED("connected", "1", 0, 1),
  /** 1 = closed, 0 = open, of an input contact or a relay. */
  CONTACT("contact", "1", 0, 1),
  /** Largest feed-in that the grid operator permits, percent of the PV's rated power. */
  FEED_IN_LIMIT_PCT("feed_in_limit_pct", "%", 0, 100),
  /** SG-Ready: 1 = blocked, 2 = normal, 3 = encouraged, 4 = ordered to run. */
  SG_READY_STATE("sg_ready_state", "1", 1, 4),
  /** State word of the device in its own coding. */
  STATE_CODE("state_code", "1", 0, 0xFFFF_FFFFL),
  /** Power of a compute cluster that does nothing, W. */
  IDLE_POWER_W("idle_power_w", "W", 0, 1e9),
  /** Least power at which a compute cluster does useful work, W. */
  CLIFF_POWER_W("cliff_power_w", "W", 0, 1e9),
  /** Power at which a compute cluster does its full work, W. */
  FULL_POWER_W("full_power_w", "W", 0, 1e9),
  /**
   * Share of its full work that a compute cluster does at the cliff, percent; without a cliff, when
   * idle. The next ones: at a quarter, half and three quarters of the way from there to full power.
   */
  WORK_SHARE_0_PCT("work_share_0_pct", "%", 0, 100),
  WORK_SHARE_25_PCT("work_share_25_pct", "%", 0, 100),
  WORK_SHARE_50_PCT("work_share_50_pct", "%", 0, 100),
  WORK_SHARE_75_PCT("work_share_75_pct", "%", 0, 100),
  /** Number of jobs that run on a compute cluster. */
  JOBS("jobs", "1", 0, 1e9),
  /** Work of a compute cluster, a second, in its own unit. */
  WORK_PER_S("work_per_s", "1/s", 0, 1e15);

  private final String wireName;
  private final String unit;
  private final double min;
  private final double max;

  Quantity(String wireName, String unit, double min, double max) {
    this.wireName = wireName;
    this.unit = unit;
    this.min = min;
    this.max = max;
  }

  /** Name in topics, JSON and config: lower case with the unit. */
  public String wireName() {
    return wireName;
  }

  /** Unit symbol; "1" for a number without one. */
  public String unit() {
    return unit;
  }

  /** True for an energy that a meter counts. */
  public boolean isCounted() {
    return this == ENERGY_IMPORT_WH || this == ENERGY_EXPORT_WH;
  }

  /** Whether {@code value} is a finite number that this quantity can have. */
  public boolean plausible(double value) {
    return value >= min && value <= max;
  }

  /** Smallest plausible value. */
  public double min() {
    return min;
  }

  /** Largest plausible value. */
  public double max() {
    return max;
  }
}
