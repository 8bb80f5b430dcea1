package io.spikewatt.config.load;

import java.util.regex.Pattern;

/** Guesses the intended value of a wrong number. */
final class NumberHint {

  private static final Pattern COMMA = Pattern.compile("[-+]?[0-9]+,[0-9]+");
  private static final Pattern ZERO = Pattern.compile("[-+]?0[0-9][0-9.]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  private NumberHint() {}

  /**
   * The guess in brackets, after a blank; or nothing.
   *
   * @param unit of a right value
   * @param min smallest right value
   */
  static String of(SyntaxTree.Scalar scalar, String unit, double min) {
    String text = scalar.text();
    if (COMMA.matcher(text).matches()) {
      return " (write a decimal point)";
    }
    if (!scalar.plain()) {
      return "";
    }
    if (ZERO.matcher(text).matches()) {
      return " (write no zero in front)";
    }
    boolean kilo = unit.equals("W") || unit.equals("Wh");
    return kilo && NUMBER.matcher(text).matches() && isLess(text, min)
        ? " (k%s in place of %s?)".formatted(unit, unit)
        : "";
  }

  private static boolean isLess(String text, double min) {
    double value = Double.parseDouble(text);
    return value > 0 && value < min;
  }
}
