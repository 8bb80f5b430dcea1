package io.spikewatt.controller.sparkplug;

import java.time.Instant;
import java.util.Optional;

/**
 * A metric's present value.
 *
 * @param value empty = there is none: unknown by its quality, or none is set
 */
record MetricReading(
    MetricDefinition definition, Optional<MetricValue> value, MetricQuality quality, Instant at) {

  static MetricReading of(MetricDefinition definition, double value, Instant at) {
    return good(definition, new MetricValue.Real(value), at);
  }

  static MetricReading of(MetricDefinition definition, String value, Instant at) {
    return good(definition, new MetricValue.Text(value), at);
  }

  static MetricReading good(MetricDefinition definition, MetricValue value, Instant at) {
    return new MetricReading(definition, Optional.of(value), MetricQuality.GOOD, at);
  }

  static MetricReading unset(MetricDefinition definition, Instant at) {
    return new MetricReading(definition, Optional.empty(), MetricQuality.GOOD, at);
  }

  static MetricReading missing(MetricDefinition definition, MetricQuality quality, Instant at) {
    return new MetricReading(definition, Optional.empty(), quality, at);
  }

  /** True if this reading must be sent to hosts that have the known one. */
  boolean differs(MetricReading known) {
    if (quality != known.quality) {
      return true;
    }
    if (value.orElse(null) instanceof MetricValue.Real now
        && known.value.orElse(null) instanceof MetricValue.Real before
        && definition.deadband() > 0) {
      return Math.abs(now.value() - before.value()) >= definition.deadband();
    }
    return !value.equals(known.value);
  }
}
