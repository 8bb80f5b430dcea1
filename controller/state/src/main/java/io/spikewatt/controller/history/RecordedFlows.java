package io.spikewatt.controller.history;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.site.SiteDevices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Energies of quarter hours, from the recorded means. A device exists from the first to the last
 * quarter hour on its record, a configured one also afterwards. Outside that time its energy is 0;
 * within it, a missing value is unknown.
 */
public final class RecordedFlows {

  private static final double SLOT_HOURS = 0.25;
  private static final long SLOT_S = 900;

  /** Series of every site. */
  private static final List<String> METERED = List.of(SiteSeries.GRID_W, SiteSeries.LOAD_W);

  /** Series of measured production, and the older series that earlier releases recorded. */
  private static final Map<String, String> POTENTIAL =
      Map.of(
          SiteSeries.PV_MEASURED_W, SiteSeries.PV_W,
          SiteSeries.WIND_MEASURED_W, SiteSeries.WIND_W);

  private static final Map<BalanceTerm, String> SERIES =
      Map.of(
          BalanceTerm.PV, SiteSeries.PV_MEASURED_W,
          BalanceTerm.WIND, SiteSeries.WIND_MEASURED_W,
          BalanceTerm.BATTERY, SiteSeries.BATTERY_W,
          BalanceTerm.EV, SiteSeries.EV_W,
          BalanceTerm.COMPUTE, SiteSeries.COMPUTE_W,
          BalanceTerm.GENSET, SiteSeries.GENSET_W);

  private static final Map<BalanceTerm, List<EnergyFlow>> SHOWN =
      Map.of(
          BalanceTerm.BATTERY, List.of(EnergyFlow.CHARGED, EnergyFlow.DISCHARGED),
          BalanceTerm.EV, List.of(EnergyFlow.CAR),
          BalanceTerm.COMPUTE, List.of(EnergyFlow.COMPUTE),
          BalanceTerm.HEAT_PUMP, List.of(EnergyFlow.HEAT_PUMP));

  /** Quarter hours in which a series exists, in s since 1970; {@code end} is exclusive. */
  private record Validity(long first, long end) {
    boolean holds(long at) {
      return at >= first && at < end;
    }
  }

  private final Map<String, Validity> validity;

  /** Span of the whole record; all values outside of it are unknown. */
  private final Validity record;

  private final List<String> heatPumps;

  private RecordedFlows(Map<String, Validity> validity, Validity record, List<String> heatPumps) {
    this.validity = validity;
    this.record = record;
    this.heatPumps = heatPumps;
  }

  private static long end(HistoryStore.Span span) {
    return span.last().getEpochSecond() + SLOT_S;
  }

  /**
   * Flows of a site from the spans of its series.
   *
   * @param present series of the devices in the configuration
   */
  private static RecordedFlows of(
      List<String> present, Map<String, HistoryStore.Span> spans, List<String> heatPumps) {
    Map<String, Validity> validity = new HashMap<>();
    spans.forEach(
        (name, span) ->
            validity.put(
                name,
                new Validity(
                    span.first().getEpochSecond(),
                    present.contains(name) ? Long.MAX_VALUE : end(span))));
    Validity always = new Validity(Long.MIN_VALUE, Long.MAX_VALUE);
    present.forEach(name -> validity.putIfAbsent(name, always));
    Validity record =
        METERED.stream()
            .filter(spans::containsKey)
            .map(spans::get)
            .map(span -> new Validity(span.first().getEpochSecond(), end(span)))
            .reduce((a, b) -> new Validity(Math.min(a.first, b.first), Math.max(a.end, b.end)))
            .orElse(new Validity(0, 0));
    METERED.forEach(name -> validity.put(name, always));
    return new RecordedFlows(validity, record, heatPumps);
  }

  /**
   * Flows of a site in a store.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public static RecordedFlows of(HistoryStore store, Site site) {
    return HistoryUnreadable.orThrow(
        () -> {
          List<String> present = new ArrayList<>(METERED);
          SiteDevices.of(site)
              .forEach(
                  device ->
                      device
                          .balance()
                          .ifPresent(
                              power ->
                                  present.add(
                                      SERIES.getOrDefault(
                                          power.term(), SiteSeries.powerW(device.id())))));
          String pumps = SiteSeries.powerW("");
          Map<String, HistoryStore.Span> spans = new LinkedHashMap<>();
          for (String name : store.series()) {
            if (SERIES.containsValue(name)
                || POTENTIAL.containsValue(name)
                || name.endsWith(pumps)
                || present.contains(name)) {
              Optional<HistoryStore.Span> span = store.span(name);
              span.ifPresent(found -> spans.put(name, found));
            }
          }
          POTENTIAL.forEach(
              (measured, potential) ->
                  Optional.ofNullable(spans.get(potential))
                      .ifPresent(span -> spans.merge(measured, span, HistoryStore.Span::union)));
          List<String> heatPumps =
              Stream.concat(present.stream(), spans.keySet().stream())
                  .filter(name -> name.endsWith(pumps))
                  .distinct()
                  .toList();
          return of(present, spans, heatPumps);
        });
  }

  /** Flows that a site's devices have, known or not. */
  public static List<EnergyFlow> configured(Site site) {
    return SiteDevices.of(site).stream()
        .flatMap(device -> device.balance().stream())
        .flatMap(power -> SHOWN.getOrDefault(power.term(), List.of()).stream())
        .distinct()
        .toList();
  }

