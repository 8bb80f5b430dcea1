package io.spikewatt.controller.evaluate;

import java.util.Locale;

/**
 * Places of an axis's ticks: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param first lowest tick, at or below what is to be shown
 * @param step from one to the next
 * @param count number of ticks, at least 2; the last is at or above what is to be shown
 */
record RoundTicks(double first, double step, int count) {
  private static final int INTERVALS = 5;

  /** Ticks around all of a range; one of no height is widened. */
  static RoundTicks around(double low, double high) {
    double height = high > low ? high - low : Math.max(1e-9, Math.abs(low));
    double decade = Math.pow(10, Math.floor(Math.log10(height / INTERVALS)));
    double step = decade;
    for (double factor : new double[] {2, 5, 10}) {
      step = height / step > INTERVALS ? factor * decade : step;
    }
    double first = Math.floor(low / step + 1e-9);
    double last = Math.max(first + 1, Math.ceil(Math.max(high, low) / step - 1e-9));
    return new RoundTicks(first * step, step, (int) (last - first) + 1);
  }

  double at(int tick) {
    return first + tick * step;
  }

  double last() {
    return at(count - 1);
  }

  /** A tick's number with as many decimals as the step needs. */
  String text(int tick) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    double value = at(tick);
    return String.format(
        Locale.ROOT, "%." + decimals + "f", Math.abs(value) < step / 2 ? 0 : value);
  }
}
