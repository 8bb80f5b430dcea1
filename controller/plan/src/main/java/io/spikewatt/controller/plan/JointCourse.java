package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.CourseProgram;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.StagedProgram;
import io.spikewatt.controller.optimise.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.tinylog.Logger;

/**
 * Courses of all parts of a site together, at the expected load and production, which plans one
 * after the other cannot find.
 */
final class JointCourse {

  /** Levels at which the batteries' worth at the horizon's end is read. */
  private static final int END_LEVELS = 33;

  private static final double RUNS_KW = 1e-3;

  private final Horizon horizon;
  private final DemandCharge demand;
  private final PlannedLoads loads;
  private final StagedProgram memory;

  /** The storages with levels, the batteries with the value of their energy at the end. */
  private final List<CourseProgram.Part> storages;

  /**
   * @param backwardPass which remembers the value of the batteries' energy at the horizon's end
   * @param memory for the programs, which are solved one after the other
   */
  JointCourse(
      Horizon horizon,
      DemandCharge demand,
      PlannedLoads loads,
      BackwardPass backwardPass,
      StagedProgram memory) {
    this.horizon = horizon;
    this.demand = demand;
    this.loads = loads;
    this.memory = memory;
    this.storages =
        loads.storages().all().stream()
            .map(planned -> part(horizon, backwardPass, planned))
            .toList();
  }

  private static CourseProgram.Part part(
      Horizon horizon, BackwardPass backwardPass, PlannedStorages.Planned planned) {
    Storage storage = planned.storage();
    CourseProgram.Part part = new CourseProgram.Part(storage, planned.fromKwh());
    if (!planned.group().equals(AssetSeries.BATTERY) || !storage.usable()) {
      return part;
    }
    double[] kwh = new double[END_LEVELS];
    double step = (storage.maxKwh() - storage.minKwh()) / (END_LEVELS - 1);
    Arrays.setAll(kwh, i -> storage.minKwh() + i * step);
    long epoch = horizon.slots().epoch();
    return part.ending(kwh, backwardPass.endCost(horizon.unplanned(), storage, epoch, END_LEVELS));
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
     * Power of charging sessions that have levels, and of shifted loads, by slot, as load.
     *
     * @param first number of the first of these storages, 1 = all sessions
     */
    double[] sessionsKw(int first) {
      double[] sum = new double[storageKw[0].length];
      for (int k = 0; k < sum.length; k++) {
        for (int s = first; s < storageKw.length; s++) {
          sum[k] -= storageKw[s][k];
        }
        for (double[] work : workKw) {
          sum[k] -= work[k];
        }
      }
      return sum;
    }
  }

  /** Cost of this energy in the batteries at the end. */
  double endCost(double kwh) {
    CourseProgram.Part batteries = storages.getFirst();
    return batteries.storage().usable() ? batteries.endCost(kwh, horizon.unplanned()) : 0;
  }

  /** Courses of least cost where heat pumps may have any power up to their largest. */
  Optional<Powers> relaxed(SlotProblem problem) {
    List<CourseProgram.Part> parts = new ArrayList<>(storages);
    for (HeatPump pump : loads.pumps()) {
      parts.add(new CourseProgram.Part(pump.storage(), pump.fromKwh()));
    }
    for (DeferrableLoad work : loads.works()) {
      parts.add(new CourseProgram.Part(work.storage(horizon.slots()), 0));
    }
    return solve(problem, parts, horizon::netKw);
  }

  /** Courses of least cost where heat pumps run when they run in those courses. */
  Optional<Powers> beside(List<HeatPlanner.Course> heat, PlacedLoads placed, SlotProblem problem) {
    List<CourseProgram.Part> parts = new ArrayList<>(storages);
    for (int i = 0; i < heat.size(); i++) {
      HeatPump pump = loads.pumps().get(i);
      parts.add(bounded(pump, heat.get(i).series().powerW()));
    }
    return solve(
        problem, parts, k -> horizon.netKw(k) + (placed.chargingKw()[k] + placed.jobKw()[k]));
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
      SlotProblem problem, List<CourseProgram.Part> parts, IntToDoubleFunction net) {
    double[] netKw = new double[horizon.count()];
    double[] pvKw = new double[horizon.count()];
    boolean[] exports = new boolean[horizon.count()];
    for (int k = 0; k < netKw.length; k++) {
      netKw[k] = net.applyAsDouble(k);
      pvKw[k] = horizon.pvKw(k);
      exports[k] = netKw[k] < 0;
    }
    int pumps = storages.size() + loads.pumps().size();
    Optional<CourseProgram.Course> solved =
        new CourseProgram(memory, problem, parts, demand.program()).solve(netKw, pvKw, exports);
    if (solved.isEmpty()) {
      Logger.warn(
          "no joint course of {} parts over {} slots was found; they are planned one after the"
              + " other",
          parts.size(),
          horizon.count());
    }
    return solved.map(
        course ->
            new Powers(
                Arrays.copyOfRange(course.kw(), 0, storages.size()),
                Arrays.copyOfRange(course.kw(), storages.size(), pumps),
                Arrays.copyOfRange(course.kw(), pumps, parts.size()),
                course.peakKw(),
                course.cost()));
  }
}
