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
   * @param known its values
   */
  record UsableAnswer(Instant at, SourceReading.Known known) {

    /** Prices or emissions; none of a source of weather. */
    List<SourceSlot> slots() {
      return known instanceof SourceReading.Slots one ? one.slots() : List.of();
    }

    /**
     * With the slots of an older answer that this one lacks, as far as they have not passed.
     * Weather is replaced: a prediction keeps its one time.
     */
    UsableAnswer after(UsableAnswer older) {
      return known instanceof SourceReading.Slots newest
              && older.known instanceof SourceReading.Slots before
          ? new UsableAnswer(at, joined(newest.slots(), before.slots()))
          : this;
    }

    private SourceReading.Slots joined(List<SourceSlot> slots, List<SourceSlot> before) {
      Instant first = slots.getFirst().start();
      Instant end = slots.getLast().end();
      List<SourceSlot> all = new ArrayList<>();
      before.stream()
          .filter(slot -> slot.end().isAfter(at.minus(KEPT)) && !slot.end().isAfter(first))
          .forEach(all::add);
      all.addAll(slots);
      before.stream().filter(slot -> !slot.start().isBefore(end)).forEach(all::add);
      return new SourceReading.Slots(all);
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
    return answer.flatMap(newest -> newest.known().until(now));
  }

  /** Known prices or emissions; may be empty. */
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
