package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.heatpump.HeatDemand.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Demand of a store of an assumed shape, by outdoor temperature and hour of the day, or from the
 * last day where the outdoor temperature is unknown; and the error of its temperature forecast.
 * Confined to one thread.
 */
final class DemandModel {

  /** A heated house needs no heat while it is warmer outside. */
  private static final double HEATING_LIMIT_C = 17;

  private static final int HOURS = 24;
  private static final double MEMORY_DAYS = 40;
  private static final double ERROR_MEMORY_DAYS = 10;
  private static final double PRIOR_W2 = 1e7;

  /** Share of a slot's error that the next slot is expected to have too. */
  private static final double LASTS = 0.7;

  /** Half of a present deviation from the usual demand, such as that of a cloud, is left then. */
  private static final double DEVIATION_HALF_LIFE_H = 3;

  /** A pump that draws less of its largest power does not heat. */
  private static final double HEATS = 0.1;

  private final Role.HeatPump pump;
  private final ZoneId zone;
  private final Duration slot;
  private final int perDay;
  private final TwoNodeStore nodes;
  private final RecursiveLeastSquares byWeather;
  private final double[] byHourW = new double[HOURS];
  private final double[] missedW2 = new double[HOURS];
  private final boolean[] hourKnown = new boolean[HOURS];
  private final Deque<Double> lastDayW = new ArrayDeque<>();
  private Optional<Reached> before = Optional.empty();
  private Optional<Reached> last = Optional.empty();
  private int withWeather;
  private int withoutHeat;
  private OptionalDouble lastMissedW = OptionalDouble.empty();
  private double error;

  /** Mean of what the demand of the last hour was more than expected, W. */
  private double deviationW;

  /** A slot and the heat that reached the thermometer's node in it. {@code reachedW}: W. */
  private record Reached(Slot slot, double reachedW) {}

  DemandModel(Role.HeatPump pump, ZoneId zone, Duration slot, TwoNodeStore.Shape shape) {
    this.pump = pump;
    this.zone = zone;
    this.slot = slot;
    this.perDay = (int) Duration.ofDays(1).dividedBy(slot);
    this.nodes = new TwoNodeStore(shape, pump.store().whPerK(), hours());
    this.byWeather = new RecursiveLeastSquares(HOURS + 1, PRIOR_W2, 1 - 1 / (MEMORY_DAYS * perDay));
  }

  /** Takes the next slot. A slot teaches once the one after it is known. */
  void learn(Instant start, Optional<Slot> mean) {
    Optional<Reached> next =
        mean.map(of -> new Reached(of, nodes.follow(heatW(of), of.temperatureC())));
    if (before.isPresent() && last.isPresent() && next.isPresent()) {
      learn(
          start.minus(slot),
          demandW(before.get(), last.get(), next.get()),
          last.get().slot.outdoorC());
    }
    lastMissedW = next.isPresent() ? lastMissedW : OptionalDouble.empty();
    deviationW = next.isPresent() ? deviationW : 0;
    withoutHeat =
        mean.filter(of -> -of.powerW() > HEATS * pump.maxW()).isPresent() ? 0 : withoutHeat + 1;
    before = last;
    last = next;
  }

  private double heatW(Slot of) {
    return -of.powerW() * pump.cop().at(of.outdoorC());
  }

  /**
   * Heat that reached the node, less its warming and its loss beyond the band's lower end. The rise
   * from the middle of one slot to that of the next but one takes half of the outer slots' heat.
   */
  private double demandW(Reached before, Reached of, Reached after) {
    Role.HeatStore store = pump.store();
    double riseK = after.slot.temperatureC() - before.slot.temperatureC();
    double reachedW = (before.reachedW + 2 * of.reachedW + after.reachedW) / 4;
    return reachedW
        - nodes.outerWhPerK() * riseK / (2 * hours())
        - store.lossWPerK() * (of.slot.temperatureC() - HeatBand.of(store).lowestC());
  }

