package io.spikewatt.hal.guard;

import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;

/**
 * Narrows an output by measurements: no discharge from an empty battery, no power at all while the
 * state of charge is unknown. Has no side effects and is cheap; the gate calls it every cycle.
 */
@FunctionalInterface
public interface Interlock {

  /**
   * The range that is allowed for {@code output} now; {@link Range#ALL} where it does not apply.
   */
  Range allowed(Signal output, PlantSnapshot snapshot);

  /** Closed range of values; {@code why} is a short sentence, published when the range bites. */
  record Range(double min, double max, String why) {
    public static final Range ALL =
        new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "");

    public Range {
      if (!(min <= max)) {
        throw new IllegalArgumentException("empty range " + min + ".." + max + " (" + why + ")");
      }
    }
  }
}