  /** Required series. */
  List<String> series() {
    return List.copyOf(validity.keySet());
  }

  /**
   * Energies by flow, Wh a quarter hour; NaN = unknown.
   *
   * @param columns in W, with all of {@link #series} that the store has
   */
  Map<EnergyFlow, double[]> energies(HistoryColumns columns) {
    return new Columns(columns).energies();
  }

  /** Sum of the known quarter hours of a flow. */
  static EnergySum sum(double[] wh, int from, int to) {
    double sum = 0;
    long known = 0;
    for (int t = from; t < to; t++) {
      if (!Double.isNaN(wh[t])) {
        sum += wh[t];
        known++;
      }
    }
    return new EnergySum(sum, known * SLOT_S);
  }

  /** Sums of the known quarter hours of all flows. */
  static FlowTotals sums(Map<EnergyFlow, double[]> energies, int from, int to) {
    return new FlowTotals(
        energies.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, flow -> sum(flow.getValue(), from, to))));
  }

  /** The means of a span of time. */
  private final class Columns {
    private final HistoryColumns columns;
    private final int slots;

    Columns(HistoryColumns columns) {
      this.columns = columns;
      this.slots = columns.slots();
    }

    /** Mean power, W; 0 while the device does not exist, NaN while its power is unknown. */
    double[] watts(String series) {
      double[] watts = columns.column(series);
      Validity counts = validity.getOrDefault(series, new Validity(0, 0));
      Instant from = columns.from();
      for (int t = 0; t < slots; t++) {
        long at = from.getEpochSecond() + t * SLOT_S;
        if (Double.isNaN(watts[t]) && record.holds(at) && !counts.holds(at)) {
          watts[t] = 0;
        }
      }
      return watts;
    }

    /**
     * Falls back to the potential, which earlier releases recorded alone: without curtailment it is
     * the power.
     */
    private double[] produced(String asMeasured, String potential) {
      double[] measured = columns.column(asMeasured);
      double[] given = columns.column(potential);
      double[] absent = watts(asMeasured);
      for (int t = 0; t < slots; t++) {
        if (Double.isNaN(measured[t])) {
          measured[t] = Double.isNaN(given[t]) ? absent[t] : given[t];
        }
      }
      return measured;
    }

    Map<EnergyFlow, double[]> energies() {
      double[] grid = watts(SiteSeries.GRID_W);
      double[] house = watts(SiteSeries.LOAD_W);
      double[] battery = watts(SiteSeries.BATTERY_W);
      double[] car = watts(SiteSeries.EV_W);
      double[] compute = drawn(watts(SiteSeries.COMPUTE_W));
      double[] heat = new double[slots];
      for (String pump : heatPumps) {
        heat = sum(heat, drawn(watts(pump)));
      }
      double[] consumption = sum(sum(house, drawn(car)), sum(compute, heat));
      double[] production =
          sum(
              given(produced(SiteSeries.PV_MEASURED_W, SiteSeries.PV_W)),
              sum(
                  given(produced(SiteSeries.WIND_MEASURED_W, SiteSeries.WIND_W)),
                  given(watts(SiteSeries.GENSET_W))));
      Map<EnergyFlow, double[]> flows = new LinkedHashMap<>();
      flows.put(EnergyFlow.PRODUCTION, production);
      flows.put(EnergyFlow.CONSUMPTION, consumption);
      flows.put(EnergyFlow.IMPORT, given(grid));
      flows.put(EnergyFlow.EXPORT, drawn(grid));
      flows.put(EnergyFlow.CHARGED, drawn(battery));
      flows.put(EnergyFlow.DISCHARGED, given(battery));
      flows.put(EnergyFlow.HOUSE, house);
      flows.put(EnergyFlow.CAR, drawn(car));
      flows.put(EnergyFlow.CAR_DISCHARGED, given(car));
      flows.put(EnergyFlow.HEAT_PUMP, heat);
      flows.put(EnergyFlow.COMPUTE, compute);
      flows.put(EnergyFlow.CONSUMPTION_BESIDE_IMPORT, known(consumption, grid));
      flows.put(EnergyFlow.IMPORT_BESIDE_CONSUMPTION, known(given(grid), consumption));
      flows.put(EnergyFlow.PRODUCTION_BESIDE_EXPORT, known(production, grid));
      flows.put(EnergyFlow.EXPORT_BESIDE_PRODUCTION, known(drawn(grid), production));
      flows.replaceAll((_, watts) -> each(watts, watts, (w, _) -> w * SLOT_HOURS));
      return flows;
    }

    private double[] sum(double[] a, double[] b) {
      return each(a, b, Double::sum);
    }

    /** Values while the other series is known, too; else NaN. */
    private double[] known(double[] values, double[] other) {
      return each(values, other, (value, beside) -> Double.isNaN(beside) ? Double.NaN : value);
    }

    private double[] given(double[] watts) {
      return each(watts, watts, (w, _) -> Math.max(0, w));
    }

    private double[] drawn(double[] watts) {
      return each(watts, watts, (w, _) -> Math.max(0, -w));
    }

    private double[] each(double[] a, double[] b, DoubleBinaryOperator of) {
      double[] result = new double[slots];
      for (int t = 0; t < slots; t++) {
        result[t] = of.applyAsDouble(a[t], b[t]);
      }
      return result;
    }
  }
}
