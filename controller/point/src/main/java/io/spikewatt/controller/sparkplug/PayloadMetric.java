package io.spikewatt.controller.sparkplug;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One metric of a payload.
 *
 * @param name empty where the alias says which metric it is
 * @param alias number of the metric, unique over the node and its devices
 * @param timestamp when the value was taken, ms since 1970
 * @param type code of its data type; empty = as in the birth
 * @param historical whether it is an old value that must not be shown as the present one
 * @param value empty = null: there is no value
 * @param properties by name, in their order; a received metric's are not read
 */
record PayloadMetric(
    Optional<String> name,
    OptionalLong alias,
    OptionalLong timestamp,
    OptionalInt type,
    boolean historical,
    Optional<MetricValue> value,
    Map<String, Property> properties) {

  PayloadMetric {
    properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  record Property(MetricType type, MetricValue value) {}
}
