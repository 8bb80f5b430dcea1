package io.spikewatt.controller.price;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Published values of one kind by quarter hour, each with its provenance. A source never replaces
 * what a command published.
 */
final class PublishedValues {

  private record Value(double value, PriceProvenance provenance) {}

  private final TreeMap<Instant, Value> bySlot = new TreeMap<>();

  /**
   * Takes a value over, unless a stronger one is known.
   *
   * @return whether anything changed
   */
  boolean put(Instant start, double value, PriceProvenance provenance) {
    Value known = bySlot.get(start);
    Value next = new Value(value, provenance);
    boolean weaker = known != null && provenance.origin().compareTo(known.provenance.origin()) > 0;
    if (weaker || next.equals(known)) {
      return false;
    }
    bySlot.put(start, next);
    return true;
  }

  OptionalDouble at(Instant start) {
    Value known = bySlot.get(start);
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known.value);
  }

  Optional<PriceProvenance> provenanceAt(Instant start) {
    return Optional.ofNullable(bySlot.get(start)).map(Value::provenance);
  }

  boolean isEmpty() {
    return bySlot.isEmpty();
  }

  /** Start of the last slot; empty without any. */
  Optional<Instant> last() {
    return Optional.ofNullable(bySlot.lastEntry()).map(Map.Entry::getKey);
  }

  /** Start of the last slot before a time; empty without any. */
  Optional<Instant> before(Instant time) {
    return Optional.ofNullable(bySlot.lowerKey(time));
  }

  /** Starts of all slots, ascending. */
  Iterable<Instant> starts() {
    return bySlot.keySet();
  }

  void forgetBefore(Instant time) {
    bySlot.headMap(time).clear();
  }
}
