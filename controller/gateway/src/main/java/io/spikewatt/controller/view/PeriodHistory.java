package io.spikewatt.controller.view;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.history.DayCosts;
import io.spikewatt.controller.history.DayTotals;
import io.spikewatt.controller.history.EnergyDays;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.EnergySum;
import io.spikewatt.controller.history.FlowTotals;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.RecordedFlows;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Energies, costs and decisions of one calendar period of a site.
 *
 * @param recorded first and last quarter hour of the whole record; empty without any
 * @param steps quarter hours of a day, days of a week or month, months of a year
 * @param total of the whole period; of the running day, its costs so far
 * @param flows that the site has, or had then
 * @param course of a day; empty for longer periods
 */
public record PeriodHistory(
    HistoryRequest request,
    ZoneId zone,
    String currency,
    Optional<HistoryStore.Span> recorded,
    List<Step> steps,
    Step total,
    List<EnergyFlow> flows,
    Course course) {

  /** Flows that every site has. */
  private static final List<EnergyFlow> ALWAYS =
      List.of(EnergyFlow.PRODUCTION, EnergyFlow.CONSUMPTION, EnergyFlow.IMPORT, EnergyFlow.EXPORT);

  /** Flows that are shown where the site has them. */
  private static final List<EnergyFlow> PARTS =
      List.of(
          EnergyFlow.CHARGED,
          EnergyFlow.DISCHARGED,
          EnergyFlow.HOUSE,
          EnergyFlow.CAR,
          EnergyFlow.CAR_DISCHARGED,
          EnergyFlow.HEAT_PUMP,
          EnergyFlow.COMPUTE);

  /**
   * Details of a single day.
   *
   * @param socPct state of charge by battery, % a quarter hour, NaN = unknown
   * @param decisions those that differ from the one before
   */
  public record Course(Map<String, double[]> socPct, List<LoggedDecision> decisions) {

    static final Course NONE = new Course(Map.of(), List.of());
  }

  /**
   * A part of the period.
   *
   * @param end not part of it
   * @param costs of its days whose costs are known; a quarter hour has none
   */
  public record Step(Instant start, Instant end, FlowTotals energies, PeriodCosts costs) {}

  /**
   * Reads a period.
   *
   * @param store open for this call only
   * @throws HistoryUnreadable if the store cannot be read
   */
  public static PeriodHistory read(HistoryStore store, Site site, HistoryRequest request) {
    return new Reading(store, site, request).read();
  }

  /** One read of the store. */
  private static final class Reading {
    private final HistoryStore store;
    private final Site site;
    private final ZoneId zone;
    private final HistoryRequest request;
    private final LocalDate first;
    private final LocalDate end;
    private final EnergyDays energies;
    private final Optional<HistoryStore.Span> recorded;

    Reading(HistoryStore store, Site site, HistoryRequest request) {
      this.store = store;
      this.site = site;
      this.zone = site.zone();
      this.request = request;
      this.first = request.first();
      this.end = request.period().end(first);
      this.energies = new EnergyDays(store, site);
      this.recorded = EnergyDays.recorded(store);
    }

    PeriodHistory read() {
      // Stored energy is valued by the prices of its whole month.
      LocalDate from = first.withDayOfMonth(1);
      LocalDate to = end.minusDays(1).withDayOfMonth(1).plusMonths(1);
      List<DayTotals> months = days(from, to).stream().map(this::withRunningCosts).toList();
      PeriodCosts.StoredWorth worth = new PeriodCosts.StoredWorth(zone, months);
      List<DayTotals> days =
          months.stream()
              .filter(day -> !day.start().isBefore(midnight(first)))
              .filter(day -> day.start().isBefore(midnight(end)))
              .toList();
      boolean quarters = request.period() == HistoryPeriod.DAY;
      Step total = step(midnight(first), midnight(end), days, worth);
      return new PeriodHistory(
          request,
          zone,
          site.tariff().currency(),
          recorded,
          quarters ? quarterHours() : steps(days, worth),
          total,
          flows(total.energies()),
          quarters ? new Course(socPct(), decisions()) : Course.NONE);
    }

    /**
     * The running day, if it is what was requested, with its costs to the newest quarter hour; any
     * other day as it is. The day before is read with it: less than a day tells no costs.
     */
    private DayTotals withRunningCosts(DayTotals day) {
      boolean shown = request.period() == HistoryPeriod.DAY && day.start().equals(midnight(first));
      Instant newest = recorded.map(HistoryStore.Span::last).orElse(Instant.MIN);
      if (!shown || day.costs().isPresent() || !date(newest).equals(first)) {
        return day;
      }
      Instant to = newest.plus(QuarterHour.LENGTH);
      Map<LocalDate, DayCosts> costs =
          HistoryBacktest.daily(site, store, midnight(first.minusDays(1)), to);
      return day.with(Optional.ofNullable(costs.get(first)));
    }

    /** Days on record; those before and after it are not in the result. */
    private List<DayTotals> days(LocalDate from, LocalDate to) {
      if (recorded.isEmpty()) {
        return List.of();
      }
      LocalDate firstDay = date(recorded.get().first());
      LocalDate lastDay = date(recorded.get().last());
      LocalDate begin = firstDay.isAfter(from) ? firstDay : from;
      LocalDate stop = lastDay.isBefore(to) ? lastDay.plusDays(1) : to;
      return begin.isBefore(stop) ? energies.of(begin, stop) : List.of();
    }

    private List<Step> steps(List<DayTotals> days, PeriodCosts.StoredWorth worth) {
      List<Step> steps = new ArrayList<>();
      int at = 0;
      for (LocalDate day = first; day.isBefore(end); ) {
        LocalDate next = request.period().stepEnd(day);
        int begin = at;
        while (at < days.size() && days.get(at).start().isBefore(midnight(next))) {
          at++;
        }
        steps.add(step(midnight(day), midnight(next), days.subList(begin, at), worth));
        day = next;
      }
      return steps;
    }

    private Step step(
        Instant start, Instant stop, List<DayTotals> days, PeriodCosts.StoredWorth worth) {
      FlowTotals sum =
          days.stream().map(DayTotals::energies).reduce(FlowTotals.UNKNOWN, FlowTotals::plus);
      boolean wholeMonths = Period.between(date(start), date(stop)).toTotalMonths() > 0;
      return new Step(start, stop, sum, PeriodCosts.of(days, worth, wholeMonths));
    }

    private List<Step> quarterHours() {
      Map<EnergyFlow, double[]> wh = energies.quarterHours(first, end);
      PeriodCosts none = new PeriodCosts(0, Map.of(), Map.of());
      List<Step> steps = new ArrayList<>();
      int slots = slots();
      Instant start = midnight(first);
      for (int t = 0; t < slots; t++) {
        int slot = t;
        Map<EnergyFlow, EnergySum> sums = new EnumMap<>(EnergyFlow.class);
        wh.forEach(
            (flow, values) -> {
              if (!Double.isNaN(values[slot])) {
                sums.put(flow, new EnergySum(values[slot], QuarterHour.LENGTH.toSeconds()));
              }
            });
        Instant stop = start.plus(QuarterHour.LENGTH);
        steps.add(new Step(start, stop, new FlowTotals(sums), none));
        start = stop;
      }
      return steps;
    }

    private int slots() {
      long seconds = midnight(end).getEpochSecond() - midnight(first).getEpochSecond();
      return (int) (seconds / QuarterHour.LENGTH.toSeconds());
    }

    private List<EnergyFlow> flows(FlowTotals total) {
      List<EnergyFlow> flows = new ArrayList<>(ALWAYS);
      List<EnergyFlow> configured = RecordedFlows.configured(site);
      PARTS.stream()
          .filter(flow -> configured.contains(flow) || total.of(flow).wh() > 0)
          .forEach(flows::add);
      return flows;
    }

    private Map<String, double[]> socPct() {
      Map<String, double[]> byBattery = new LinkedHashMap<>();
      for (DeviceConfig device : site.devices()) {
        if (device.role() instanceof Role.Battery) {
          byBattery.put(
              device.id(),
              HistoryUnreadable.orThrow(
                  () ->
                      store.column(
                          SiteSeries.socPct(device.id()),
                          midnight(first),
                          slots(),
                          QuarterHour.LENGTH)));
        }
      }
      return byBattery;
    }

    private List<LoggedDecision> decisions() {
      return DecisionChanges.of(
          HistoryUnreadable.orThrow(() -> store.decisions(midnight(first), midnight(end))));
    }

    private LocalDate date(Instant at) {
      return at.atZone(zone).toLocalDate();
    }

    private Instant midnight(LocalDate day) {
      return day.atStartOfDay(zone).toInstant();
    }
  }
}
