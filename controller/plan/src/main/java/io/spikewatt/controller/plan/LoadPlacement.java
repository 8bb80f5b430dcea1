package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Places heat pumps, charging sessions and jobs beside the batteries, below import levels that are
 * chosen with everything that runs on them. Reused plan after plan.
 */
final class LoadPlacement {

  /** Part of a cost that a second placement has to save to count. */
  private static final double FINE = 1e-4;

  /** Higher levels to try, by the least power of the pumps that cannot run at any. */
  private static final double[] HIGHER = {0.4, 0.8, 1.2};

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final HorizonFiller horizonFiller;
  private final PlanHorizon planHorizon;
  private final BackwardPass backwardPass;
  private final LoadShifting loadShifting;
  private final DemandCharge demand;
  private final JointCourse jointCourse;
  private final HeatPlanner heatPlanner;
  private final ForwardPass forwardPass;

  /** For the search of the peak level, on fewer levels. */
  private final BackwardPass coarse;

  /** By month, how much higher the import level is because load is not certain. */
  private double[] marginKw = new double[DemandCharge.MONTHS];

  /**
   * @param coarse for the search of the import level, on fewer levels
   * @param jointCourse whose storages have begun when loads are placed
   */
  LoadPlacement(
      PlanModel model,
      PlannerSettings settings,
      HorizonFiller horizonFiller,
      DemandCharge demand,
      LoadShifting loadShifting,
      JointCourse jointCourse,
      BackwardPass backwardPass,
      BackwardPass coarse) {
    this.model = model;
    this.settings = settings;
    this.resolution = settings.resolution();
    this.horizonFiller = horizonFiller;
    this.planHorizon = horizonFiller.planHorizon;
    this.demand = demand;
    this.loadShifting = loadShifting;
    this.jointCourse = jointCourse;
    this.backwardPass = backwardPass;
    this.coarse = coarse;
    this.heatPlanner = new HeatPlanner(model, settings);
    this.forwardPass = new ForwardPass(model, settings, demand);
  }

  /**
   * Chooses the import levels with everything that runs below them: by the joint course of all
   * parts, and above it as far as the batteries beside it need because load is not certain.
   */
  void chooseLevels(PlannedLoads loads) {
    marginKw = new double[DemandCharge.MONTHS];
    boolean chooses = demand.chooses();
    if (!chooses && (loads.pumps().isEmpty() || !loads.others())) {
      return;
    }
    Optional<JointCourse.Powers> relaxed = jointCourse.relaxed(loads);
    relaxed.ifPresent(this::besidePumps);
    if (!chooses) {
      return;
    }
    double[] certainKw = relaxed.map(JointCourse.Powers::peakKw).orElseGet(demand::floorKw);
    demand.keep(planHorizon, certainKw);
    if (relaxed.isEmpty() || !planHorizon.isCertain()) {
      relaxed.ifPresent(this::asLoad);
      horizonFiller.describe();
      PlannedStorages staying = loads.storages().staying();
      demand.search(planHorizon, certainKw, mostKw(loads), () -> coarseCost(staying));
      Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
      horizonFiller.describe();
      double[] level = demand.levelKw();
      Arrays.setAll(marginKw, m -> level[m] - certainKw[m]);
    }
  }

  /**
   * Where loads and heat pumps are placed.
   *
   * @param heat courses of the heat pumps
   * @param powers the joint course beside them
   * @param coarse whether the pumps' values are those of a coarse pass
   */
  record Placed(
      List<HeatPlanner.Course> heat, Optional<JointCourse.Powers> powers, boolean coarse) {

    /** The same course, with the values of a finer pass. */
    private Placed valued(Placed finer) {
      List<HeatPlanner.Course> valued = new ArrayList<>();
      for (int i = 0; i < heat.size(); i++) {
        valued.add(heat.get(i).with(finer.heat.get(i).values()));
      }
      return new Placed(valued, powers, false);
    }
  }

  /** True if limits of the grid connection have a price, which a joint course needs. */
  private boolean soft() {
    return settings.penalties().limit() > 0;
  }

  /**
   * Places heat pumps and shifted loads. Pumps that have to choose are placed beside the other
   * parts' course, and these beside the pumps. A second placement counts if it saves.
   */
  Placed place(PlannedLoads loads) {
    double fixedKw = loads.pumps().stream().mapToDouble(HeatPump::leastFixedKw).sum();
    Placed best =
        fixedKw > 0 && demand.chooses() && soft() && !loads.shifts()
            ? placeByLevel(loads, fixedKw)
            : placeOnce(loads, false);
    boolean again = !loads.pumps().isEmpty() && (loads.others() || best.coarse);
    if (again && best.powers.isPresent()) {
      Placed next = placeBeside(best, loads, 0, false);
      // Shifted loads are where they were placed last, so that there is no way back.
      boolean better = loads.shifts() || cost(next) < cost(best) - FINE * Math.abs(cost(best));
      best = better ? next : best.coarse ? best.valued(next) : best;
    }
    heat(best);
    best.powers.ifPresent(powers -> level(powers, 0));
    horizonFiller.describe();
    return best;
  }

