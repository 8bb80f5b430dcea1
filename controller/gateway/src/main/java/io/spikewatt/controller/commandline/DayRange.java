package io.spikewatt.controller.commandline;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.hal.time.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The recorded time that a command is about: {@code --from} and {@code --to}, the last whole month
 * without both.
 *
 * @param from start of the first quarter hour
 * @param to start of the first one after
 */
public record DayRange(Instant from, Instant to) {

  public static final String FROM = "--from";
  public static final String TO = "--to";
  public static final String MONTH = "--month";

  /**
   * @param zone of local days
   */
  public static DayRange of(CliOptions options, ZoneId zone, Instant now) throws UsageException {
    if (options.has(MONTH)) {
      return month(options, zone);
    }
    LocalDate month = now.atZone(zone).toLocalDate().withDayOfMonth(1);
    Optional<Instant> requested = day(options, TO, zone);
    Optional<Instant> since = day(options, FROM, zone);
    Instant usual = since.isPresent() ? now : month.atStartOfDay(zone).toInstant();
    Instant to = QuarterHour.startOf(requested.orElse(usual));
    Instant from =
        QuarterHour.startOf(since.orElseGet(() -> to.atZone(zone).minusMonths(1).toInstant()));
    if (!from.isBefore(to)) {
      throw new UsageException("expected --from before --to, found " + from + " and " + to);
    }
    return new DayRange(from, to);
  }

  private static DayRange month(CliOptions options, ZoneId zone) throws UsageException {
    if (options.has(FROM) || options.has(TO)) {
      throw new UsageException("expected --month, or --from and --to, found both");
    }
    String text = options.required(MONTH);
    try {
      YearMonth month = YearMonth.parse(text);
      return new DayRange(
          month.atDay(1).atStartOfDay(zone).toInstant(),
          month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
    } catch (DateTimeException e) {
      throw new UsageException("--month: expected a month, 2026-10, found " + text);
    }
  }

  private static Optional<Instant> day(CliOptions options, String name, ZoneId zone)
      throws UsageException {
    Optional<String> text = options.value(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.get().contains("T")
              ? Timestamp.require(text.get())
              : LocalDate.parse(text.get()).atStartOfDay(zone).toInstant());
    } catch (DateTimeException e) {
      throw new UsageException(
          name + ": expected a day, 2026-10-31, or an instant, found " + text.get());
    }
  }
}
