package io.spikewatt.controller.source;

import io.spikewatt.config.source.SourceQuantity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Status of one source.
 *
 * @param place host or topic
 * @param answered time of the newest usable answer; empty = none within 72 hours
 * @param until end of the values known from now on; empty = the present is not known
 * @param problem of the newest request, for people on this machine; empty = none
 */
public record SourceStatus(
    String name,
    SourceQuantity gives,
    String place,
    Optional<Instant> answered,
    Optional<Instant> until,
    Optional<String> problem) {

  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

  /** Age of the newest usable answer; empty = there is none. */
  public Optional<Duration> age(Instant now) {
    return answered.map(at -> Duration.between(at, now));
  }

  /** For people. */
  public String text(Instant now, ZoneId zone) {
    String values =
        until
            .map(end -> "until " + DAY_AND_TIME.format(end.atZone(zone)))
            .orElse("has no value for now");
    String answer =
        age(now)
            .map(age -> values + ", answered %d min ago".formatted(age.toMinutes()))
            .orElse("no answer yet");
    return name + " " + answer + problem.map(why -> ", fails (" + why + ")").orElse("");
  }
}
