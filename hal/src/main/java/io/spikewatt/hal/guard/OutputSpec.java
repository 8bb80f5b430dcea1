package io.spikewatt.hal.guard;

import io.spikewatt.hal.signal.Signal;

/**
 * Limits and fallback values of one output.
 *
 * @param signal the output
 * @param min smallest permitted value
 * @param max largest permitted value
 * @param maxStepPerS largest change of the value a second; infinity for none
 * @param safeValue fallback of the output when its setpoint expires; within min..max
 * @param neutralValue value of the output after the daemon stops; within min..max
 */
public record OutputSpec(
    Signal signal,
    double min,
    double max,
    double maxStepPerS,
    double safeValue,
    double neutralValue) {

  public OutputSpec {
    requireInside(signal, "safe value", safeValue, min, max);
    requireInside(signal, "neutral value", neutralValue, min, max);
    if (!(maxStepPerS > 0)) {
      throw new IllegalArgumentException(signal + ": ramp must be > 0, was " + maxStepPerS);
    }
  }

  private static void requireInside(Signal signal, String what, double v, double min, double max) {
    if (!(v >= min && v <= max)) {
      throw new IllegalArgumentException(
          signal + ": " + what + " " + v + " is outside " + min + ".." + max);
    }
  }
}
