package io.spikewatt.controller.history;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Energies of a site's local days: from the rows of ended days, and from the quarter hours where
 * there is no row. Confined to one thread.
 */
public final class EnergyDays {

  /** Days whose quarter hours are read at once. */
  private static final int READ_AT_ONCE = 31;

  private final HistoryStore store;
  private final ZoneId zone;
  private final RecordedFlows flows;

  /**
   * @throws HistoryUnreadable if the store cannot be read
   */
  public EnergyDays(HistoryStore store, Site site) {
    this.store = store;
    this.zone = site.zone();
    this.flows = RecordedFlows.of(store, site);
  }

  /**
   * From the first to the last quarter hour of load or grid on record; empty without any.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public static Optional<HistoryStore.Span> recorded(HistoryStore store) {
    return HistoryUnreadable.orThrow(
        () -> {
          Optional<HistoryStore.Span> load = store.span(SiteSeries.LOAD_W);
          Optional<HistoryStore.Span> grid = store.span(SiteSeries.GRID_W);
          return Stream.of(load, grid).flatMap(Optional::stream).reduce(HistoryStore.Span::union);
        });
  }

  /**
   * Totals of each day, in their order.
   *
   * @param to not part of it
   * @throws HistoryUnreadable if the store cannot be read
   */
  public List<DayTotals> of(LocalDate from, LocalDate to) {
    NavigableMap<Instant, DayTotals> known =
        HistoryUnreadable.orThrow(() -> store.days(zone, midnight(from), midnight(to)));
    List<DayTotals> days = new ArrayList<>();
    for (LocalDate day = from; day.isBefore(to); ) {
      DayTotals row = known.get(midnight(day));
      if (row != null && row.end().equals(midnight(day.plusDays(1)))) {
        days.add(row);
        day = day.plusDays(1);
      } else {
        LocalDate end = day.plusDays(1);
        while (end.isBefore(to)
            && !known.containsKey(midnight(end))
            && end.isBefore(day.plusDays(READ_AT_ONCE))) {
          end = end.plusDays(1);
        }
        days.addAll(summed(day, end));
        day = end;
      }
    }
    return days;
  }

  /**
   * Totals of each day from its quarter hours, without costs.
   *
   * @param to not part of it
   * @throws HistoryUnreadable if the store cannot be read
   */
  public List<DayTotals> summed(LocalDate from, LocalDate to) {
    Map<EnergyFlow, double[]> energies = quarterHours(from, to);
    List<DayTotals> days = new ArrayList<>();
    int slot = 0;
    for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
      int end = slot + slots(day, day.plusDays(1));
      days.add(
          new DayTotals(
              midnight(day),
              midnight(day.plusDays(1)),
              RecordedFlows.sums(energies, slot, end),
              Optional.empty()));
      slot = end;
    }
    return days;
  }

  /**
   * Energies of each quarter hour by flow, Wh; NaN = unknown.
   *
   * @param to not part of it
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Map<EnergyFlow, double[]> quarterHours(LocalDate from, LocalDate to) {
    return flows.energies(
        HistoryColumns.of(
            store, flows.series(), midnight(from), slots(from, to), QuarterHour.LENGTH));
  }

  /** Quarter hours of some days: 92 to 100 of each. */
  private int slots(LocalDate from, LocalDate to) {
    long seconds = midnight(to).getEpochSecond() - midnight(from).getEpochSecond();
    return (int) (seconds / QuarterHour.LENGTH.toSeconds());
  }

  private Instant midnight(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
