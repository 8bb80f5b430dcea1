package io.spikewatt.controller.estimate;

import io.spikewatt.hal.time.Moment;
import java.util.OptionalDouble;

/** A quantity of the plant: known and from where, or unknown and why. */
public sealed interface Estimate {

  /** How a value came to be known. */
  enum How {
    /** Read from a device. */
    MEASURED,
    /** From the balance of the others, or from a redundant device. */
    DERIVED,
    /** Said by the configuration. */
    CONFIGURED,
    /** The site has no such device, so the value is 0 for certain. */
    NOT_INSTALLED
  }

  /**
   * @param value finite, in the unit that the holder names
   * @param how where it comes from
   * @param at when it was true (the oldest of the samples it was made of)
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

  /** Whether the site has such a device; if it has not, the value is 0 for certain. */
  default boolean isInstalled() {
    return !(this instanceof Known known && known.how() == How.NOT_INSTALLED);
  }

  default boolean isKnown() {
    return this instanceof Known;
  }
}
