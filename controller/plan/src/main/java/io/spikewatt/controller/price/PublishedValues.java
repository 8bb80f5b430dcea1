package io.spikewatt.controller.price;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Published values of one kind by quarter hour, each with its origin. A source never replaces what
 * a command published.
 */
final class PublishedValues {

  private record Value(double value, PriceOrigin origin) {}

  private final TreeMap<Instant, Value> bySlot = new TreeMap<>();

  /**
   * Takes a value over, unless a stronger one is known.
   *
   * @return whether anything changed
   */
  boolean put(Instant start, double value, PriceOrigin origin) {
    Value known = bySlot.get(start);
    Value next = new Value(value, origin);
    if (next.equals(known) || (known != null && origin.compareTo(known.origin) > 0)) {
      return false;
    }
    bySlot.put(start, next);
    return true;
  }

  OptionalDouble at(Instant start) {
    Value known = bySlot.get(start);
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known.value);
  }

  Optional<PriceOrigin> originAt(Instant start) {
    return Optional.ofNullable(bySlot.get(start)).map(Value::origin);
  }

  boolean isEmpty() {
    return bySlot.isEmpty();
  }

  /** Start of the last slot; empty without any. */
  Optional<Instant> last() {
    return Optional.ofNullable(bySlot.lastEntry()).map(Map.Entry::getKey);
  }

  /** Starts of all slots, ascending. */
  Iterable<Instant> starts() {
    return bySlot.keySet();
  }

  void forgetBefore(Instant time) {
    bySlot.headMap(time).clear();
  }
}