  private void learn(Instant start, double demandW, OptionalDouble outdoorC) {
    int hour = hour(start);
    double missedW = demandW - expectedW(hour, outdoorC, 1);
    if (isReady() && withoutHeat < perDay && lastMissedW.isPresent()) {
      double errorKPerHour = (missedW - LASTS * lastMissedW.getAsDouble()) / nodes.outerWhPerK();
      error += (errorKPerHour * errorKPerHour - error) / (ERROR_MEMORY_DAYS * perDay);
    }
    lastMissedW = OptionalDouble.of(missedW);
    deviationW += isReady() ? hours() * (missedW - deviationW) : 0;
    double rate = hourKnown[hour] ? hours() / 7 : 1;
    missedW2[hour] += hourKnown[hour] ? rate * (missedW * missedW - missedW2[hour]) : 0;
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

  /** Whether it has learnt from a day. */
  boolean isReady() {
    return lastDayW.size() == perDay;
  }

  /**
   * Recent mean square error of the slot-to-slot temperature, (K/h)². What lasts from slot to slot
   * counts little, because it is the demand's error and not the shape's. Days without heat do not
   * count.
   */
  double error() {
    return error;
  }

  /**
   * The slots from {@code from}, which follows the last one taken.
   *
   * @param temperatureC of the store now, °C
   * @param outdoorC by slot, °C
   */
  HeatForecast forecast(Instant from, double temperatureC, OptionalDouble[] outdoorC) {
    double[] demandW = new double[outdoorC.length];
    double[] cop = new double[outdoorC.length];
    double level = level();
    for (int k = 0; k < demandW.length; k++) {
      demandW[k] =
          expectedW(hour(from.plus(slot.multipliedBy(k))), outdoorC[k], level)
              + deviationW * Math.pow(0.5, k * hours() / DEVIATION_HALF_LIFE_H);
      cop[k] = pump.cop().at(outdoorC[k]);
    }
    double[] unheatedC = nodes.unheatedC(temperatureC, demandW);
    double whPerK = pump.store().whPerK();
    double[] fallW = new double[demandW.length];
    Arrays.setAll(fallW, k -> whPerK * (unheatedC[k] - unheatedC[k + 1]) / hours());
    return new HeatForecast(
        whPerK * (unheatedC[0] - temperatureC) / 1000, fallW, cop, sunKwh(from, demandW));
  }

  /**
   * The largest rise of a store at the upper end of its band over a part of the next day. Errors of
   * a day's hours count as equal: a sunny day is sunny for hours.
   */
  private double sunKwh(Instant from, double[] demandW) {
    Role.HeatStore store = pump.store();
    double lostW = store.lossWPerK() * (store.highestC() - store.lowestC());
    double riseWh = 0;
    double mostWh = 0;
    for (int k = 0; k < Math.min(perDay, demandW.length); k++) {
      double errorW = Math.sqrt(missedW2[hour(from.plus(slot.multipliedBy(k)))]);
      riseWh = Math.max(0, riseWh - (demandW[k] - errorW + lostW) * hours());
      mostWh = Math.max(mostWh, riseWh);
    }
    return mostWh / 1000;
  }

  private double expectedW(int hour, OptionalDouble outdoorC, double level) {
    return outdoorC.isPresent() && withWeather >= perDay
        ? byWeather.predict(row(hour, outdoorC.getAsDouble()))
        : byHourW[hour] * level;
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

  private static double[] row(int hour, double outdoorC) {
    double[] row = new double[HOURS + 1];
    row[hour] = 1;
    row[HOURS] = Math.max(0, HEATING_LIMIT_C - outdoorC);
    return row;
  }

  private int hour(Instant start) {
    return start.atZone(zone).getHour();
  }

  private double hours() {
    return slot.toSeconds() / 3600.0;
  }
}
