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
   * @param outdoorC outdoor temperature, °C; empty = unknown
   */
  public record Slot(double powerW, double temperatureC, OptionalDouble outdoorC) {}

  /** Half of a deviation from yesterday's temperature is left after this time. */
  private static final Duration ANOMALY_HALF_LIFE = Duration.ofHours(18);

  private static final double[] INNER_SHARES = {0.7, 0.8, 0.9};
  private static final double[] LAGS_H = {0.5, 1, 1.5, 2, 3};

  /** Another shape counts if its error is smaller by this factor. */
  private static final double CLEARLY = 0.95;

  private final Duration slot;
  private final int perDay;
  private final List<DemandModel> models = new ArrayList<>();
  private final Deque<OptionalDouble> lastDayC = new ArrayDeque<>();
  private DemandModel best;

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
    for (DemandModel model : models) {
      model.learn(start, mean);
      best = model.error() < CLEARLY * best.error() ? model : best;
    }
    lastDayC.addLast(mean.map(Slot::outdoorC).orElseGet(OptionalDouble::empty));
    if (lastDayC.size() > perDay) {
      lastDayC.removeFirst();
    }
  }

  /**
   * The slots from {@code from}, which follows the last one taken; empty before a day is known.
   *
   * @param from start of the first slot
   * @param temperatureC of the store then, °C
   */
  public Optional<HeatForecast> forecast(Instant from, int slots, double temperatureC) {
    OptionalDouble[] outdoorC = new OptionalDouble[slots];
    Arrays.setAll(outdoorC, this::outdoorC);
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
    double left = Math.pow(0.5, (double) lead * slot.toMinutes() / ANOMALY_HALF_LIFE.toMinutes());
    return OptionalDouble.of(
        yesterday.getAsDouble() + left * (present.getAsDouble() - then.getAsDouble()));
  }
}
