package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Places heat pumps, charging sessions and jobs beside the batteries, below import levels that are
 * chosen with everything that runs on them.
 */
final class LoadPlacement {

  /** Part of a cost that a second placement has to save to count. */
  private static final double FINE = 1e-4;

  /** Higher levels to try, by the least power of the pumps that cannot run at any. */
  private static final double[] HIGHER = {0.4, 0.8, 1.2};

  private final PlannerSettings settings;
  private final BackwardPass backwardPass;
  private final LoadShifting loadShifting;
  private final HeatPlanner heatPlanner;
  private final ForwardPass forwardPass;

  /** For the search of the peak level, on fewer levels. */
  private final BackwardPass coarse;

  /** {@code coarse}: for the search of the import level, on fewer levels. */
  LoadPlacement(
      PlanModel model,
      PlannerSettings settings,
      ForwardPass forwardPass,
      BackwardPass backwardPass,
      BackwardPass coarse) {
    this.settings = settings;
    this.forwardPass = forwardPass;
    this.backwardPass = backwardPass;
    this.coarse = coarse;
    this.loadShifting =
        new LoadShifting(settings.supply(), settings.slots(), settings.resolution().shifting());
    this.heatPlanner = new HeatPlanner(model, settings);
  }

  /**
   * Where a placement begins.
   *
   * @param loads placed before
   * @param levels of import to keep
   * @param marginKw by month, how much higher they are because load is not certain
   */
  record Draft(PlacedLoads loads, PeakLevels levels, double[] marginKw) {

    Draft with(PlacedLoads other) {
      return new Draft(other, levels, marginKw);
    }

    Draft with(PeakLevels other) {
      return new Draft(loads, other, marginKw);
    }

    /** The problem with these loads, below these levels. */
    SlotProblem problem(Horizon horizon) {
      return horizon.with(loads, levels);
    }
  }

