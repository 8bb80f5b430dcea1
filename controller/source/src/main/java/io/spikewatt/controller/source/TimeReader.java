package io.spikewatt.controller.source;

import io.spikewatt.config.source.TimeFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of a service as instants. A local time that an autumn day has twice must stand there twice,
 * in the order of time; one that stands there once is left out, since it may be either.
 */
record TimeReader(TimeFormat format, ZoneId zone) {

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,15}");
  private static final Pattern DAY_FIRST =
      Pattern.compile(
          "([0-9]{2})([./])([0-9]{2})\\2([0-9]{4})[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?");

  /** Earliest and latest time that a slot of a price can have. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  List<TimedValue> read(List<TimedEntry> entries) throws AnswerProblem {
    List<TimedValue> values = new ArrayList<>();
    if (!format.isLocal()) {
      for (TimedEntry entry : entries) {
        Optional<Instant> end = Optional.empty();
        if (entry.end().isPresent()) {
          end = Optional.of(instant(entry.where(), entry.end().get()));
        }
        values.add(
            new TimedValue(
                entry.where(), instant(entry.where(), entry.start()), end, entry.value()));
      }
      return values;
    }
    List<LocalDateTime> times = new ArrayList<>();
    Map<LocalDateTime, Integer> counts = new HashMap<>();
    for (TimedEntry entry : entries) {
      LocalDateTime time = local(entry.where(), entry.start());
      times.add(time);
      counts.merge(time, 1, Integer::sum);
    }
    boolean descending = times.size() > 1 && times.getLast().isBefore(times.getFirst());
    Map<LocalDateTime, Integer> seen = new HashMap<>();
    for (int i = 0; i < times.size(); i++) {
      TimedEntry entry = entries.get(i);
      LocalDateTime time = times.get(i);
      int before = seen.merge(time, 1, Integer::sum) - 1;
      offset(entry, time, counts.getOrDefault(time, 1), descending ? 1 - before : before)
          .ifPresent(
              offset ->
                  values.add(
                      new TimedValue(
                          entry.where(), time.toInstant(offset), Optional.empty(), entry.value())));
    }
    return values;
  }

  /**
   * The offset of the {@code which}-th of {@code count} equal local times; empty if it is not
   * known.
   */
  private Optional<ZoneOffset> offset(TimedEntry entry, LocalDateTime time, int count, int which)
      throws AnswerProblem {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (offsets.isEmpty()) {
      throw new AnswerProblem(
          entry.where(), "a local time that exists in " + zone, time + ", when clocks go forward");
    }
    if (count > offsets.size()) {
      throw new AnswerProblem(
          entry.where(), "each local time " + offsets.size() + " times", time + " more often");
    }
    if (offsets.size() == 1) {
      return Optional.of(offsets.getFirst());
    }
    return count == offsets.size() ? Optional.of(offsets.get(which)) : Optional.empty();
  }

  private Instant instant(String where, String text) throws AnswerProblem {
    try {
      Instant time =
          switch (format) {
            case EPOCH_MS -> Instant.ofEpochMilli(whole(text));
            case EPOCH_S -> Instant.ofEpochSecond(whole(text));
            default -> OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
          };
      if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException | NumberFormatException e) {
      // Said below.
    }
    throw new AnswerProblem(where, expected(), AnswerProblem.shown(text));
  }

  private static long whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    return Long.parseLong(text);
  }

  private LocalDateTime local(String where, String text) throws AnswerProblem {
    try {
      LocalDateTime time = format == TimeFormat.LOCAL ? yearFirst(text) : dayFirst(text);
      Instant near = time.toInstant(ZoneOffset.UTC);
      if (!near.isBefore(EARLIEST) && near.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new AnswerProblem(where, expected(), AnswerProblem.shown(text));
  }

  private static LocalDateTime yearFirst(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T'));
  }

  private static LocalDateTime dayFirst(String text) {
    Matcher parts = DAY_FIRST.matcher(text);
    if (!parts.matches()) {
      throw new DateTimeException(text);
    }
    return LocalDateTime.of(
        number(parts, 4),
        number(parts, 3),
        number(parts, 1),
        number(parts, 5),
        number(parts, 6),
        parts.group(7) == null ? 0 : number(parts, 7));
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private String expected() {
    return switch (format) {
      case EPOCH_MS -> "milliseconds since 1970";
      case EPOCH_S -> "seconds since 1970";
      case ISO -> "a time with an offset such as 2026-02-01T00:00:00+01:00";
      case LOCAL -> "a local time such as 2026-02-01 00:00";
      case LOCAL_DAY_FIRST -> "a local time such as 01.02.2026 00:00";
    };
  }
}
