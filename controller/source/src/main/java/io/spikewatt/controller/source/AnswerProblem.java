package io.spikewatt.controller.source;

import java.io.Serial;
import java.math.BigDecimal;
import java.math.MathContext;

/** An answer is not what its description says. Stays inside this package. */
final class AnswerProblem extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private static final int SHOWN = 60;

  private static final MathContext SHOWN_DIGITS = new MathContext(6);

  /** Most zeros at the end, or behind the point, before a power of ten is shorter. */
  private static final int SHOWN_ZEROS = 9;

  private final String where;
  private final String expected;
  private final String found;

  AnswerProblem(String where, String expected, String found) {
    super(expected, null, false, false);
    this.where = where;
    this.expected = expected;
    this.found = found;
  }

  SourceReading.Unusable reading() {
    return new SourceReading.Unusable(where, expected, found);
  }

  /** A number with at most six digits that count, without zeros behind them: 1500, 0.06, 1E+308. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal digits = new BigDecimal(value, SHOWN_DIGITS).stripTrailingZeros();
    int zeros = Math.max(-digits.scale(), digits.scale() - digits.precision());
    return zeros > SHOWN_ZEROS ? digits.toString() : digits.toPlainString();
  }

  /** A number in the unit of an answer, and in the one it is converted to if it differs there. */
  static String converted(double given, String unit, double value) {
    String found = number(given) + " " + unit;
    return number(given).equals(number(value)) ? found : found + ", which is " + number(value);
  }

  /** A text that a server chose: short, on one line, in quotes. */
  static String shown(String text) {
    String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return "\"" + cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\u2028\\u2029]", "?") + "\"";
  }
}
