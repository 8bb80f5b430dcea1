package io.spikewatt.controller.source;

import io.spikewatt.config.source.WeatherQuantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Content of an answer for the requested period. It is used whole or not at all. */
public sealed interface SourceReading {

  /** Values for the period. */
  sealed interface Known extends SourceReading permits Slots, Weather {

    /**
     * End of the time from {@code now} on that is known without a gap; empty = now is unknown. Of
     * weather, the quantity that is known longest counts.
     */
    Optional<Instant> until(Instant now);
  }

  /**
   * Values of the period; a slot that is not among them is not known.
   *
   * @param slots at least one, ascending, without overlaps
   */
  record Slots(List<SourceSlot> slots) implements Known {
    public Slots {
      slots = List.copyOf(slots);
      if (slots.isEmpty()) {
        throw new IllegalArgumentException("expected a slot");
      }
    }

    @Override
    public Optional<Instant> until(Instant now) {
      Optional<Instant> end = Optional.empty();
      for (SourceSlot slot : slots) {
        boolean next = end.map(slot.start()::equals).orElse(!slot.start().isAfter(now));
        if (next && slot.end().isAfter(now)) {
          end = Optional.of(slot.end());
        }
      }
      return end;
    }

    /** True if every moment of a period has a value, so that tomorrow is there without a gap. */
    public boolean cover(RequestPeriod period) {
      Instant known = period.from();
      for (SourceSlot slot : slots) {
        if (!slot.start().isAfter(known) && slot.end().isAfter(known)) {
          known = slot.end();
        }
      }
      return !known.isBefore(period.to());
    }
  }

  /**
   * Predicted weather of the period.
   *
   * @param quantities at least one; slots of one length, ascending, without overlaps
   */
  record Weather(Map<WeatherQuantity, List<SourceSlot>> quantities) implements Known {

    public Weather {
      Map<WeatherQuantity, List<SourceSlot>> copy = new EnumMap<>(WeatherQuantity.class);
      quantities.forEach((quantity, slots) -> copy.put(quantity, List.copyOf(slots)));
      if (copy.isEmpty() || copy.values().stream().anyMatch(List::isEmpty)) {
        throw new IllegalArgumentException("expected a slot of each quantity");
      }
      quantities = Collections.unmodifiableMap(copy);
    }

    @Override
    public Optional<Instant> until(Instant now) {
      return quantities.values().stream()
          .flatMap(slots -> new Slots(slots).until(now).stream())
          .max(Comparator.naturalOrder());
    }
  }

  /**
   * The service works and has nothing for the period yet: no error, and no reason to hurry.
   *
   * @param why a sentence for the log
   */
  record NoneYet(String why) implements SourceReading {}

  /**
   * The answer is not what the description says; nothing of it is used.
   *
   * @param where place in the answer
   * @param expected right content
   * @param found actual content, short and on one line
   * @param unit another unit than before; empty = another reason
   */
  record Unusable(String where, String expected, String found, Optional<UnitChange> unit)
      implements SourceReading {

    public Unusable(String where, String expected, String found) {
      this(where, expected, found, Optional.empty());
    }

    /** The same as the reason of a failure. */
    SourceFailure failure() {
      return new SourceFailure(toString(), unit);
    }

    /** One line for the log. */
    @Override
    public String toString() {
      return where + ": expected " + expected + ", found " + found;
    }
  }

  /**
   * Readings of several requests as one: unusable if one is, none yet if all are.
   *
   * @param readings at least one
   */
  static SourceReading merged(List<SourceReading> readings) {
    Optional<SourceReading> unusable =
        readings.stream().filter(Unusable.class::isInstance).findFirst();
    if (unusable.isPresent()) {
      return unusable.get();
    }
    if (readings.size() == 1) {
      return readings.getFirst();
    }
    List<SourceSlot> slots = new ArrayList<>();
    for (SourceReading reading : readings) {
      if (reading instanceof Slots known) {
        slots.addAll(known.slots());
      }
    }
    if (slots.isEmpty()) {
      return readings.getFirst();
    }
    slots.sort(Comparator.comparing(SourceSlot::start));
    for (int i = 1; i < slots.size(); i++) {
      if (slots.get(i).start().isBefore(slots.get(i - 1).end())) {
        return new Unusable(
            "slot " + slots.get(i).start(),
            "a slot from " + slots.get(i - 1).end() + " on",
            "one that overlaps another answer's");
      }
    }
    return new Slots(slots);
  }
}