  /**
   * Where loads and heat pumps are placed.
   *
   * @param heat courses of the heat pumps
   * @param powers the joint course beside them
   * @param coarse whether the pumps' values are those of a coarse pass
   * @param draft loads and levels that it leads to
   */
  record Placed(
      List<HeatPlanner.Course> heat,
      Optional<JointCourse.Powers> powers,
      boolean coarse,
      Draft draft) {

    /** The same course, with the values of a finer pass. */
    private Placed valued(Placed finer) {
      List<HeatPlanner.Course> valued = new ArrayList<>();
      for (int i = 0; i < heat.size(); i++) {
        valued.add(heat.get(i).with(finer.heat.get(i).values()));
      }
      return new Placed(valued, powers, false, draft);
    }

    private double cost() {
      return powers.map(JointCourse.Powers::cost).orElse(Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Import levels with everything that runs below them: by the joint course of all parts, and above
   * it as far as the batteries beside it need because load is not certain.
   */
  Draft begin(PlanTask task) {
    Horizon horizon = task.horizon();
    DemandCharge demand = task.demand();
    PlannedLoads loads = task.loads();
    PlacedLoads none = PlacedLoads.none(horizon.count());
    Draft open = new Draft(none, demand.unchosen(), new double[DemandCharge.MONTHS]);
    if (!demand.chooses() && (loads.pumps().isEmpty() || !loads.others())) {
      return open;
    }
    Optional<JointCourse.Powers> relaxed = task.joint().relaxed(open.problem(horizon));
    PlacedLoads beside = relaxed.map(powers -> beside(none, powers)).orElse(none);
    if (!demand.chooses()) {
      return open.with(beside);
    }
    double[] certainKw = relaxed.map(JointCourse.Powers::peakKw).orElseGet(demand::floorKw);
    PeakLevels certain = demand.levels(certainKw);
    if (relaxed.isPresent() && horizon.isCertain()) {
      return open.with(beside).with(certain);
    }
    PlacedLoads all = relaxed.map(powers -> asLoad(powers, none)).orElse(none);
    PlannedStorages staying = loads.storages().staying();
    PeakLevels levels =
        demand.search(
            certain,
            horizon.with(all, certain),
            mostKw(task),
            level -> coarseCost(horizon, horizon.with(all, level), staying));
    double[] marginKw = new double[DemandCharge.MONTHS];
    Arrays.setAll(marginKw, m -> levels.monthKw()[m] - certainKw[m]);
    return new Draft(beside, levels, marginKw);
  }

  /** Heat pumps are to be planned beside the other parts of a joint course. */
  private static PlacedLoads beside(PlacedLoads loads, JointCourse.Powers powers) {
    return loads.beside(powers.sessionsKw(1), powers.sessionsKw(2));
  }

  /** Counts all parts but the batteries as load. */
  private static PlacedLoads asLoad(JointCourse.Powers powers, PlacedLoads none) {
    double[] kw = powers.sessionsKw(1);
    for (double[] pumpKw : powers.pumpKw()) {
      Arrays.setAll(kw, k -> kw[k] - pumpKw[k]);
    }
    return none.heating(kw);
  }

  /** True if limits of the grid connection have a price, which a joint course needs. */
  private boolean soft() {
    return settings.penalties().limit() > 0;
  }

  /**
   * Places heat pumps and shifted loads. Pumps that have to choose are placed beside the other
   * parts' course, and these beside the pumps. A second placement counts if it saves.
   */
  Placed place(PlanTask task, Draft draft) {
    PlannedLoads loads = task.loads();
    double fixedKw = loads.pumps().stream().mapToDouble(HeatPump::leastFixedKw).sum();
    Placed best =
        fixedKw > 0 && task.demand().chooses() && soft() && !loads.shifts()
            ? placeByLevel(task, draft, fixedKw)
            : placeOnce(task, draft, false);
    boolean again = !loads.pumps().isEmpty() && (loads.others() || best.coarse);
    if (again && best.powers.isPresent()) {
      Placed next = placeBeside(task, best, 0, false);
      // Shifted loads are priced beside where they were placed before, so the last placement
      // counts.
      boolean better = loads.shifts() || next.cost() < best.cost() - FINE * Math.abs(best.cost());
      best = better ? next : best.coarse ? best.valued(next) : best;
    }
    Draft placed = heating(task, best.draft, best.heat);
    Draft below = best.powers.map(powers -> level(task, placed, powers, 0)).orElse(placed);
    return new Placed(best.heat, best.powers, best.coarse, below);
  }

  private static Draft heating(PlanTask task, Draft draft, List<HeatPlanner.Course> heat) {
    double[] kw = HeatPlanner.loadKw(heat, task.horizon().count());
    return draft.with(draft.loads.heating(kw));
  }

  /**
   * Places pumps that cannot run at any power coarsely, below several levels of import: they may
   * need one that the joint course does not.
   */
  private Placed placeByLevel(PlanTask task, Draft draft, double fixedKw) {
    Placed best = placeOnce(task, draft, true);
    double from = draft.levels.monthKw()[0] - draft.marginKw[0];
    for (double higher : HIGHER) {
      double peakKw = best.powers.map(powers -> powers.peakKw()[0]).orElse(from);
      Placed next =
          best.powers.isPresent()
              ? placeBeside(task, best, from + higher * fixedKw - peakKw, true)
              : placeOnce(task, draft, true);
      best = next.cost() < best.cost() ? next : best;
    }
    return best;
  }

  /** Places pumps beside the other parts of a course, below a level above its peak. */
  private Placed placeBeside(PlanTask task, Placed before, double higherKw, boolean coarsely) {
    JointCourse.Powers powers = before.powers.orElseThrow();
    Draft beside = before.draft.with(beside(before.draft.loads, powers));
    return placeOnce(task, level(task, beside, powers, higherKw), coarsely);
  }

  private Placed placeOnce(PlanTask task, Draft draft, boolean coarsely) {
    Horizon horizon = task.horizon();
    List<HeatPlanner.Course> heat =
        task.loads().pumps().isEmpty()
            ? List.of()
            : heatPlanner.plan(task, draft.problem(horizon), draft.loads, coarsely);
    Draft shifted = shift(task, heating(task, draft, heat));
    // One pass has planned all parts then: the batteries, and at most one heat pump.
    boolean together =
        task.loads().pumps().size() <= 1 && !task.loads().others() && !task.demand().chooses();
    if (together || !soft()) {
      return new Placed(heat, Optional.empty(), coarsely, shifted);
    }
    Optional<JointCourse.Powers> powers =
        task.joint().beside(heat, shifted.loads, shifted.problem(horizon));
    List<HeatPlanner.Course> placed = new ArrayList<>(heat);
    for (int i = 0; i < heat.size() && powers.isPresent(); i++) {
      HeatPump pump = task.loads().pumps().get(i);
      placed.set(i, HeatPlanner.with(horizon, pump, heat.get(i), powers.get().pumpKw()[i]));
    }
    return new Placed(placed, powers, coarsely, shifted);
  }

  private static Draft level(
      PlanTask task, Draft draft, JointCourse.Powers powers, double higherKw) {
    if (!task.demand().chooses()) {
      return draft;
    }
    double[] level = powers.peakKw().clone();
    Arrays.setAll(level, m -> level[m] + draft.marginKw[m] + higherKw);
    return draft.with(task.demand().levels(level));
  }

  /**
   * Places jobs and sessions without levels in slots as load, by the cost of load beside the
   * others.
   */
  private Draft shift(PlanTask task, Draft draft) {
    Draft shifted = draft;
    if (task.loads().shifts()) {
      Storage[] beside = task.loads().beside().stores();
      for (int round = 0; round < settings.resolution().shifting().rounds(); round++) {
        SlotProblem problem = shifted.problem(task.horizon());
        Values values = task.horizon().values(backwardPass, problem, beside);
        shifted =
            shifted.with(loadShifting.shift(task.horizon(), values, task.loads(), shifted.loads));
      }
    }
    return shifted;
  }

  /** Upper bound of the power of all controlled loads together. */
  private static double mostKw(PlanTask task) {
    DeferrableLoads deferrable = task.loads().deferrable();
    return task.loads().storages().all().getFirst().storage().chargeKw()
        + task.horizon().flexible().maxKw()
        + deferrable.sessions().stream().mapToDouble(ChargingSession::maxKw).sum()
        + deferrable.expected().stream().mapToDouble(ChargingSession::maxKw).sum()
        + task.loads().pumps().stream().mapToDouble(pump -> pump.storage().chargeKw()).sum();
  }

  /** Least cost of a problem of the batteries alone. */
  private double coarseCost(Horizon horizon, SlotProblem problem, PlannedStorages storages) {
    Values values = horizon.values(coarse, problem, storages.stores());
    return forwardPass.leastCost(horizon, values, storages.fromKwh());
  }
}
