package io.spikewatt.drivers.iec62056;

/**
 * Range and resolution of a counter on a meter's display, in the signal's unit.
 *
 * @param span value at which it wraps to 0; infinite if the digits do not show it
 * @param step its last digit
 */
record CounterDisplay(double span, double step) {

  /** Usual digits before the point of a meter's display. */
  private static final int FEWEST_DIGITS = 5;

  private static final int MOST_DIGITS = 9;

  /** The display of unsigned digits: of {@code 001234.567} a million, in thousandths. */
  static CounterDisplay of(String digits, double factor) {
    int point = digits.indexOf('.');
    int whole = point < 0 ? digits.length() : point;
    int decimals = point < 0 ? 0 : digits.length() - point - 1;
    boolean usual = whole >= FEWEST_DIGITS && whole <= MOST_DIGITS;
    double unit = Math.abs(factor);
    return new CounterDisplay(
        usual ? Math.pow(10, whole) * unit : Double.POSITIVE_INFINITY,
        Math.pow(10, -decimals) * unit);
  }
}
