package io.spikewatt.controller.notify;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.notify.DayFigures.Figure;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** The figures of a local day from the recorded quarter hours; days have 92, 96 or 100 of them. */
public final class RecordedDay {

  private static final double HOURS = 0.25;
  private static final double KILO = 1000;

  private final Site site;
  private final HistoryBuffer history;
  private final Instant start;
  private final Instant end;
  private final int slots;

  private RecordedDay(Site site, HistoryBuffer history, LocalDate day) {
    this.site = site;
    this.history = history;
    this.start = day.atStartOfDay(site.zone()).toInstant();
    this.end = day.plusDays(1).atStartOfDay(site.zone()).toInstant();
    this.slots = (int) ((end.getEpochSecond() - start.getEpochSecond()) / 900);
  }

  /**
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  public static DayFigures of(Site site, HistoryBuffer history, PriceStore prices, LocalDate day) {
    RecordedDay recorded = new RecordedDay(site, history, day);
    double[] grid = recorded.watts(SiteSeries.GRID_W);
    double[] use = recorded.use();
    double[] imported = map(grid, watts -> Math.max(watts, 0));
    double[] exported = map(grid, watts -> Math.max(-watts, 0));
    return new DayFigures(
        day,
        recorded.production().map(RecordedDay::energy),
        energy(use),
        energy(imported),
        energy(exported),
        selfSufficiency(imported, use),
        sum(recorded.costs(grid, prices), 1));
  }

  private boolean has(Class<? extends Role> role) {
    return site.devices().stream().anyMatch(device -> role.isInstance(device.role()));
  }

  private Optional<double[]> production() {
    boolean sun = has(Role.Pv.class);
    boolean wind = has(Role.Wind.class);
    double[] sum = sun ? watts(SiteSeries.PV_MEASURED_W) : new double[slots];
    return sun || wind
        ? Optional.of(wind ? plus(sum, 1, watts(SiteSeries.WIND_MEASURED_W)) : sum)
        : Optional.empty();
  }

  /** Load, cars, compute and heat pumps, W, less the power that cars give back. */
  private double[] use() {
    double[] use = watts(SiteSeries.LOAD_W);
    if (has(Role.EvCharger.class)) {
      use = plus(use, -1, watts(SiteSeries.EV_W));
    }
    if (has(Role.Compute.class)) {
      use = plus(use, -1, watts(SiteSeries.COMPUTE_W));
    }
    for (var device : site.devices()) {
      if (device.role() instanceof Role.HeatPump) {
        use = plus(use, -1, watts(SiteSeries.powerW(device.id())));
      }
    }
    return use;
  }

  /** Means of the day's slots; NaN = unknown. */
  private double[] watts(String series) {
    double[] day = new double[slots];
    Arrays.fill(day, Double.NaN);
    TimeSeries means = history.means(series, start, end);
    for (int k = 0; k < means.values().length; k++) {
      Instant at = means.start().plus(QuarterHour.LENGTH.multipliedBy(k));
      long slot = Math.floorDiv(at.getEpochSecond() - start.getEpochSecond(), 900L);
      if (slot >= 0 && slot < slots) {
        day[(int) slot] = means.values()[k];
      }
    }
    return day;
  }

  /** Cost of each slot, currency; NaN = unknown. */
  private double[] costs(double[] grid, PriceStore prices) {
    double[] costs = new double[slots];
    for (int k = 0; k < slots; k++) {
      Instant at = start.plus(QuarterHour.LENGTH.multipliedBy(k));
      PaidPrices paid =
          prices.paid(
              at,
              site.tariff().importPerKwh(at.atZone(site.zone()).toLocalTime()),
              site.tariff().exportPerKwh());
      OptionalDouble price = grid[k] > 0 ? paid.importPerKwh() : paid.exportPerKwh();
      costs[k] = price.orElse(Double.NaN) * grid[k] * HOURS / KILO;
    }
    return costs;
  }

  private static double[] map(double[] values, DoubleUnaryOperator each) {
    return Arrays.stream(values).map(each).toArray();
  }

  private static double[] plus(double[] one, double factor, double[] other) {
    double[] sum = new double[one.length];
    for (int k = 0; k < sum.length; k++) {
      sum[k] = one[k] + factor * other[k];
    }
    return sum;
  }

  private static Figure energy(double[] watts) {
    return sum(watts, HOURS / KILO);
  }

  private static Figure sum(double[] values, double factor) {
    double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
    return new Figure(
        known.length == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(Arrays.stream(known).sum() * factor),
        values.length - known.length);
  }

  /** Over the slots in which both are known. */
  private static Figure selfSufficiency(double[] imported, double[] use) {
    double bought = 0;
    double used = 0;
    int unknown = 0;
    for (int k = 0; k < use.length; k++) {
      if (Double.isFinite(imported[k]) && Double.isFinite(use[k])) {
        bought += imported[k];
        used += use[k];
      } else {
        unknown++;
      }
    }
    return new Figure(
        used > 0
            ? OptionalDouble.of(Math.clamp(1 - bought / used, 0.0, 1.0))
            : OptionalDouble.empty(),
        unknown);
  }
}
