package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SlotCost;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyMix;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.controller.optimise.Values;
import java.util.ArrayList;
import java.util.List;

/** The forward pass: the expected course if the mean forecast comes true. */
final class ForwardPass {

  private final PlannerSettings settings;
  private final BestAction bestAction;
  private final SlotCost slotCost;

  ForwardPass(PlannerSettings settings) {
    this.settings = settings;
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
    this.slotCost = new SlotCost(settings.supply());
  }

  /**
   * Result of the pass.
   *
   * @param gridW grid connection, W
   * @param curtailedW unused production, W
   * @param flexibleW all flexible loads with a price together, their jobs included, W, negative
   * @param storages course of each storage
   * @param cost bill and missed goals
   * @param co2Kg emission of the import; NaN = not known
   * @param endKwh energy of each storage at its departure or the horizon's end
   * @param beyond how far limits are exceeded
   */
  record Outcome(
      double[] gridW,
      double[] curtailedW,
      double[] flexibleW,
      List<AssetSeries> storages,
      Cost cost,
      double co2Kg,
      double[] endKwh,
      Beyond beyond) {}

  /**
   * Cost of a course.
   *
   * @param bill expected bill with wear, fuel and the cost of the import's CO2
   * @param missed price of missed goals
   */
  record Cost(double bill, double missed) {
    double total() {
      return bill + missed;
    }
  }

  /**
   * How far limits are exceeded, and the peak.
   *
   * @param importKw largest import beyond the limit
   * @param exportKw largest export beyond the limit
   * @param peakKw highest quarter-hour mean import of the running month
   */
  record Beyond(double importKw, double exportKw, double peakKw) {}

  /** The course of one plan, slot by slot. */
  private final class Course {
    private final PlanTask task;
    private final Horizon horizon;
    private final PlannedStorages storages;
    private final PlacedLoads loads;
    private final Values values;
    private final double[] curtailed;
    private final double[] flexible;
    private final double[] grid;

    /** By storage and slot. */
    private final double[][] power;

    private final double[][] value;
    private final double[][] soc;
    private final double[] kwh;
    private double bill;
    private double missed;
    private double co2Kg;
    private double overImport;
    private double overExport;

    Course(PlanTask task, PlacedLoads loads, Values values) {
      this.task = task;
      this.horizon = task.horizon();
      this.storages = task.loads().storages();
      this.loads = loads;
      this.values = values;
      int n = horizon.count();
      curtailed = new double[n];
      flexible = new double[n];
      grid = new double[n];
      power = new double[storages.all().size()][n];
      value = new double[power.length][n];
      soc = new double[power.length][];
      for (int s = 0; s < power.length; s++) {
        PlannedStorages.Planned planned = storages.all().get(s);
        boolean known = planned.storage().usable() && planned.isPresent();
        soc[s] = new double[known ? n + 1 : 0];
      }
      kwh = storages.fromKwh().clone();
    }

    /** Sets the stored energy when slot {@code k} begins. */
    void stored(int k) {
      for (int s = 0; s < soc.length; s++) {
        if (soc[s].length > 0) {
          soc[s][k] = storages.all().get(s).socPct(kwh[s]);
        }
      }
    }

    /** Moves the energies through slot {@code k}, at the chosen powers, and pays for it. */
    void take(int k, double[] kw, double[] movedKwh, SupplyMix supply) {
      for (int s = 0; s < kwh.length; s++) {
        kwh[s] = values.energyAfter(k, s, kwh[s], movedKwh[s]);
      }
      curtailed[k] = 1000 * supply.curtailedKw();
      flexible[k] =
          -1000 * (horizon.flexible().minKw() + loads.jobKw()[k] + supply.flexible().kw());
      for (int s = 0; s < power.length; s++) {
        power[s][k] = 1000 * kw[s];
        value[s][k] = values.slope(k, s, UnitCommitment.OFF, kwh);
      }
      pay(k, kw, supply);
    }

