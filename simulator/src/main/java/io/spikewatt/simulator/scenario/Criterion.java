package io.spikewatt.simulator.scenario;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One measured figure of a scenario beside its goal.
 *
 * @param what the measured quantity, with its unit
 * @param measured the figure as text
 * @param goal the goal as text
 * @param met whether the goal is met
 */
public record Criterion(String what, String measured, String goal, boolean met) {

  static Criterion atMost(String what, double measured, double most) {
    return new Criterion(what, number(measured), "<= " + number(most), measured <= most);
  }

  static Criterion atLeast(String what, double measured, double least) {
    return new Criterion(what, number(measured), ">= " + number(least), measured >= least);
  }

  static Criterion is(String what, String measured, String wanted) {
    return new Criterion(what, measured, wanted, measured.equals(wanted));
  }

  static Criterion holds(String what, boolean holds) {
    return new Criterion(what, holds ? "yes" : "no", "yes", holds);
  }

  /** A figure without a goal. */
  static Criterion informative(String what, double measured) {
    return new Criterion(what, number(measured), "told", !Double.isNaN(measured));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%.0f", value);
  }

  /** A setpoint to compare with {@link #is}. */
  static String text(OptionalDouble value) {
    return value.isEmpty() ? "none" : String.format(Locale.ROOT, "%.0f", value.getAsDouble());
  }
}
