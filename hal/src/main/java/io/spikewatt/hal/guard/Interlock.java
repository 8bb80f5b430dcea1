package io.spikewatt.hal.guard;

import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;

/**
 * Narrows an output by what was measured: no discharge from an empty battery, nothing at all while
 * the state of charge is unknown. Pure and cheap; the gate asks every cycle.
 */
@FunctionalInterface
public interface Interlock {

  /** The range that is allowed for {@code output} now; {@link Range#ALL} where it has no say. */
  Range allowed(Signal output, PlantSnapshot snapshot);

  /**
   * Closed range of values.
   *
   * @param why one short sentence that is published when the range bites
   */
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