    private void pay(int k, double[] kw, SupplyMix supply) {
      boolean soft = settings.penalties().limit() > 0;
      double beyondKw = soft ? supply.unservedKw() - supply.surplusKw() : 0;
      double gridKw = supply.importKw() - supply.exportKw() + beyondKw;
      grid[k] = 1000 * gridKw;
      double rate =
          (gridKw > 0 ? horizon.prices().billPerKwh()[k] : horizon.prices().paidPerKwh()[k])
              * gridKw;
      rate += supply.gensetKw() * settings.supply().genset().perKwh();
      for (int s = 0; s < storages.stores().length; s++) {
        rate += storages.stores()[s].wearPerKwh() * Math.abs(kw[s]);
      }
      SlotProblem problem = values.problem();
      double hours = problem.hours(k);
      bill += rate * hours;
      missed += problem.missed(k, storages.stores(), kwh);
      missed += problem.connection().beyondPerKwh() * Math.abs(beyondKw) * hours;
      missed -= supply.flexible().perHour() * hours;
      co2Kg += horizon.prices().co2KgPerKwh()[k] * Math.max(0, gridKw) * hours;
      overImport = Math.max(overImport, gridKw - horizon.importKw());
      overExport = Math.max(overExport, -gridKw - horizon.exportKw(k));
    }

    Outcome outcome() {
      List<AssetSeries> series = new ArrayList<>();
      for (int s = 0; s < power.length; s++) {
        PlannedStorages.Planned planned = storages.all().get(s);
        series.add(new AssetSeries(planned.id(), planned.group(), power[s], soc[s], value[s]));
      }
      return new Outcome(
          grid,
          curtailed,
          flexible,
          series,
          new Cost(bill + task.demand().bill(grid), missed),
          co2Kg,
          kwh,
          new Beyond(overImport, overExport, task.demand().peakKw(grid)));
    }
  }

  /**
   * Follows the values from the measured state.
   *
   * @param loads placed loads, as in the values' problem
   * @param values of the task's storages
   */
  Outcome run(PlanTask task, PlacedLoads loads, Values values) {
    Course course = new Course(task, loads, values);
    Horizon horizon = task.horizon();
    for (int k = 0; k < horizon.count(); k++) {
      course.stored(k);
      SlotChoice best =
          bestAction.choose(
              values,
              k,
              UnitCommitment.OFF,
              horizon.netKw(k) + loads.plannedKw(k),
              horizon.pvKw(k),
              course.kwh);
      course.take(k, best.kw(), best.kwh(), best.supply());
    }
    course.stored(horizon.count());
    return course.outcome();
  }

  /** Least cost of the horizon from stored energies. */
  double leastCost(Horizon horizon, Values values, double[] fromKwh) {
    double netKw = horizon.netKw(0) + values.problem().plannedKw()[0];
    return bestAction.leastTotal(values, 0, UnitCommitment.OFF, netKw, horizon.pvKw(0), fromKwh);
  }

  /**
   * Follows given powers, as far as the storages' energies allow.
   *
   * @param values that the energies get
   * @param wantedKw by storage and slot, discharge positive
   */
  Outcome follow(PlanTask task, PlacedLoads loads, Values values, double[][] wantedKw) {
    Course course = new Course(task, loads, values);
    Horizon horizon = task.horizon();
    SlotProblem problem = values.problem();
    double[] kw = new double[StateGrid.MOST_STORES];
    double[] moved = new double[StateGrid.MOST_STORES];
    for (int k = 0; k < horizon.count(); k++) {
      course.stored(k);
      double net = horizon.netKw(k) + loads.plannedKw(k);
      for (int s = course.storages.stores().length - 1; s >= 0; s--) {
        Storage storage = course.storages.stores()[s];
        double hours = problem.hours(k);
        kw[s] = storage.within(k, wantedKw[s][k], course.kwh[s], hours, net);
        moved[s] = storage.storedBy(k, kw[s], hours);
        net -= kw[s];
      }
      slotCost
          .run(SlotCost.Run.FREE)
          .slot(problem, k, problem.connection().up()[k])
          .absorbers(problem.net().loadKw()[k], horizon.pvKw(k), problem, k);
      course.take(k, kw, moved, slotCost.split(net));
    }
    course.stored(horizon.count());
    return course.outcome();
  }
}
