package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Quantity;
import java.util.Locale;

/** Values for people. */
final class ValueText {

  private ValueText() {}

  static String of(double value, Quantity quantity) {
    String number = Math.abs(value) >= 100 ? "%.0f" : "%.2f";
    return String.format(Locale.ROOT, number + " %s", value, quantity.unit());
  }
}
