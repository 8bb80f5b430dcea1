package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.CourseProgram;
import io.spikewatt.controller.optimise.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Courses of all parts of a site together, at the expected load and production: what plans one
 * after the other cannot find. Reused.
 */
final class JointCourse {

  /** Levels at which the batteries' worth at the horizon's end is read. */
  private static final int END_LEVELS = 33;

  private static final double RUNS_KW = 1e-3;

  private final PlanModel model;
  private final PlanHorizon planHorizon;
  private final DemandCharge demand;
  private final BackwardPass backwardPass;
  private final CourseProgram program = new CourseProgram();
  private final double[] netKw;
  private final double[] pvKw;
  private final boolean[] exports;
  private List<CourseProgram.Part> storages = List.of();

  /**
   * @param backwardPass which remembers what the batteries' energy is worth at the horizon's end
   */
  JointCourse(
      PlanModel model, PlanHorizon planHorizon, DemandCharge demand, BackwardPass backwardPass) {
    this.model = model;
    this.planHorizon = planHorizon;
    this.demand = demand;
    this.backwardPass = backwardPass;
    int most = planHorizon.grid.most();
    this.netKw = new double[most];
    this.pvKw = new double[most];
    this.exports = new boolean[most];
  }

  /**
   * Powers of a site's parts.
   *
   * @param storageKw of the storages with levels, by slot, discharge positive
   * @param pumpKw of the heat pumps likewise
   * @param workKw of the loads that are shifted likewise; none where they count as load
   * @param peakKw highest mean import of each month; none without a demand charge
   * @param cost to be compared with that of other powers of the same parts
   */
  record Powers(
      double[][] storageKw, double[][] pumpKw, double[][] workKw, double[] peakKw, double cost) {

    /**
     * Power of charging sessions that have levels, and of shifted loads, as load.
     *
     * @param first number of the first of these storages, 1 = all sessions
     */
    double sessionsKw(int k, int first) {
      double sum = 0;
      for (int s = first; s < storageKw.length; s++) {
        sum -= storageKw[s][k];
      }
      for (double[] work : workKw) {
        sum -= work[k];
      }
      return sum;
    }
  }

  /** Takes over the storages, and what plans before found the horizon's end to be worth. */
  void begin(PlannedLoads loads) {
    storages = new ArrayList<>();
    for (PlannedStorages.Planned planned : loads.storages().all()) {
      storages.add(new CourseProgram.Part(planned.storage(), planned.fromKwh()));
    }
    Storage battery = storages.getFirst().storage();
    if (battery.usable()) {
      double[] kwh = new double[END_LEVELS];
      double step = (battery.maxKwh() - battery.minKwh()) / (END_LEVELS - 1);
      Arrays.setAll(kwh, i -> battery.minKwh() + i * step);
      long epoch = planHorizon.epoch();
      double[] cost = backwardPass.endCost(planHorizon.horizonData, battery, epoch, END_LEVELS);
      storages.set(0, storages.getFirst().ending(kwh, cost));
    }
  }

  /** Cost of ending with so much in the batteries. */
  double endCost(double kwh) {
    CourseProgram.Part batteries = storages.getFirst();
    return batteries.storage().usable() ? batteries.endCost(kwh, planHorizon.horizonData) : 0;
  }

  /** Courses of least cost where heat pumps may have any power up to their largest. */
  Optional<Powers> relaxed(PlannedLoads loads) {
    List<CourseProgram.Part> parts = new ArrayList<>(storages);
    for (HeatPump pump : loads.pumps()) {
      parts.add(new CourseProgram.Part(pump.storage(), pump.fromKwh()));
    }
    for (DeferrableLoad work : loads.works()) {
      parts.add(new CourseProgram.Part(work.storage(planHorizon), 0));
    }
    return solve(loads, parts, false);
  }

  /** Courses of least cost where heat pumps run when they run in those courses. */
  Optional<Powers> beside(PlannedLoads loads, List<HeatPlanner.Course> heat) {
    List<CourseProgram.Part> parts = new ArrayList<>(storages);
    for (int i = 0; i < heat.size(); i++) {
      HeatPump pump = loads.pumps().get(i);
      parts.add(bounded(pump, heat.get(i).series().powerW()));
    }
    return solve(loads, parts, true);
  }

  /** A pump that keeps its runs, and its powers where these are fixed. */
  private static CourseProgram.Part bounded(HeatPump pump, double[] powerW) {
    Storage.Converter converter = pump.storage().converter();
    boolean fixed = converter.levelsKw().length > 0;
    boolean free = !fixed && converter.commitment().free();
    double[] least = new double[powerW.length];
    double[] most = new double[powerW.length];
    for (int k = 0; k < powerW.length; k++) {
      double kw = -powerW[k] / 1000;
      boolean runs = kw > RUNS_KW;
      least[k] = fixed ? kw : free || !runs ? 0 : converter.leastKw();
      most[k] = fixed ? kw : free || runs ? converter.chargeKw() : 0;
    }
    return new CourseProgram.Part(pump.storage(), pump.fromKwh()).between(least, most);
  }

  private Optional<Powers> solve(
      PlannedLoads loads, List<CourseProgram.Part> parts, boolean besideWorks) {
    for (int k = 0; k < planHorizon.slots; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double worksKw = besideWorks ? planHorizon.chargingKw[k] + planHorizon.jobKw[k] : 0;
      netKw[k] = slot.loadKw - slot.pvKw + model.flexible().minKw() + worksKw;
      pvKw[k] = slot.pvKw;
      exports[k] = netKw[k] < 0;
    }
    int storages = loads.storages().all().size();
    int pumps = storages + loads.pumps().size();
    Optional<CourseProgram.Course> solved =
        program.solve(
            planHorizon.horizonData, netKw, pvKw, exports, parts, demand.program(planHorizon));
    if (solved.isEmpty()) {
      Logger.warn(
          "no joint course of {} parts over {} slots was found; they are planned one after the"
              + " other",
          parts.size(),
          planHorizon.slots);
    }
    return solved.map(
        course ->
            new Powers(
                Arrays.copyOfRange(course.kw(), 0, storages),
                Arrays.copyOfRange(course.kw(), storages, pumps),
                Arrays.copyOfRange(course.kw(), pumps, parts.size()),
                course.peakKw(),
                course.cost()));
  }
}
