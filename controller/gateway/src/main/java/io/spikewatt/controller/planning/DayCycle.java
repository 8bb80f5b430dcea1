package io.spikewatt.controller.planning;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.history.DayCosts;
import io.spikewatt.controller.history.DayTotals;
import io.spikewatt.controller.history.EnergyDays;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.hal.time.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Sums ended days from their quarter hours, with their costs, and thins out old decisions. Each
 * call handles one month, or one week of decisions, the newest first, on a connection of its own.
 * Idle without a page, which alone shows days. Confined to one thread.
 */
public final class DayCycle {

  /**
   * Number of newest days with decisions that are whole; of older ones only the changes are kept.
   */
  public static final int WHOLE_DAYS = 120;

  /** Idle calls after all work is done. */
  private static final int PAUSE = 30;

  private static final int A_DAY = 24 * 60;

  /** Idle calls after a start, which is busy enough. */
  private static final int AT_START = 3;

  private static final Period WEEK = Period.ofDays(7);

  /** Longest record that is summed: an older slot has a wrong time. */
  private static final Period LONGEST_RECORD = Period.ofYears(20);

  private final HistoryStore store;
  private final Site site;
  private final ZoneId zone;
  private final UnaryOperator<List<LoggedDecision>> reduction;

  /** Remaining idle calls. */
  private int pause = AT_START;

  /** {@code reduction}: decisions of ended days to the kept ones. */
  public DayCycle(HistoryStore store, Site site, UnaryOperator<List<LoggedDecision>> reduction) {
    this.store = store;
    this.site = site;
    this.reduction = reduction;
    this.zone = site.zone();
  }

  /** Continues under another configuration of the same site. */
  public DayCycle under(Site next) {
    return new DayCycle(store, next, reduction);
  }

  /** Does the next part of the due work; to be called about once a minute. */
  public void tick(Instant now) {
    if (site.page().isEmpty()) {
      return;
    }
    if (pause > 0) {
      pause--;
      return;
    }
    try {
      if (!advance(now)) {
        pause = PAUSE;
      }
    } catch (IOException | HistoryUnreadable e) {
      Logger.debug("days are summed later: {}", e.getMessage());
      pause = PAUSE;
    } catch (RuntimeException bug) {
      // A defect in old records must not end control at each start.
      Logger.error(bug, "summing the days met a bug");
      pause = A_DAY;
    }
  }

  /**
   * Does the next part of the due work.
   *
   * @param now days that end later are not summed
   * @return whether there may be more
   * @throws HistoryUnreadable if the store cannot be read
   */
  public boolean advance(Instant now) throws IOException {
    long revision = store.revision();
    try (HistoryStore reader = store.reader()) {
      Optional<HistoryStore.Span> recorded = EnergyDays.recorded(reader);
      if (recorded.isEmpty()) {
        return false;
      }
      // Either may be of a clock that was ahead.
      LocalDate running = earlier(date(recorded.get().last().plusSeconds(900)), date(now));
      LocalDate earliest = running.minus(LONGEST_RECORD);
      LocalDate first = later(date(recorded.get().first()), earliest);
      Optional<LocalDate> due = newestMissing(reader, first, running);
      if (due.isPresent()) {
        YearMonth month = YearMonth.from(due.get());
        LocalDate from = later(month.atDay(1), first);
        LocalDate next = month.plusMonths(1).atDay(1);
        LocalDate to = next.isBefore(running) ? next : running;
        List<DayTotals> totals = totals(reader, from, to);
        boolean _ = HistoryUnreadable.orThrow(() -> store.putDays(zone, totals, revision));
        return true;
      }
      return thin(reader, running.minusDays(WHOLE_DAYS));
    }
  }

  private Optional<LocalDate> newestMissing(
      HistoryStore reader, LocalDate first, LocalDate running) {
    Set<Instant> there = new HashSet<>(HistoryUnreadable.orThrow(() -> reader.dayStarts(zone)));
    LocalDate day = running.minusDays(1);
    while (!day.isBefore(first) && there.contains(midnight(day))) {
      day = day.minusDays(1);
    }
    return day.isBefore(first) ? Optional.empty() : Optional.of(day);
  }

  /** Keeps the costs of days that have some, which are at the prices of their time. */
  private List<DayTotals> totals(HistoryStore reader, LocalDate from, LocalDate to) {
    Map<Instant, DayTotals> there =
        HistoryUnreadable.orThrow(() -> reader.days(zone, midnight(from), midnight(to)));
    Map<LocalDate, DayCosts> costs =
        HistoryBacktest.daily(site, reader, midnight(from), midnight(to));
    return new EnergyDays(reader, site)
        .summed(from, to).stream()
            .map(
                day ->
                    day.with(
                        Optional.ofNullable(there.get(day.start()))
                            .flatMap(DayTotals::costs)
                            .or(() -> Optional.ofNullable(costs.get(day.date(zone))))))
            .toList();
  }

  /** Weeks without decisions are left out: a clock may have begun in the past. */
  private boolean thin(HistoryStore reader, LocalDate oldEnough) {
    Optional<Instant> done = HistoryUnreadable.orThrow(reader::thinnedTo);
    Optional<Instant> first =
        HistoryUnreadable.orThrow(() -> reader.firstWholeDecision(done.orElse(Instant.EPOCH)));
    if (first.isEmpty() || !first.get().isBefore(midnight(oldEnough))) {
      return false;
    }
    LocalDate wholeFrom = earlier(oldEnough, newestWhole(reader));
    LocalDate day = date(first.get());
    if (!day.isBefore(wholeFrom)) {
      return false;
    }
    LocalDate end = day.plus(WEEK);
    Instant from = done.filter(midnight(day)::isBefore).orElse(midnight(day));
    while (day.isBefore(end) && day.isBefore(wholeFrom)) {
      from = thinDay(reader, from, midnight(day.plusDays(1)));
      day = day.plusDays(1);
    }
    return true;
  }

  /**
   * The first of the newest days that stay whole. No clock decides it: decisions of one that was
   * years ahead count as a day, and make no other ones old.
   */
  private LocalDate newestWhole(HistoryStore reader) {
    LocalDate day = LocalDate.MAX;
    Instant before = Timestamp.END;
    for (int days = 0; days < WHOLE_DAYS; days++) {
      Instant end = before;
      Optional<Instant> last = HistoryUnreadable.orThrow(() -> reader.lastWholeDecision(end));
      if (last.isEmpty()) {
        return LocalDate.MIN;
      }
      day = date(last.get());
      before = midnight(day);
    }
    return day;
  }

  private Instant thinDay(HistoryStore reader, Instant from, Instant to) {
    return HistoryUnreadable.orThrow(
        () -> {
          store.thin(from, to, reduction.apply(reader.decisions(from, to)));
          return to;
        });
  }

  private LocalDate date(Instant at) {
    return at.atZone(zone).toLocalDate();
  }

  private Instant midnight(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  private static LocalDate later(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  private static LocalDate earlier(LocalDate a, LocalDate b) {
    return a.isBefore(b) ? a : b;
  }
}
