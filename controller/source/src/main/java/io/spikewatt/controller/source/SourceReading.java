package io.spikewatt.controller.source;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Content of an answer for the requested period. It is used whole or not at all. */
public sealed interface SourceReading {

  /**
   * Values of the period; a slot that is not among them is not known.
   *
   * @param slots at least one, ascending, without overlaps
   */
  record Slots(List<SourceSlot> slots) implements SourceReading {
    public Slots {
      slots = List.copyOf(slots);
      if (slots.isEmpty()) {
        throw new IllegalArgumentException("expected a slot");
      }
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
