package io.spikewatt.fleet.analyse;

import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records of one site over a span of time.
 *
 * @param gateway its name
 * @param from start of the span, a full quarter hour
 * @param to its end
 * @param series quarter-hour means by kind, all from {@code from} to {@code to}; NaN where no row
 *     was stored. A kind without a single value is not there.
 * @param events the oldest first
 */
public record RecordedSite(
    String gateway,
    Instant from,
    Instant to,
    Map<String, TimeSeries> series,
    List<QuarterRecord> events) {

  /** Kind of an event's row begins with this. */
  public static final String EVENT = "event:";

  /** Uncontrolled consumption, W, positive as consumed. */
  public static final String LOAD = "load-w";

  private static final String POWER = "-w";

  /** Powers into the site's bus, W; consumption is negative. */
  public static final String GRID = "grid-w";

  public static final String PV = "pv-measured-w";
  public static final String BATTERY = "battery-w";

  static final Duration QUARTER = Duration.ofMinutes(15);
  static final int QUARTERS_A_DAY = 96;

  /**
   * Sorts rows into series. Of several revisions of a row the highest counts. Rows outside the
   * span, and means that do not begin at a quarter hour, do not count.
   *
   * @param rows in any order
   * @throws IllegalArgumentException if the span does not consist of quarter hours
   */
  public static RecordedSite of(
      String gateway, Instant from, Instant to, Collection<QuarterRecord> rows) {
    if (!onGrid(from) || !onGrid(to) || to.isBefore(from)) {
      throw new IllegalArgumentException(
          "full quarter hours expected, found %s to %s".formatted(from, to));
    }
    int quarters = (int) Duration.between(from, to).dividedBy(QUARTER);
    Map<String, double[]> means = new TreeMap<>();
    Map<String, int[]> revisions = new HashMap<>();
    List<QuarterRecord> events = new ArrayList<>();
    for (QuarterRecord row : rows) {
      if (row.at().isBefore(from) || !row.at().isBefore(to)) {
        continue;
      }
      if (row.kind().startsWith(EVENT)) {
        events.add(row);
      } else if (onGrid(row.at())) {
        int quarter = (int) Duration.between(from, row.at()).dividedBy(QUARTER);
        int[] kept = revisions.computeIfAbsent(row.kind(), _ -> filled(new int[quarters], -1));
        if (row.revision() > kept[quarter]) {
          kept[quarter] = row.revision();
          means.computeIfAbsent(row.kind(), _ -> filled(new double[quarters]))[quarter] =
              row.value();
        }
      }
    }
    events.sort(Comparator.comparing(QuarterRecord::at).thenComparing(QuarterRecord::kind));
    Map<String, TimeSeries> series = new TreeMap<>();
    means.forEach((kind, values) -> series.put(kind, new TimeSeries(from, QUARTER, values)));
    return new RecordedSite(gateway, from, to, series, List.copyOf(events));
  }

  private static boolean onGrid(Instant at) {
    return at.getNano() == 0 && at.getEpochSecond() % QUARTER.toSeconds() == 0;
  }

  private static int[] filled(int[] array, int value) {
    Arrays.fill(array, value);
    return array;
  }

  private static double[] filled(double[] array) {
    Arrays.fill(array, Double.NaN);
    return array;
  }

  /** Kinds of powers into the bus: all that are recorded but the load's. */
  List<String> intoBus() {
    return series.keySet().stream()
        .filter(kind -> kind.endsWith(POWER) && !kind.equals(LOAD))
        .toList();
  }

  /** Values of a kind from {@link #from} on, NaN = missing; empty if there is not one. */
  Optional<double[]> values(String kind) {
    return Optional.ofNullable(series.get(kind)).map(TimeSeries::values);
  }

  /** Series of a kind; every slot is missing if there is not one value. */
  public TimeSeries seriesOf(String kind) {
    return series.getOrDefault(kind, new TimeSeries(from, QUARTER, filled(new double[quarters()])));
  }

  int quarters() {
    return (int) Duration.between(from, to).dividedBy(QUARTER);
  }

  /** Start of a quarter hour of the span. */
  Instant at(int quarter) {
    return from.plus(QUARTER.multipliedBy(quarter));
  }
}
