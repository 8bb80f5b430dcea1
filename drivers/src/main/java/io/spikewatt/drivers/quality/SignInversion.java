package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;

/** Sign correction for a meter with reversed transformers. Applied twice it has no effect. */
public final class SignInversion {

  private SignInversion() {}

  /** Signal of a reading: such a meter's import is export. */
  public static Quantity of(Quantity quantity) {
    return switch (quantity) {
      case ENERGY_IMPORT_WH -> Quantity.ENERGY_EXPORT_WH;
      case ENERGY_EXPORT_WH -> Quantity.ENERGY_IMPORT_WH;
      default -> quantity;
    };
  }

  static Signal of(Signal signal) {
    return new Signal(signal.deviceId(), of(signal.quantity()));
  }

  /** The corrected value. */
  static double of(Quantity quantity, double value) {
    // 0 - 0 is 0, and not -0.
    return signed(quantity) ? 0 - value : value;
  }

  static Sample of(Sample sample) {
    return switch (sample) {
      case Sample.Good good -> of(good);
      case Sample.Missing missing ->
          new Sample.Missing(of(missing.signal()), missing.reason(), missing.at());
    };
  }

  static Sample.Good of(Sample.Good good) {
    Signal signal = good.signal();
    return new Sample.Good(of(signal), of(signal.quantity(), good.value()), good.at());
  }

  /** Whether the direction is in the value's sign. */
  public static boolean signed(Quantity quantity) {
    return switch (quantity) {
      case POWER_W,
          POWER_L1_W,
          POWER_L2_W,
          POWER_L3_W,
          REACTIVE_POWER_VAR,
          CURRENT_L1_A,
          CURRENT_L2_A,
          CURRENT_L3_A ->
          true;
      default -> false;
    };
  }
}
