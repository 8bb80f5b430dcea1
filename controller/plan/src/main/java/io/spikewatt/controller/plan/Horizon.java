package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.Values;
import java.util.List;

/**
 * The slots of one plan before any load is placed: forecasts, prices, limits and outages.
 * Immutable.
 *
 * @param net expected load and production of each slot
 * @param unplanned the problem without placed loads
 * @param grid how the grid fails
 * @param outageAge distinguished age of the running outage; 0 = the grid is up
 * @param flexible loads that run while energy is cheap enough
 */
record Horizon(
    HorizonSlots slots,
    List<NetLoadClasses.Slot> net,
    HorizonPrices.Series prices,
    SlotProblem unplanned,
    GridMarkovChain grid,
    int outageAge,
    PlanModel.Flexible flexible) {

  /** Spread of the net load below which it is known. */
  private static final double CERTAIN_KW = 1e-6;

  /** The problem with placed loads, below import levels. */
  SlotProblem with(PlacedLoads loads, PeakLevels levels) {
    double spanKw = flexible.maxKw() - flexible.minKw();
    double[] plannedKw = slots.each(loads::plannedKw);
    double[] flexKw = slots.each(k -> Math.max(0, spanKw - loads.jobKw()[k]));
    return unplanned.with(plannedKw, flexKw, levels.bySlot());
  }

  /** Values of these storages in a problem of this horizon. */
  Values values(BackwardPass pass, SlotProblem problem, Storage[] stores) {
    return pass.run(problem, stores, grid, outageAge, slots.epoch());
  }

  /** Number of slots. */
  int count() {
    return slots.count();
  }

  /** Length of slot {@code k}, of the running one the rest. */
  double hours(int k) {
    return slots.hours(k);
  }

  /** Expected net load of a slot, beside storages and placed loads. */
  double netKw(int k) {
    NetLoadClasses.Slot slot = net.get(k);
    return slot.loadKw() - slot.pvKw() + flexible.minKw();
  }

  /** Production of a slot that can be curtailed. */
  double pvKw(int k) {
    return net.get(k).pvKw();
  }

  /** Largest import. */
  double importKw() {
    return unplanned.connection().importKw()[0];
  }

  /** Largest export in a slot. */
  double exportKw(int k) {
    return unplanned.connection().exportKw()[k];
  }

  /** Whether load and production are known for sure. */
  boolean isCertain() {
    return net.stream()
        .map(NetLoadClasses.Slot::netKw)
        .noneMatch(classes -> classes[classes.length - 1] - classes[0] > CERTAIN_KW);
  }
}
