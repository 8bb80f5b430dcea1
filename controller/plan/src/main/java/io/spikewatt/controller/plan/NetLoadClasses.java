package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.GaussianClasses;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

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

  /** {@code classes}: number of classes; 1 = forecasts count as certain. */
  NetLoadClasses(int classes, Duration slot) {
    this.classes = classes;
    this.centre = GaussianClasses.classMeans(classes);
    double hours = slot.toMillis() / 3_600_000.0;
    this.next = GaussianClasses.transitions(classes, Math.pow(HOURLY_CORRELATION, hours));
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

  /**
   * Expected load and PV of one slot and its net-load classes, kW. Readers must not change the
   * arrays.
   */
  record Slot(double loadKw, double pvKw, double[] netKw, double[] pvClassKw) {

    /** The same while production is off, but for what keeps the import limit. */
    Slot withoutSources(double importKw) {
      double[] net = netKw.clone();
      double[] source = pvClassKw.clone();
      for (int z = 0; z < net.length; z++) {
        source[z] = Math.clamp(netKw[z] + pvClassKw[z] - importKw, 0, pvClassKw[z]);
        net[z] += pvClassKw[z] - source[z];
      }
      return new Slot(loadKw, Math.clamp(loadKw - importKw, 0, pvKw), net, source);
    }

    private static Slot mean(List<Slot> parts) {
      double share = 1.0 / parts.size();
      double loadKw = 0;
      double pvKw = 0;
      double[] netKw = new double[parts.getFirst().netKw.length];
      double[] pvClassKw = new double[netKw.length];
      for (Slot part : parts) {
        loadKw += share * part.loadKw;
        pvKw += share * part.pvKw;
        for (int z = 0; z < netKw.length; z++) {
          netKw[z] += share * part.netKw[z];
          pvClassKw[z] += share * part.pvClassKw[z];
        }
      }
      return new Slot(loadKw, pvKw, netKw, pvClassKw);
    }
  }

  /**
   * The same for the recursion.
   *
   * @param alwaysKw further load of all slots
   * @param after probabilities of the classes after each slot
   */
  static SlotProblem.NetLoad together(List<Slot> net, double alwaysKw, double[][][] after) {
    return new SlotProblem.NetLoad(
        net.stream().mapToDouble(Slot::loadKw).toArray(),
        net.stream().map(slot -> raised(slot.netKw, alwaysKw)).toArray(double[][]::new),
        net.stream().map(Slot::pvClassKw).toArray(double[][]::new),
        after);
  }

  private static double[] raised(double[] kw, double byKw) {
    double[] raised = new double[kw.length];
    Arrays.setAll(raised, i -> kw[i] + byKw);
    return raised;
  }

  /** The slots from the running one on, up to the first that a forecast does not cover. */
  List<Slot> slots(PlanRequest.Ahead ahead, SlotGrid grid, Instant now) {
    return slots(ahead, grid, now, (_, slot) -> slot);
  }

  /**
   * The same with a change of each slot of the forecasts.
   *
   * @param change by the start of the slot
   */
  List<Slot> slots(
      PlanRequest.Ahead ahead, SlotGrid grid, Instant now, BiFunction<Instant, Slot, Slot> change) {
    Instant start = grid.floor(now);
    List<Slot> slots = new ArrayList<>();
    for (int k = 0; k < grid.most(); k++) {
      List<Slot> parts = new ArrayList<>();
      for (int i = grid.fineBefore(k); i < grid.fineBefore(k + 1); i++) {
        Instant from = grid.after(start, i);
        Optional<Slot> part = slot(ahead, from);
        if (part.isEmpty()) {
          return slots;
        }
        parts.add(change.apply(from, part.get()));
      }
      slots.add(parts.size() == 1 ? parts.getFirst() : Slot.mean(parts));
    }
    return slots;
  }

  /** Empty if a forecast does not cover the slot that begins then or is not finite there. */
  private Optional<Slot> slot(PlanRequest.Ahead ahead, Instant start) {
    int l = index(ahead.load(), start);
    int p = index(ahead.pv(), start);
    if (l < 0 || p < 0) {
      return Optional.empty();
    }
    double loadKw = ahead.load().mean()[l] / 1000;
    double pvKw = Math.max(0, ahead.pv().mean()[p]) / 1000;
    return ahead.errorsW().isPresent()
        ? byErrors(ahead.errorsW().get()[l], loadKw, pvKw)
        : byQuantiles(ahead.load(), ahead.pv(), l, p);
  }

  private Optional<Slot> byErrors(double[] errorsW, double loadKw, double pvKw) {
    double[] netKw = new double[classes];
    double[] pvClassKw = new double[classes];
    double sum = 0;
    for (int z = 0; z < classes; z++) {
      netKw[z] = loadKw - pvKw + errorsW[z] / 1000;
      pvClassKw[z] = Math.max(0, loadKw - netKw[z]);
      sum += netKw[z];
    }
    return Double.isFinite(sum)
        ? Optional.of(new Slot(loadKw, pvKw, netKw, pvClassKw))
        : Optional.empty();
  }

  private Optional<Slot> byQuantiles(Forecast load, Forecast pv, int l, int p) {
    double loadKw = load.mean()[l] / 1000;
    double pvKw = Math.max(0, pv.mean()[p]) / 1000;
    double pvHigh = Math.max(pvKw, pv.p90()[p] / 1000);
    double median = (load.p50()[l] - pv.p50()[p]) / 1000;
    double up = Math.hypot(load.p90()[l] - load.p50()[l], pv.p50()[p] - pv.p10()[p]) / 1000 / P90;
    double down = Math.hypot(load.p50()[l] - load.p10()[l], pv.p90()[p] - pv.p50()[p]) / 1000 / P90;
    double expected = loadKw - pvKw;
    if (!Double.isFinite(median + up + down + expected + pvHigh)) {
      return Optional.empty();
    }
    double[] netKw = new double[classes];
    double[] pvClassKw = new double[classes];
    double sum = 0;
    for (int z = 0; z < classes; z++) {
      netKw[z] = median + centre[z] * (centre[z] > 0 ? up : down);
      sum += netKw[z];
    }
    double shift = expected - sum / classes;
    for (int z = 0; z < classes; z++) {
      netKw[z] += shift;
      pvClassKw[z] = Math.clamp(loadKw - netKw[z], 0, pvHigh);
    }
    return Optional.of(new Slot(loadKw, pvKw, netKw, pvClassKw));
  }

  private static int index(Forecast forecast, Instant start) {
    long at = forecast.origin().until(start, ChronoUnit.MILLIS);
    long index = Math.floorDiv(at, forecast.slot().toMillis());
    // A forecast whose first slot follows the running one serves for the running one too.
    if (index == -1) {
      index = 0;
    }
    return index >= 0 && index < forecast.slots() ? (int) index : -1;
  }
}
