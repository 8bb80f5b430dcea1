package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.UnitCommitment;
import java.time.Duration;
import java.util.Arrays;

/**
 * A heat pump and its store, in the recursion's terms.
 *
 * @param storage with its converter
 * @param fromKwh heat when the plan begins
 * @param arrivingKwh part of that which the thermometer does not show yet
 * @param committed state of its commitment then
 */
record HeatPump(String id, Storage storage, double fromKwh, double arrivingKwh, int committed) {

  /** Longer runs and pauses count as this long, because each slot of them is a state. */
  private static final int MOST_BOUND_SLOTS = 8;

  /** Levels beyond the band, as a share of it: heat there costs, but exists. */
  private static final double BELOW = 0.05;

  private static final double COLDEST = 3;

  /**
   * Weight of the price of heat outside the band. At the price itself a course that is a little
   * outside looks as cheap as one within, because passes know the heat on levels only.
   */
  private static final double OUTSIDE = 2;

  /** Whether a request can be planned. */
  static boolean plannable(HeatRequest request) {
    ThermalStorage store = request.storage();
    Actuator actuator = request.actuator();
    return store.bandKwh() > 0
        && store.bandKwh() < 1e6
        && Math.abs(store.storedKwh()) < 1e6
        && Math.abs(store.arrivingKwh()) < 1e6
        && store.lossPerHour() >= 0
        && store.lossPerHour() < 10
        && store.outsidePerKwhHour() > 0
        && store.outsidePerKwhHour() < 1e6
        && within(store.demandKw(), -1e4, 1e4)
        && within(actuator.heatPerKwh(), 0.1, 100)
        && actuator.startCost() >= 0
        && actuator.startCost() < 1e6
        && switch (actuator.power()) {
          case Actuator.Modulating any ->
              any.leastW() >= 0
                  && any.mostW() < 1e9
                  && any.mostW() >= any.leastW()
                  && any.mostW() > 0;
          case Actuator.Levels levels -> within(levels.watts(), 1, 1e9);
        };
  }

  private static boolean within(double[] values, double least, double most) {
    return values.length > 0 && Arrays.stream(values).allMatch(v -> v >= least && v <= most);
  }

  static HeatPump of(HeatRequest request, HorizonSlots slots) {
    ThermalStorage store = request.storage();
    Actuator actuator = request.actuator();
    SlotGrid grid = slots.grid();
    double[] demandKw = bySlot(store.demandKw(), slots);
    double[] heatPerKwh = bySlot(actuator.heatPerKwh(), slots);
    Storage.Thermal thermal =
        new Storage.Thermal(
            store.bandKwh(),
            OUTSIDE * store.outsidePerKwhHour(),
            heatPerKwh,
            demandKw,
            store.lossPerHour());
    UnitCommitment commitment =
        new UnitCommitment(
            actuator.startCost(), slots(actuator.minRun(), grid), slots(actuator.minPause(), grid));
    double mostKw = actuator.power().mostW() / 1000;
    double[] levelsKw =
        actuator.power() instanceof Actuator.Levels levels
            ? Arrays.stream(levels.watts()).map(w -> w / 1000).toArray()
            : new double[0];
    double leastKw = actuator.power() instanceof Actuator.Modulating any ? any.leastW() / 1000 : 0;
    double longest = grid.hours(slots.count() - 1);
    double drawnKwh = longest * Math.max(0, Arrays.stream(demandKw).max().orElse(0));
    double forcedKw = levelsKw.length > 0 ? mostKw : commitment.free() ? 0 : leastKw;
    double heatedKwh = longest * forcedKw * Arrays.stream(heatPerKwh).max().orElse(0);
    double band = store.bandKwh();
    double stored = Math.max(-COLDEST * band, store.storedKwh() + store.arrivingKwh());
    double below = Math.max(BELOW * band, levelsKw.length > 0 ? drawnKwh : 0);
    double lowest = stored < 0 ? Math.min(-below, stored - drawnKwh) : -below;
    double highest = Math.max(band + Math.max(drawnKwh, heatedKwh), stored);
    Storage storage =
        new Storage(
            lowest,
            highest,
            new Storage.Converter(mostKw, 0, 1, 1, 0, leastKw, levelsKw, commitment),
            Storage.Visit.NO_END,
            thermal);
    return new HeatPump(
        request.id(), storage, stored, store.arrivingKwh(), committed(actuator, commitment, slots));
  }

  /** Least power at which it can run, if it cannot run at any; 0 = at any. */
  double leastFixedKw() {
    Storage.Converter converter = storage.converter();
    boolean fixed = converter.levelsKw().length > 0;
    return fixed
        ? converter.levelsKw()[0]
        : converter.commitment().free() ? 0 : converter.leastKw();
  }

  /** Means by slot of values by fine slot; the last one holds for all later slots. */
  private static double[] bySlot(double[] values, HorizonSlots slots) {
    double[] all = new double[slots.count()];
    for (int k = 0; k < all.length; k++) {
      int from = slots.grid().fineBefore(k);
      int count = slots.grid().fineBefore(k + 1) - from;
      for (int i = from; i < from + count; i++) {
        all[k] += values[Math.min(i, values.length - 1)] / count;
      }
    }
    return all;
  }

  private static int slots(Duration least, SlotGrid grid) {
    long slots = Math.ceilDiv(Math.max(0, least.toMillis()), grid.slot().toMillis());
    return Math.clamp(slots, 1, MOST_BOUND_SLOTS);
  }

  private static int committed(Actuator actuator, UnitCommitment commitment, HorizonSlots slots) {
    Actuator.Activity now = actuator.now();
    Duration least = now.runs() ? actuator.minRun() : actuator.minPause();
    double leftHours = least.minus(now.since()).toMillis() / 3_600_000.0;
    double beyond = Math.max(0, leftHours - slots.leftHours());
    int bound =
        leftHours <= 0 ? 0 : 1 + (int) Math.ceil(Math.min(1000, beyond / slots.grid().hours()));
    return now.runs() ? commitment.bound(bound) : commitment.paused(bound);
  }
}
