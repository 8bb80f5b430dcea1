package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SlotCost;
import io.spikewatt.controller.optimise.SolvedHorizon;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyMix;
import io.spikewatt.controller.optimise.UnitCommitment;
import java.util.ArrayList;
import java.util.List;

/** The forward pass: the expected course if the mean forecast comes true. */
final class ForwardPass {

  private final PlanModel model;
  private final PlannerSettings settings;
  private final DemandCharge demand;
  private final BestAction bestAction;
  private final SlotCost slotCost;

  ForwardPass(PlanModel model, PlannerSettings settings, DemandCharge demand) {
    this.model = model;
    this.settings = settings;
    this.demand = demand;
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
   * @param bill expected bill with wear, fuel and what the import's CO2 costs
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
    private final PlanHorizon planHorizon;
    private final PlannedStorages storages;
    private final double[] curtailed;
    private final double[] flexible;
    private final double[] grid;

    /** By storage and slot. */
    private final double[][] power;

    private final double[][] value;
    private final double[][] soc;
    private final double[] kwh;
    private final double[] kw = new double[StateGrid.MOST_STORES];
    private double bill;
    private double missed;
    private double co2Kg;
    private double overImport;
    private double overExport;

    Course(PlanHorizon planHorizon, PlannedStorages storages) {
      int n = planHorizon.slots;
      this.planHorizon = planHorizon;
      this.storages = storages;
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
    void take(int k, BackwardPass backwardPass, double[] movedKwh, SupplyMix supply) {
      StateGrid before = backwardPass.lattice(k);
      StateGrid after = backwardPass.lattice(Math.min(k + 1, planHorizon.slots - 1));
      for (int s = 0; s < kwh.length; s++) {
        kwh[s] = storages.after(s, kwh[s], movedKwh[s], before, after);
      }
      curtailed[k] = 1000 * supply.curtailedKw();
      flexible[k] = -1000 * (model.flexible().minKw() + planHorizon.jobKw[k] + supply.flexKw());
      for (int s = 0; s < power.length; s++) {
        power[s][k] = 1000 * kw[s];
        value[s][k] =
            backwardPass.lattice(k).slope(s, backwardPass.mean(k), kwh[0], kwh[1], kwh[2]);
      }
      pay(k, supply);
    }

    private void pay(int k, SupplyMix supply) {
      boolean soft = settings.penalties().limit() > 0;
      double beyondKw = soft ? supply.unservedKw() - supply.surplusKw() : 0;
      double gridKw = supply.importKw() - supply.exportKw() + beyondKw;
      grid[k] = 1000 * gridKw;
      double rate = (gridKw > 0 ? planHorizon.billPerKwh[k] : planHorizon.paidPerKwh[k]) * gridKw;
      rate += supply.gensetKw() * settings.supply().genset().perKwh();
      for (int s = 0; s < storages.stores().length; s++) {
        rate += storages.stores()[s].wearPerKwh() * Math.abs(kw[s]);
      }
      HorizonData horizonData = planHorizon.horizonData;
      double hours = horizonData.hours[k];
      bill += rate * hours;
      missed += horizonData.missed(k, storages.stores(), kwh);
      missed += horizonData.beyondPerKwh * Math.abs(beyondKw) * hours;
      missed -= horizonData.flexPerKwh * supply.flexKw() * hours;
      co2Kg += planHorizon.co2KgPerKwh[k] * Math.max(0, gridKw) * hours;
      overImport = Math.max(overImport, gridKw - planHorizon.importKw);
      overExport = Math.max(overExport, -gridKw - planHorizon.exportKw);
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
          new Cost(bill + demand.bill(planHorizon, grid), missed),
          co2Kg,
          kwh,
          new Beyond(overImport, overExport, demand.peakKw(planHorizon, grid)));
    }
  }

  /** Follows the values from the measured state. */
  Outcome run(PlanHorizon planHorizon, BackwardPass backwardPass, PlannedStorages storages) {
    Course course = new Course(planHorizon, storages);
    double[] kwh = course.kwh;
    SolvedHorizon solved =
        new SolvedHorizon(backwardPass, storages.stores(), planHorizon.horizonData);
    for (int k = 0; k < planHorizon.slots; k++) {
      course.stored(k);
      SlotChoice best =
          bestAction.choose(
              solved,
              k,
              planHorizon.horizonData.up[k],
              UnitCommitment.OFF,
              netKw(planHorizon, k),
              planHorizon.net[k].pvKw,
              kwh);
      System.arraycopy(best.kw(), 0, course.kw, 0, course.kw.length);
      course.take(k, backwardPass, best.kwh(), best.supply());
    }
    course.stored(planHorizon.slots);
    return course.outcome();
  }

  /** Least cost of the horizon from the measured state. */
  double leastCost(PlanHorizon planHorizon, BackwardPass backwardPass, PlannedStorages storages) {
    return bestAction.leastTotal(
        new SolvedHorizon(backwardPass, storages.stores(), planHorizon.horizonData),
        0,
        planHorizon.horizonData.up[0],
        UnitCommitment.OFF,
        netKw(planHorizon, 0),
        planHorizon.net[0].pvKw,
        storages.fromKwh());
  }

  /** Expected net load of a slot beside the storages. */
  private double netKw(PlanHorizon planHorizon, int k) {
    NetLoadClasses.Slot slot = planHorizon.net[k];
    return slot.loadKw - slot.pvKw + model.flexible().minKw() + planHorizon.plannedKw(k);
  }

  /**
   * Follows given powers, as far as the storages' energies allow.
   *
   * @param backwardPass whose values the energies get
   * @param wantedKw by storage and slot, discharge positive
   */
  Outcome follow(
      PlanHorizon planHorizon,
      BackwardPass backwardPass,
      PlannedStorages storages,
      double[][] wantedKw) {
    Course course = new Course(planHorizon, storages);
    double[] moved = new double[StateGrid.MOST_STORES];
    for (int k = 0; k < planHorizon.slots; k++) {
      course.stored(k);
      double net = netKw(planHorizon, k);
      for (int s = storages.stores().length - 1; s >= 0; s--) {
        Storage storage = storages.stores()[s];
        double hours = planHorizon.horizonData.hours[k];
        course.kw[s] = storage.within(k, wantedKw[s][k], course.kwh[s], hours, net);
        moved[s] = storage.storedBy(k, course.kw[s], hours);
        net -= course.kw[s];
      }
      slotCost.run(SlotCost.Run.FREE);
      planHorizon.horizonData.slot(slotCost, k, planHorizon.horizonData.up[k]);
      slotCost.absorbers(
          planHorizon.horizonData.loadKw[k],
          planHorizon.net[k].pvKw,
          planHorizon.horizonData.flexKw[k],
          planHorizon.horizonData.flexPerKwh);
      course.take(k, backwardPass, moved, slotCost.split(net));
    }
    course.stored(planHorizon.slots);
    return course.outcome();
  }
}
