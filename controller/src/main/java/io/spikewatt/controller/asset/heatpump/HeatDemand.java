package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learns how much heat a store needs, slot by slot, from what was put into it and how its
 * temperature changed: by outdoor temperature and hour of the day, or from the last day where the
 * outdoor temperature is unknown. Confined to one thread.
 */
public final class HeatDemand {

  /**
   * Means of a slot.
   *
   * @param powerW electrical power, W, consumption negative
   * @param temperatureC of the store, °C
   * @param outdoorC outdoor temperature, °C; empty = unknown
   */
  public record Slot(double powerW, double temperatureC, OptionalDouble outdoorC) {}

  /** A heated house needs no heat while it is warmer outside. */
  private static final double HEATING_LIMIT_C = 17;

  private static final int HOURS = 24;
  private static final double MEMORY_DAYS = 40;
  private static final double PRIOR_W2 = 1e7;

  /** Half of a deviation from yesterday's temperature is left after so long. */
  private static final Duration ANOMALY_HALF_LIFE = Duration.ofHours(18);

  private final Role.HeatPump pump;
  private final ZoneId zone;
  private final Duration slot;
  private final int perDay;
  private final RecursiveLeastSquares byWeather;
  private final double[] byHourW = new double[HOURS];
  private final boolean[] hourKnown = new boolean[HOURS];
  private final Deque<Double> lastDayW = new ArrayDeque<>();
  private final Deque<OptionalDouble> lastDayC = new ArrayDeque<>();
  private Optional<Slot> before = Optional.empty();
  private Optional<Slot> last = Optional.empty();
  private int withWeather;

  /**
   * @param slot length of a slot
   */
  public HeatDemand(Role.HeatPump pump, ZoneId zone, Duration slot) {
    this.pump = pump;
    this.zone = zone;
    this.slot = slot;
    this.perDay = (int) Duration.ofDays(1).dividedBy(slot);
    this.byWeather = new RecursiveLeastSquares(HOURS + 1, PRIOR_W2, 1 - 1 / (MEMORY_DAYS * perDay));
  }

  /**
   * Takes the next slot. A slot teaches once the one after it is known.
   *
   * @param start of the slot
   * @param mean empty = not known
   */
  public void learn(Instant start, Optional<Slot> mean) {
    if (before.isPresent() && last.isPresent() && mean.isPresent()) {
      learn(start.minus(slot), demandW(before.get(), last.get(), mean.get()), last.get().outdoorC);
    }
    before = last;
    last = mean;
    lastDayC.addLast(mean.map(Slot::outdoorC).orElseGet(OptionalDouble::empty));
    if (lastDayC.size() > perDay) {
      lastDayC.removeFirst();
    }
  }

  /**
   * Heat put in, less what warmed the store and what it lost beyond its lower end. The rise from
   * the middle of one slot to that of the next but one takes half of the outer slots' heat.
   */
  private double demandW(Slot before, Slot slot, Slot after) {
    Role.HeatStore store = pump.store();
    double risePerHour = (after.temperatureC - before.temperatureC) / (2 * hours());
    double powerW = -(before.powerW + 2 * slot.powerW + after.powerW) / 4;
    return powerW * pump.cop().at(slot.outdoorC)
        - store.whPerK() * risePerHour
        - store.lossWPerK() * (slot.temperatureC - HeatBand.of(store).lowestC());
  }

  private void learn(Instant start, double demandW, OptionalDouble outdoorC) {
    int hour = hour(start);
    double rate = hourKnown[hour] ? 1 / (7 * hourSlots()) : 1;
    byHourW[hour] += rate * (demandW - byHourW[hour]);
    hourKnown[hour] = true;
    lastDayW.addLast(demandW);
    if (lastDayW.size() > perDay) {
      lastDayW.removeFirst();
    }
    if (outdoorC.isPresent()) {
      byWeather.learn(row(hour, outdoorC.getAsDouble()), demandW);
      withWeather++;
    }
  }

  /**
   * The slots from {@code from}, which follows the last one taken; empty before a day is known.
   *
   * @param from start of the first slot
   */
  public Optional<HeatForecast> forecast(Instant from, int slots) {
    if (lastDayW.size() < perDay) {
      return Optional.empty();
    }
    double[] demandW = new double[slots];
    double[] cop = new double[slots];
    double level = level();
    for (int k = 0; k < slots; k++) {
      int hour = hour(from.plus(slot.multipliedBy(k)));
      OptionalDouble outdoorC = outdoorC(k);
      boolean weather = outdoorC.isPresent() && withWeather >= perDay;
      demandW[k] =
          weather ? byWeather.predict(row(hour, outdoorC.getAsDouble())) : byHourW[hour] * level;
      cop[k] = pump.cop().at(outdoorC);
    }
    return Optional.of(new HeatForecast(demandW, cop));
  }

  /** The last day's demand in proportion to the usual. */
  private double level() {
    double usual = 0;
    for (double watts : byHourW) {
      usual += watts / HOURS;
    }
    double day = lastDayW.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    return usual > 0 && day > 0 ? day / usual : 1;
  }

  /** Yesterday's at the same time, with the present deviation from yesterday fading. */
  private OptionalDouble outdoorC(int lead) {
    if (lastDayC.size() < perDay) {
      return lastDayC.isEmpty() ? OptionalDouble.empty() : lastDayC.getLast();
    }
    OptionalDouble[] day = lastDayC.toArray(OptionalDouble[]::new);
    OptionalDouble yesterday = day[lead % perDay];
    OptionalDouble present = day[perDay - 1];
    OptionalDouble then = day[0];
    if (yesterday.isEmpty() || present.isEmpty() || then.isEmpty()) {
      return present;
    }
    double left = Math.pow(0.5, lead * hours() * 60 / ANOMALY_HALF_LIFE.toMinutes());
    return OptionalDouble.of(
        yesterday.getAsDouble() + left * (present.getAsDouble() - then.getAsDouble()));
  }

  private static double[] row(int hour, double outdoorC) {
    double[] row = new double[HOURS + 1];
    row[hour] = 1;
    row[HOURS] = Math.max(0, HEATING_LIMIT_C - outdoorC);
    return row;
  }

  private int hour(Instant start) {
    return start.atZone(zone).getHour();
  }

  private double hourSlots() {
    return 1 / hours();
  }

  private double hours() {
    return slot.toSeconds() / 3600.0;
  }
}
