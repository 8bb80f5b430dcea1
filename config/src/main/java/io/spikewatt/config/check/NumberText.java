package io.spikewatt.config.check;

import java.math.BigDecimal;

/** Formats numbers in messages as a person writes them. */
public final class NumberText {

  private NumberText() {}

  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return value > 0 ? "any number" : Double.toString(value);
    }
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