  /**
   * Places pumps that cannot run at any power coarsely, below several levels of import: they may
   * need one that the joint course does not.
   */
  private Placed placeByLevel(PlannedLoads loads, double fixedKw) {
    Placed best = placeOnce(loads, true);
    double from = demand.levelKw()[0] - marginKw[0];
    for (double higher : HIGHER) {
      double peakKw = best.powers.map(powers -> powers.peakKw()[0]).orElse(from);
      Placed next =
          best.powers.isPresent()
              ? placeBeside(best, loads, from + higher * fixedKw - peakKw, true)
              : placeOnce(loads, true);
      best = cost(next) < cost(best) ? next : best;
    }
    return best;
  }

  /** Places pumps beside the other parts of a course, below a level so much above its peak. */
  private Placed placeBeside(Placed before, PlannedLoads loads, double higherKw, boolean coarsely) {
    JointCourse.Powers powers = before.powers.orElseThrow();
    besidePumps(powers);
    level(powers, higherKw);
    return placeOnce(loads, coarsely);
  }

  /** Takes over the power of placed pumps. */
  private void heat(Placed placed) {
    Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
    for (HeatPlanner.Course course : placed.heat) {
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.heatKw[k] -= course.series().powerW()[k] / 1000;
      }
    }
  }

  private static double cost(Placed placed) {
    return placed.powers.map(JointCourse.Powers::cost).orElse(Double.POSITIVE_INFINITY);
  }

  /** True if one pass has planned all parts: the batteries, and at most one heat pump. */
  private boolean together(PlannedLoads loads) {
    return loads.pumps().size() <= 1 && !loads.others() && !demand.chooses();
  }

  private Placed placeOnce(PlannedLoads loads, boolean coarsely) {
    List<HeatPlanner.Course> heat =
        heatPlanner.plan(planHorizon, loads.pumps(), loads.storages().all(), coarsely);
    horizonFiller.describe();
    shift(loads);
    if (together(loads) || !soft()) {
      return new Placed(heat, Optional.empty(), coarsely);
    }
    Optional<JointCourse.Powers> powers = jointCourse.beside(loads, heat);
    List<HeatPlanner.Course> placed = new ArrayList<>(heat);
    for (int i = 0; i < heat.size() && powers.isPresent(); i++) {
      double[] kw = powers.get().pumpKw()[i];
      placed.set(i, heatPlanner.with(planHorizon, loads.pumps().get(i), heat.get(i), kw));
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.heatKw[k] += (heat.get(i).series().powerW()[k] / 1000) - kw[k];
      }
    }
    return new Placed(placed, powers, coarsely);
  }

  private void level(JointCourse.Powers powers, double higherKw) {
    if (demand.chooses()) {
      double[] level = powers.peakKw().clone();
      Arrays.setAll(level, m -> level[m] + marginKw[m] + higherKw);
      demand.keep(planHorizon, level);
    }
  }

  /** Takes over the power of the other parts, for heat pumps to be planned beside. */
  private void besidePumps(JointCourse.Powers powers) {
    for (int k = 0; k < planHorizon.slots; k++) {
      planHorizon.leavingKw[k] = powers.sessionsKw(k, 1);
      planHorizon.waitingKw[k] = powers.sessionsKw(k, 2);
    }
  }

  /** Counts all parts but the batteries as load. */
  private void asLoad(JointCourse.Powers powers) {
    for (int k = 0; k < planHorizon.slots; k++) {
      planHorizon.heatKw[k] = powers.sessionsKw(k, 1);
      for (double[] pumpKw : powers.pumpKw()) {
        planHorizon.heatKw[k] -= pumpKw[k];
      }
    }
  }

  /**
   * Places jobs and sessions without levels in slots as load, by the cost of load beside the
   * others.
   */
  private void shift(PlannedLoads loads) {
    if (!loads.shifts()) {
      return;
    }
    PlannedStorages beside = loads.beside();
    List<DeferrableLoad> works = loads.shifted();
    for (int round = 0; round < resolution.shifting().rounds(); round++) {
      horizonFiller.run(backwardPass, beside);
      loadShifting.fill(
          planHorizon,
          backwardPass,
          beside,
          model.flexible().minKw(),
          works,
          loads.kept(),
          loads.firstJob());
      horizonFiller.describe();
    }
  }

  /** Upper bound of the power of all controlled loads together. */
  private double mostKw(PlannedLoads loads) {
    return model.storage().chargeKw()
        + model.flexible().maxKw()
        + loads.deferrable().sessions().stream().mapToDouble(ChargingSession::maxKw).sum()
        + loads.deferrable().expected().stream().mapToDouble(ChargingSession::maxKw).sum()
        + loads.pumps().stream().mapToDouble(pump -> pump.storage().chargeKw()).sum();
  }

  /** Least cost of the horizon of the batteries alone, with the present import levels. */
  private double coarseCost(PlannedStorages storages) {
    horizonFiller.run(coarse, storages);
    return forwardPass.leastCost(planHorizon, coarse, storages);
  }
}
