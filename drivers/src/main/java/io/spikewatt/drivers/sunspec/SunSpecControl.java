package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A control of a SunSpec device: a setpoint that acts while it is enabled, and that the device
 * drops without a write for the reversion time.
 *
 * @param model the model's id
 * @param names its points
 * @param on value of the enabling point for "in force"; 0 is "not"
 * @param fixed points that must have these values before it is enabled
 * @param fixedIfThere the same for points that not every device has
 * @param scale unit of the setpoint
 * @param rated sources of the power of 100 %, best first
 */
record SunSpecControl(
    int model,
    Names names,
    int on,
    Map<String, Integer> fixed,
    Map<String, Integer> fixedIfThere,
    Scale scale,
    List<QuantitySource> rated) {

  /** Below this some inverters go to standby, and take a minute to come back. */
  static final double MIN_PERCENT = 1;

  /** Keeps a quotient just below a whole count, by a rounding error, from losing that count. */
  private static final double NEARLY = 1e-6;

  /**
   * @param setpoint the point that takes the value
   * @param opposite the point behind it that takes the negated value; empty for none
   * @param enable the point that puts it in force
   * @param revertTime the point that takes the reversion time in seconds
   * @param chargePermission the point that takes 1 to permit charging from the grid; empty for none
   */
  record Names(
      String setpoint,
      String opposite,
      String enable,
      String revertTime,
      String chargePermission) {}

  /** Unit of a setpoint. */
  enum Scale {
    /** A limit in percent of the device's largest power. */
    LIMIT_PERCENT,
    /** Power out of the device, in percent of the largest. */
    POWER_PERCENT,
    /** Watts out of the device. */
    WATTS
  }

  /** The largest AC power of a device, best first. */
  static final List<QuantitySource> RATED =
      List.of(
          new QuantitySource(702, "WMax"),
          new QuantitySource(702, "WMaxRtg"),
          new QuantitySource(121, "WMax"),
          new QuantitySource(120, "WRtg"));

  private static final SunSpecControl LIMIT_704 =
      new SunSpecControl(
          704,
          new Names("WMaxLimPct", "", "WMaxLimPctEna", "WMaxLimPctRvrtTms", ""),
          1,
          Map.of(),
          Map.of("WMaxLimPctEnaRvrt", 0),
          Scale.LIMIT_PERCENT,
          RATED);

  private static final SunSpecControl LIMIT_123 =
      new SunSpecControl(
          123,
          new Names("WMaxLimPct", "", "WMaxLim_Ena", "WMaxLimPct_RvrtTms", ""),
          1,
          Map.of(),
          Map.of(),
          Scale.LIMIT_PERCENT,
          RATED);

  private static final SunSpecControl POWER_704 =
      new SunSpecControl(
          704,
          new Names("WSet", "", "WSetEna", "WSetRvrtTms", ""),
          1,
          Map.of("WSetMod", 1),
          Map.of("WSetEnaRvrt", 0),
          Scale.WATTS,
          List.of());

  /**
   * The two rates of model 124 are bounds: discharge at most OutWRte, charge at most InWRte. A
   * negative bound of one is a least power of the other, so p and -p leave just one power. Both
   * bounds count with bits 0 and 1 of StorCtl_Mod.
   */
  private static final SunSpecControl POWER_124 =
      new SunSpecControl(
          124,
          new Names("OutWRte", "InWRte", "StorCtl_Mod", "InOutWRte_RvrtTms", "ChaGriSet"),
          0b11,
          Map.of(),
          Map.of(),
          Scale.POWER_PERCENT,
          List.of(new QuantitySource(124, "WChaMax")));

  /** The outputs of a device with the controls that can do each, best first; may be empty. */
  static Map<Quantity, List<SunSpecControl>> of(SunSpec device) {
    return switch (device.kind()) {
      case INVERTER -> Map.of(Quantity.POWER_LIMIT_W, List.of(LIMIT_704, LIMIT_123));
      // Model 704 sets the AC power of all that is behind a hybrid inverter, not the battery's.
      case BATTERY ->
          Map.of(
              Quantity.POWER_W,
              device.powerFrom() == PowerFrom.DC_MODULES
                  ? List.of(POWER_124)
                  : List.of(POWER_704, POWER_124));
      case METER -> Map.of();
    };
  }

  /** All points that it needs. */
  List<String> points() {
    List<String> points = new ArrayList<>(List.of(names.setpoint, names.enable, names.revertTime));
    points.addAll(fixed.keySet());
    points.addAll(fixedIfThere.keySet());
    if (!names.opposite.isEmpty()) {
      points.add(names.opposite);
    }
    if (!names.chargePermission.isEmpty()) {
      points.add(names.chargePermission);
    }
    return points;
  }

  /** Whether no raw count can be computed without the power of 100 %. */
  boolean needsRated() {
    return scale != Scale.WATTS;
  }

  /**
   * The raw count of a setpoint. Its magnitude is never rounded up, except a limit to the least.
   *
   * @param setpointW the setpoint, W
   * @param unit value of one raw count
   * @param ratedW the power of 100 %, W; for a percentage
   */
  double raw(double setpointW, double unit, OptionalDouble ratedW) {
    return switch (scale) {
      case WATTS -> towardsZero(setpointW / unit);
      case POWER_PERCENT ->
          towardsZero(Math.clamp(100 * setpointW / ratedW.orElseThrow(), -100, 100) / unit);
      case LIMIT_PERCENT -> {
        double percent = Math.clamp(100 * setpointW / ratedW.orElseThrow(), MIN_PERCENT, 100);
        yield Math.max(towardsZero(percent / unit), Math.ceil(MIN_PERCENT / unit - NEARLY));
      }
    };
  }

  private static double towardsZero(double counts) {
    return Math.signum(counts) * Math.floor(Math.abs(counts) + NEARLY);
  }

  /** The raw count without effect: the whole rated power, or the neutral one in watts. */
  double idle(double neutralW, double unit) {
    return scale == Scale.WATTS ? towardsZero(neutralW / unit) : towardsZero(100 / unit);
  }

  /** The power of a raw count, W. */
  double watts(double raw, double unit, OptionalDouble ratedW) {
    return switch (scale) {
      case WATTS -> raw * unit;
      case LIMIT_PERCENT, POWER_PERCENT -> raw * unit / 100 * ratedW.orElseThrow();
    };
  }
}
