package io.spikewatt.controller.member;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The calendar month that accounts are kept in. Another month is believed once the clock has shown
 * it for a day without a jump: a clock that is wrong for a while opens no account. A month in doubt
 * outlives a restart. Confined to one thread.
 */
final class BelievedMonth {

  private static final Duration DOUBT = Duration.ofDays(1);

  /** Clocks of hosts drift by less between two looks. */
  private static final Duration JUMP = Duration.ofMinutes(1);

  /** Name of the believed month among the kept values. */
  static final String MONTH = "month";

  private static final String NEXT = "month-in-doubt";
  private static final String SINCE = "in-doubt-since";

  private final KeptValues kept;
  private final ZoneId zone;
  private Optional<Doubt> doubt = Optional.empty();

  /**
   * A month that the clock shows and that is not believed yet.
   *
   * @param since when the clock first showed it
   * @param seen when it was last looked at
   */
  private record Doubt(YearMonth month, Moment since, Moment seen) {

    Doubt next(Moment now) {
      Duration jump = Duration.between(seen.instant(), now.instant()).minus(now.since(seen)).abs();
      return new Doubt(month, jump.compareTo(JUMP) > 0 ? now : since, now);
    }
  }

  BelievedMonth(KeptValues kept, ZoneId zone) {
    this.kept = kept;
    this.zone = zone;
  }

  YearMonth shown(Moment now) {
    return YearMonth.from(now.instant().atZone(zone));
  }

  /** The month that counts; as long as none is kept, the shown one. */
  YearMonth believed(Moment now) {
    YearMonth shown = shown(now);
    Optional<YearMonth> before = kept.get(MONTH).flatMap(BelievedMonth::month);
    if (before.isEmpty()) {
      return shown;
    }
    if (before.get().equals(shown)) {
      doubt = Optional.empty();
      keep(shown, doubt);
      return shown;
    }
    Doubt next =
        doubt
            .filter(d -> d.month.equals(shown))
            .map(d -> d.next(now))
            .orElseGet(() -> new Doubt(shown, since(shown, now), now));
    doubt = Optional.of(next);
    boolean believed = now.since(next.since).compareTo(DOUBT) >= 0;
    keep(believed ? shown : before.get(), believed ? Optional.empty() : doubt);
    return believed ? shown : before.get();
  }

  /** The beginning of a doubt before a restart, as far as the wall clock tells. */
  private Moment since(YearMonth shown, Moment now) {
    return kept.get(NEXT)
        .filter(shown.toString()::equals)
        .flatMap(_ -> kept.get(SINCE))
        .flatMap(Timestamp::parse)
        .filter(since -> !since.isAfter(now.instant()))
        .map(since -> Duration.between(since, now.instant()))
        .map(passed -> passed.compareTo(DOUBT) > 0 ? DOUBT : passed)
        .map(passed -> now.plus(passed.negated()))
        .orElse(now);
  }

  /** Writes only after a change, because this runs each second. */
  private void keep(YearMonth month, Optional<Doubt> next) {
    Map<String, String> all = kept.all();
    Map<String, String> before = new TreeMap<>(all);
    all.put(MONTH, month.toString());
    all.remove(NEXT);
    all.remove(SINCE);
    next.ifPresent(
        d -> {
          all.put(NEXT, d.month.toString());
          all.put(SINCE, d.since.instant().toString());
        });
    if (!all.equals(before)) {
      boolean _ = kept.replace(all);
    }
  }

  private static Optional<YearMonth> month(String text) {
    try {
      return Optional.of(YearMonth.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
