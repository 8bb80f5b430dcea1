package io.spikewatt.controller.estimate;

import io.spikewatt.hal.time.Moment;
import java.util.OptionalDouble;

/** A quantity of the plant: known with its source, or unknown with the reason. */
public sealed interface Estimate {

  /** Source of a value. */
  enum How {
    /** Read from a device. */
    MEASURED,
    /** From the balance of the others, or from a redundant device. */
    DERIVED,
    /** From the configuration. */
    CONFIGURED,
    /** The site has no such device, so the value is certainly 0. */
    NOT_INSTALLED
  }

  /**
   * @param value finite, in the unit of the field that holds it
   * @param how its source
   * @param at its time (that of the oldest sample used)
   */
  record Known(double value, How how, Moment at) implements Estimate {
    public Known {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a known value is finite, was " + value);
      }
    }
  }

  /**
   * @param reason one short sentence for people
   */
  record Unknown(String reason) implements Estimate {}

  /** The value if it is known; the caller's policy decides what empty means. */
  default OptionalDouble ifKnown() {
    return this instanceof Known known ? OptionalDouble.of(known.value()) : OptionalDouble.empty();
  }

  /** Whether the site has such a device; without one the value is certainly 0. */
  default boolean isInstalled() {
    return !(this instanceof Known known && known.how() == How.NOT_INSTALLED);
  }

  default boolean isKnown() {
    return this instanceof Known;
  }
}
