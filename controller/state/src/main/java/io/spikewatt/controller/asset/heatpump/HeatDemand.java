package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.heatpump.TwoNodeStore.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learns how much heat a store needs, slot by slot, from the heat put into it and the change of its
 * temperature. Several shapes of the store compete; the one with the best temperature forecast
 * counts. Confined to one thread.
 */
public final class HeatDemand {

  /**
   * Means of a slot.
   *
   * @param powerW electrical power, W, consumption negative
   * @param temperatureC of the store, °C
   * @param outdoorC measured outdoor temperature, °C; empty = unknown
   * @param predictedC outdoor temperature as it was predicted half a day before, °C; empty = was
   *     not
   */
  public record Slot(
      double powerW, double temperatureC, OptionalDouble outdoorC, OptionalDouble predictedC) {

    /** Without a prediction. */
    public Slot(double powerW, double temperatureC, OptionalDouble outdoorC) {
      this(powerW, temperatureC, outdoorC, OptionalDouble.empty());
    }

    /** With the prediction in the place of a measurement that is missing. */
    private Slot completed() {
      return new Slot(powerW, temperatureC, outdoorC.isPresent() ? outdoorC : predictedC);
    }
  }

  /** Half of a deviation from the expected temperature is left after this time. */
  private static final Duration ANOMALY_HALF_LIFE = Duration.ofHours(18);

  /** Days over which the difference of sensor and prediction is averaged. */
  private static final int OFFSET_DAYS = 3;

  private static final double[] INNER_SHARES = {0.7, 0.8, 0.9};
  private static final double[] LAGS_H = {0.5, 1, 1.5, 2, 3};

  /** Another shape counts if its error is smaller by this factor. */
  private static final double CLEARLY = 0.95;

  private final Duration slot;
  private final int perDay;
  private final List<DemandModel> models = new ArrayList<>();
  private final Deque<OptionalDouble> lastDayC = new ArrayDeque<>();
  private DemandModel best;

  /** Mean difference of sensor and prediction, K: the sensor's place, and the prediction's. */
  private double offsetK;

  private int offsetSlots;

  /** {@code slot}: length of a slot. */
  public HeatDemand(Role.HeatPump pump, ZoneId zone, Duration slot) {
    this.slot = slot;
    this.perDay = (int) Duration.ofDays(1).dividedBy(slot);
    this.best = new DemandModel(pump, zone, slot, Shape.ONE_NODE);
    models.add(best);
    for (double innerShare : INNER_SHARES) {
      for (double lagHours : LAGS_H) {
        models.add(new DemandModel(pump, zone, slot, new Shape(innerShare, lagHours)));
      }
    }
  }

  /**
   * Takes the next slot. A slot teaches once the one after it is known.
   *
   * @param start of the slot
   * @param mean empty = not known
   */
  public void learn(Instant start, Optional<Slot> mean) {
    Optional<Slot> completed = mean.map(Slot::completed);
    for (DemandModel model : models) {
      model.learn(start, completed);
      best = model.error() < CLEARLY * best.error() ? model : best;
    }
    mean.filter(of -> of.outdoorC.isPresent() && of.predictedC.isPresent())
        .ifPresent(of -> compare(of.outdoorC.getAsDouble() - of.predictedC.getAsDouble()));
    lastDayC.addLast(completed.map(Slot::outdoorC).orElseGet(OptionalDouble::empty));
    if (lastDayC.size() > perDay) {
      lastDayC.removeFirst();
    }
  }

  private void compare(double differenceK) {
    offsetSlots = Math.min(offsetSlots + 1, OFFSET_DAYS * perDay);
    offsetK += (differenceK - offsetK) / offsetSlots;
  }

  /** As below, without predicted weather. */
  public Optional<HeatForecast> forecast(Instant from, int slots, double temperatureC) {
    return forecast(from, slots, temperatureC, new double[0]);
  }

  /**
   * The slots from {@code from}, which follows the last one taken; empty before a day is known.
   *
   * @param from start of the first slot
   * @param temperatureC of the store then, °C
   * @param predictedC outdoor temperature from {@code from} on, °C, NaN = not predicted; slots
   *     beyond its end are not predicted either
   */
  public Optional<HeatForecast> forecast(
      Instant from, int slots, double temperatureC, double[] predictedC) {
    OptionalDouble[] outdoorC = new OptionalDouble[slots];
    Arrays.setAll(
        outdoorC,
        lead ->
            lead < predictedC.length && Double.isFinite(predictedC[lead])
                ? OptionalDouble.of(outdoorC(lead, predictedC))
                : outdoorC(lead));
    return best.isReady()
        ? Optional.of(best.forecast(from, temperatureC, outdoorC))
        : Optional.empty();
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
    return OptionalDouble.of(
        yesterday.getAsDouble() + left(lead) * (present.getAsDouble() - then.getAsDouble()));
  }

  /** The prediction as the sensor will show it, with the present deviation from it fading. */
  private double outdoorC(int lead, double[] predictedC) {
    OptionalDouble present = lastDayC.isEmpty() ? OptionalDouble.empty() : lastDayC.getLast();
    double deviationK =
        present.isPresent() && Double.isFinite(predictedC[0])
            ? present.getAsDouble() - predictedC[0] - offsetK
            : 0;
    return predictedC[lead] + offsetK + left(lead) * deviationK;
  }

  /** Share of a deviation that is left at a lead. */
  private double left(int lead) {
    return Math.pow(0.5, (double) lead * slot.toMinutes() / ANOMALY_HALF_LIFE.toMinutes());
  }
}
