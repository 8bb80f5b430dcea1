package io.spikewatt.controller.sparkplug;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Metrics of the last birth of the node or of one device, with the values that hosts have. Confined
 * to one thread.
 */
final class KnownMetrics {

  private final Map<String, Long> aliases = new LinkedHashMap<>();
  private final Map<String, MetricReading> sent = new LinkedHashMap<>();

  /** Forgets values, not aliases: the same metric keeps its alias while the process lives. */
  void born(List<MetricReading> readings, LongSupplier nextAlias) {
    sent.clear();
    for (MetricReading reading : readings) {
      String name = reading.definition().name();
      aliases.computeIfAbsent(name, _ -> nextAlias.getAsLong());
      sent.put(name, reading);
    }
  }

  /** Whether the birth had exactly these metrics. */
  boolean covers(List<MetricReading> readings) {
    return readings.size() == sent.size()
        && readings.stream().allMatch(reading -> sent.containsKey(reading.definition().name()));
  }

  /** Readings that hosts do not know yet; they count as sent. */
  List<MetricReading> changed(List<MetricReading> readings) {
    List<MetricReading> news =
        readings.stream()
            .filter(
                reading -> {
                  MetricReading known = sent.get(reading.definition().name());
                  return known == null || reading.differs(known);
                })
            .toList();
    news.forEach(reading -> sent.put(reading.definition().name(), reading));
    return news;
  }

  long alias(MetricDefinition definition) {
    Long alias = aliases.get(definition.name());
    if (alias == null) {
      throw new IllegalArgumentException("not born: " + definition);
    }
    return alias;
  }

  /** The metric of that name or, without a name, of that alias. */
  Optional<MetricDefinition> find(Optional<String> name, OptionalLong alias) {
    if (name.isPresent()) {
      return Optional.ofNullable(sent.get(name.get())).map(MetricReading::definition);
    }
    return sent.values().stream()
        .map(MetricReading::definition)
        .filter(one -> alias.isPresent() && alias(one) == alias.getAsLong())
        .findFirst();
  }
}
