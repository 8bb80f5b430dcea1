package io.spikewatt.controller.asset;

import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    private static final Known NOTHING =
        new Known(0, How.NOT_INSTALLED, new Moment(0, Instant.EPOCH));

    public Known {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a known value is finite, was " + value);
      }
    }
  }

  /** {@code reason}: one short sentence for people. */
  record Unknown(String reason) implements Estimate {}

  /** A device's reading of a quantity. */
  static Estimate of(PlantSnapshot snapshot, String id, Quantity quantity) {
    return switch (snapshot.get(id, quantity)) {
      case Sample.Good good -> new Known(good.value(), How.MEASURED, good.at());
      case Sample.Missing missing -> new Unknown(missing.signal() + ": " + missing.reason());
    };
  }

  /** Sum in the order given; unknown if a part is, 0 for certain if there is none. */
  static Estimate sum(Collection<Estimate> parts) {
    List<Known> known = new ArrayList<>(parts.size());
    for (Estimate part : parts) {
      switch (part) {
        case Unknown unknown -> {
          return unknown;
        }
        case Known value -> known.add(value);
      }
    }
    return sumOfKnown(known);
  }

  /** Sum in the order given, as old as its oldest part. */
  static Known sumOfKnown(List<Known> parts) {
    if (parts.isEmpty()) {
      return Known.NOTHING;
    }
    double value = 0;
    How how = How.MEASURED;
    Moment at = parts.getFirst().at();
    for (Known part : parts) {
      value += part.value();
      how = part.how() == How.DERIVED ? How.DERIVED : how;
      at = part.at().isBefore(at) ? part.at() : at;
    }
    return new Known(value, how, at);
  }

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
