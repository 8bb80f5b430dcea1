package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.hal.signal.Quantity;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A control of a SunSpec device: a setpoint that counts while it is enabled, and that the device
 * drops by itself when it is not written for the reversion time.
 *
 * @param model the model's id
 * @param setpoint the point that takes the value
 * @param enable the point that takes 1 for "in force" and 0 for "not"
 * @param revertTime the point that takes the reversion time in seconds
 * @param fixed points that must have these values before it is enabled
 * @param scale what the setpoint counts
 */
record Control(
    int model,
    String setpoint,
    String enable,
    String revertTime,
    Map<String, Integer> fixed,
    Scale scale) {

  /** Below this some inverters go to standby, and take a minute to come back. */
  static final double MIN_PERCENT = 1;

  /** What a setpoint counts. */
  enum Scale {
    /** A limit in percent of the device's largest power. */
    PERCENT_OF_RATED,
    /** Watts out of the device. */
    WATTS
  }

  /** The output of a kind of device with the controls that can do it, best first; may be empty. */
  static Map<Quantity, List<Control>> of(Kind kind) {
    return switch (kind) {
      case INVERTER ->
          Map.of(
              Quantity.POWER_LIMIT_W,
              List.of(
                  new Control(
                      704,
                      "WMaxLimPct",
                      "WMaxLimPctEna",
                      "WMaxLimPctRvrtTms",
                      Map.of(),
                      Scale.PERCENT_OF_RATED),
                  new Control(
                      123,
                      "WMaxLimPct",
                      "WMaxLim_Ena",
                      "WMaxLimPct_RvrtTms",
                      Map.of(),
                      Scale.PERCENT_OF_RATED)));
      case BATTERY ->
          Map.of(
              Quantity.POWER_W,
              List.of(
                  new Control(
                      704, "WSet", "WSetEna", "WSetRvrtTms", Map.of("WSetMod", 1), Scale.WATTS)));
      case METER -> Map.of();
    };
  }

  /** Where the power that 100 % stands for is found, best first. */
  static final List<Source> RATED =
      List.of(
          new Source(702, "WMax"),
          new Source(702, "WMaxRtg"),
          new Source(121, "WMax"),
          new Source(120, "WRtg"));

  /** All points that it needs. */
  List<String> points() {
    List<String> names = new java.util.ArrayList<>(List.of(setpoint, enable, revertTime));
    names.addAll(fixed.keySet());
    return names;
  }

  /**
   * The raw count for a wish; a limit is never rounded up, except to the least one.
   *
   * @param wishW the wish, W
   * @param unit what one raw count is worth
   * @param ratedW largest power, W; for {@link Scale#PERCENT_OF_RATED}
   */
  double raw(double wishW, double unit, OptionalDouble ratedW) {
    return switch (scale) {
      case WATTS -> Math.rint(wishW / unit);
      case PERCENT_OF_RATED -> {
        double percent = Math.clamp(100 * wishW / ratedW.orElseThrow(), MIN_PERCENT, 100);
        yield Math.max(Math.floor(percent / unit + 1e-6), Math.ceil(MIN_PERCENT / unit - 1e-6));
      }
    };
  }

  /** The power that a raw count stands for, W. */
  double watts(double raw, double unit, OptionalDouble ratedW) {
    return switch (scale) {
      case WATTS -> raw * unit;
      case PERCENT_OF_RATED -> raw * unit / 100 * ratedW.orElseThrow();
    };
  }
}
