package io.spikewatt.controller.decision;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Answers what was decided at a time, from the log. Safe for use by many threads. */
public record DecisionQuery(ZoneId zone, String currency, HistoryBuffer history) {

  /** A thinned-out log has at least one decision a local day. */
  private static final Duration MOST_BETWEEN_CHANGES = Duration.ofHours(25);

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /**
   * The decision in force at a time. A time without seconds stands for the end of its minute: at a
   * slot's start that is what the slot's own plan decided.
   *
   * @param asked as {@code spikewatt why} takes it; empty = now
   * @return one JSON document, {@code {"error"}} if there is no answer
   */
  public String answer(String asked, Instant now) {
    Optional<Instant> at = AskedTime.of(asked, now, zone);
    if (at.isEmpty()) {
      return JsonWriter.error(AskedTime.EXPECTED + ", found \"" + asked.strip() + "\"");
    }
    if (at.get().isAfter(now)) {
      return JsonWriter.error(local(at.get()) + " is still to come; it is " + local(now));
    }
    try {
      Instant minute = at.get().truncatedTo(ChronoUnit.MINUTES);
      return answer(at.get().equals(minute) ? minute.plusSeconds(59) : at.get(), now);
    } catch (HistoryUnreadable e) {
      return JsonWriter.error(String.valueOf(e.getMessage()));
    }
  }

  private String answer(Instant at, Instant now) {
    Instant slot = QuarterHour.startOf(at);
    Instant end = slot.plus(QuarterHour.LENGTH);
    List<LoggedDecision> logged = history.decisions(slot, end);
    if (logged.isEmpty() && end.isAfter(now)) {
      // The running slot waits for its plan: what was decided last still holds.
      logged = history.decisions(slot.minus(QuarterHour.LENGTH), end);
    }
    if (logged.isEmpty() && history.thinnedTo().filter(end::isBefore).isPresent()) {
      // Only changes are kept of that time: the last one was still in force.
      logged = history.decisions(slot.minus(MOST_BETWEEN_CHANGES), end);
    }
    if (logged.isEmpty()) {
      return JsonWriter.error(whyNone(slot, end));
    }
    int row = logged.size() - 1;
    while (row > 0 && logged.get(row).at().isAfter(at)) {
      row--;
    }
    LoggedDecision decision = logged.get(row);
    Instant until = row + 1 < logged.size() ? logged.get(row + 1).at() : end;
    return JsonWriter.text(
        writer ->
            writer
                .put("zone", zone.getId())
                .put("slot", slot)
                .put("slotEnd", end)
                .put("at", decision.at())
                .put("until", until)
                .put("unlogged", decision.unlogged())
                .put("headline", headline(decision, now))
                .document("decision", decision.document()));
  }

  /** Empty for a decision that an older version logged. */
  private String headline(LoggedDecision decision, Instant now) {
    ReaderLocale reader = new ReaderLocale(now.atZone(zone), currency);
    return DecisionHeadline.of(decision.document())
        .map(phrase -> Language.ENGLISH.text(phrase, reader))
        .orElse("");
  }

  private String whyNone(Instant slot, Instant end) {
    Optional<Instant> first = history.firstDecision();
    if (first.isEmpty()) {
      return "no decision is logged yet";
    }
    return end.isAfter(first.get())
        ? "no decision is logged for the quarter hour of "
            + local(slot)
            + ": control did not run then, or could not write"
        : local(slot) + " is before the log, which begins at " + local(first.get());
  }

  private String local(Instant at) {
    return LOCAL.format(at.atZone(zone));
  }
}
