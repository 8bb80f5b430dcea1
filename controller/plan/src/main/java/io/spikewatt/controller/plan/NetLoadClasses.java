package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.GaussianClasses;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Equally likely classes of the net load (load − PV) in each slot, from two forecasts' quantiles,
 * with transition probabilities between slots. Errors of load and PV count as independent. The
 * spreads above and below the median differ. The classes' mean is the forecasts' mean, because
 * energy balances need it.
 */
final class NetLoadClasses {

  /** Correlation of forecast errors an hour apart. */
  private static final double HOURLY_CORRELATION = 0.9;

  private static final double P90 = 1.2815515655446004;

  private final int classes;
  private final double[] centre;
  private final double[][] next;

  /** Of one fine slot. */
  private final Slot part;

  /**
   * @param classes number of classes; 1 = forecasts count as certain
   */
  NetLoadClasses(int classes, Duration slot) {
    this.classes = classes;
    this.centre = GaussianClasses.classMeans(classes);
    double hours = slot.toMillis() / 3_600_000.0;
    this.next = GaussianClasses.transitions(classes, Math.pow(HOURLY_CORRELATION, hours));
    this.part = new Slot(classes);
  }

  int classes() {
    return classes;
  }

  /** Transition probabilities from one slot to the next. */
  double[][] after() {
    return next;
  }

  /** Transition probabilities from each slot of a grid to its next one. */
  double[][][] transitions(SlotGrid grid) {
    double[][][] after = new double[grid.most()][][];
    Arrays.fill(after, 0, grid.fine(), next);
    if (grid.later() > 0) {
      double[][] hourly = GaussianClasses.transitions(classes, HOURLY_CORRELATION);
      Arrays.fill(after, grid.fine(), grid.most(), hourly);
    }
    return after;
  }

  /** Expected load and PV of one slot and its net-load classes, kW. */
  static final class Slot {
    double loadKw;
    double pvKw;
    final double[] netKw;
    final double[] pvClassKw;

    Slot(int classes) {
      netKw = new double[classes];
      pvClassKw = new double[classes];
    }

    private void add(Slot other, double share) {
      loadKw += share * other.loadKw;
      pvKw += share * other.pvKw;
      for (int z = 0; z < netKw.length; z++) {
        netKw[z] += share * other.netKw[z];
        pvClassKw[z] += share * other.pvClassKw[z];
      }
    }
  }

  /**
   * Fills {@code planHorizon.net[k]}, with the means of an hour's slots.
   *
   * @return false if a forecast does not cover it or is not finite there
   */
  boolean fill(PlanRequest.Ahead ahead, PlanHorizon planHorizon, int k) {
    SlotGrid grid = planHorizon.grid;
    Slot result = planHorizon.net[k];
    int from = grid.fineBefore(k);
    int count = grid.fineBefore(k + 1) - from;
    if (count == 1) {
      return fill(ahead, planHorizon.start(k), result);
    }
    result.loadKw = 0;
    result.pvKw = 0;
    Arrays.fill(result.netKw, 0);
    Arrays.fill(result.pvClassKw, 0);
    for (int i = from; i < from + count; i++) {
      if (!fill(ahead, planHorizon.start.plus(grid.slot().multipliedBy(i)), part)) {
        return false;
      }
      result.add(part, 1.0 / count);
    }
    return true;
  }

  /**
   * Fills {@code result} for the slot that starts at {@code start}.
   *
   * @return false if a forecast does not cover it or is not finite there
   */
  boolean fill(PlanRequest.Ahead ahead, Instant start, Slot result) {
    Forecast load = ahead.load();
    Forecast pv = ahead.pv();
    int l = index(load, start);
    int p = index(pv, start);
    if (l < 0 || p < 0) {
      return false;
    }
    result.loadKw = load.mean()[l] / 1000;
    result.pvKw = Math.max(0, pv.mean()[p]) / 1000;
    return ahead.errorsW().isPresent()
        ? byErrors(ahead.errorsW().get()[l], result)
        : byQuantiles(load, pv, l, p, result);
  }

  private boolean byErrors(double[] errorsW, Slot result) {
    double sum = 0;
    for (int z = 0; z < classes; z++) {
      result.netKw[z] = result.loadKw - result.pvKw + errorsW[z] / 1000;
      result.pvClassKw[z] = Math.max(0, result.loadKw - result.netKw[z]);
      sum += result.netKw[z];
    }
    return Double.isFinite(sum);
  }

  private boolean byQuantiles(Forecast load, Forecast pv, int l, int p, Slot result) {
    double pvHigh = Math.max(result.pvKw, pv.p90()[p] / 1000);
    double median = (load.p50()[l] - pv.p50()[p]) / 1000;
    double up = Math.hypot(load.p90()[l] - load.p50()[l], pv.p50()[p] - pv.p10()[p]) / 1000 / P90;
    double down = Math.hypot(load.p50()[l] - load.p10()[l], pv.p90()[p] - pv.p50()[p]) / 1000 / P90;
    double expected = result.loadKw - result.pvKw;
    if (!Double.isFinite(median + up + down + expected + pvHigh)) {
      return false;
    }
    double sum = 0;
    for (int z = 0; z < classes; z++) {
      result.netKw[z] = median + centre[z] * (centre[z] > 0 ? up : down);
      sum += result.netKw[z];
    }
    double shift = expected - sum / classes;
    for (int z = 0; z < classes; z++) {
      result.netKw[z] += shift;
      result.pvClassKw[z] = Math.clamp(result.loadKw - result.netKw[z], 0, pvHigh);
    }
    return true;
  }

  private static int index(Forecast forecast, Instant start) {
    long at = Duration.between(forecast.origin(), start).toMillis();
    long index = Math.floorDiv(at, forecast.slot().toMillis());
    // A forecast whose first slot follows the running one serves for the running one too.
    if (index == -1) {
      index = 0;
    }
    return index >= 0 && index < forecast.slots() ? (int) index : -1;
  }
}
