package io.spikewatt.analysis;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times that jobs are asked for. */
final class JobTimes {

  private static final long QUARTER_S = Duration.ofMinutes(15).toSeconds();

  private JobTimes() {}

  /**
   * End of the records that a job reads: {@code --until}, otherwise now less some time, always a
   * full quarter hour.
   *
   * @throws IllegalArgumentException if the option is no time
   */
  static Instant until(CliOptions options, Duration late) {
    Optional<String> text = options.value("--until");
    try {
      Instant until =
          text.isPresent()
              ? Instant.parse(text.get())
              : new SystemClock().now().instant().minus(late);
      return Instant.ofEpochSecond(Math.floorDiv(until.getEpochSecond(), QUARTER_S) * QUARTER_S);
    } catch (DateTimeParseException _) {
      throw new IllegalArgumentException(
          "--until: a time like 2026-11-28T00:00:00Z expected, found " + text.orElse(""));
    }
  }
}
