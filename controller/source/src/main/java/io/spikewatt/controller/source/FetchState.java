package io.spikewatt.controller.source;

import io.spikewatt.controller.source.FetchSchedule.LastRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * State of one source.
 *
 * @param answer the newest usable one; empty = none within 72 hours
 * @param last request; empty = none since the start
 * @param trouble since the last usable answer; empty = none
 */
record FetchState(
    Optional<UsableAnswer> answer, Optional<LastRequest> last, Optional<Trouble> trouble) {

  /** Slots that ended longer ago are dropped. */
  private static final Duration KEPT = Duration.ofDays(1);

  static final FetchState NEW =
      new FetchState(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A usable answer.
   *
   * @param at time of its request
   * @param slots at least one, ascending
   */
  record UsableAnswer(Instant at, List<SourceSlot> slots) {

    UsableAnswer {
      slots = List.copyOf(slots);
    }

    /** End of the time from {@code now} on that is known without a gap; empty = now is unknown. */
    Optional<Instant> until(Instant now) {
      Optional<Instant> end = Optional.empty();
      for (SourceSlot slot : slots) {
        boolean next = end.map(slot.start()::equals).orElse(!slot.start().isAfter(now));
        if (next && slot.end().isAfter(now)) {
          end = Optional.of(slot.end());
        }
      }
      return end;
    }

    /** With the slots of an older answer that this one lacks, as far as they have not passed. */
    UsableAnswer after(UsableAnswer older) {
      Instant first = slots.getFirst().start();
      Instant end = slots.getLast().end();
      List<SourceSlot> all = new ArrayList<>();
      older.slots.stream()
          .filter(slot -> slot.end().isAfter(at.minus(KEPT)) && !slot.end().isAfter(first))
          .forEach(all::add);
      all.addAll(slots);
      older.slots.stream().filter(slot -> !slot.start().isBefore(end)).forEach(all::add);
      return new UsableAnswer(at, all);
    }
  }

  /**
   * Failures in a row.
   *
   * @param since time of the first
   * @param failure the newest
   * @param isRefusal whether an answer came and was refused
   * @param times {@code >= 1}
   */
  record Trouble(Instant since, SourceFailure failure, boolean isRefusal, int times) {}

  /** End of the values that are known from {@code now} on; empty = none is. */
  Optional<Instant> known(Instant now) {
    return answer.flatMap(newest -> newest.until(now));
  }

  /** The known values; may be empty. */
  List<SourceSlot> slots() {
    return answer.map(UsableAnswer::slots).orElse(List.of());
  }

  FetchState asked(LastRequest request) {
    return new FetchState(answer, Optional.of(request), trouble);
  }

  FetchState answered(UsableAnswer newest) {
    return new FetchState(
        Optional.of(answer.map(newest::after).orElse(newest)), last, Optional.empty());
  }

  /** The service works and has nothing new. */
  FetchState answeredNothing() {
    return new FetchState(answer, last, Optional.empty());
  }

  FetchState failed(SourceFailure failure, boolean isRefusal, Instant now) {
    Instant since = trouble.map(Trouble::since).orElse(now);
    int times = trouble.map(Trouble::times).orElse(0) + 1;
    return new FetchState(answer, last, Optional.of(new Trouble(since, failure, isRefusal, times)));
  }

  FetchState withoutAnswer() {
    return new FetchState(Optional.empty(), last, trouble);
  }
}
