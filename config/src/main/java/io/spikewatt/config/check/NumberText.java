package io.spikewatt.config.check;

import java.math.BigDecimal;

/** Formats numbers in messages as a person writes them. */
public final class NumberText {

  private NumberText() {}

  public static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
