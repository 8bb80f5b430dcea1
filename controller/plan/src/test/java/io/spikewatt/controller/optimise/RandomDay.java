package io.spikewatt.controller.optimise;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * A random day with a known future, as the recursion sees it and as a linear program; where the
 * generator's minimum, starts and least run count, as one linear program for each way to run.
 */
final class RandomDay {

  static final int SLOTS = 24;

  final SupplyOptions supplyOptions;
  final SlotProblem problem;
  final Storage[] stores;
  final double[] start;

  /** Starts of the generator in the course that was followed last, and slots in which it ran. */
  int starts;

  final boolean[] runs = new boolean[SLOTS];

  RandomDay(long seed, int cars, double gensetMinKw) {
    this(seed, cars, SLOTS, new SupplyOptions.Genset(gensetMinKw, 4, 0.5), false);
  }

  /**
   * A day, or a part of one.
   *
   * @param slots its hours
   * @param alone without a grid
   */
  RandomDay(long seed, int cars, int slots, SupplyOptions.Genset genset, boolean alone) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    supplyOptions = new SupplyOptions(genset, List.of(new SupplyOptions.Tier(0.3, 0.8)), 10, 1);
    double night = 0.1 + 0.1 * random.nextDouble();
    double day = night + 0.2 * random.nextDouble();
    int fails = random.nextInt(SLOTS);
    double sun = 8 * random.nextDouble();
    double[] importPerKwh = new double[slots];
    double[] loadKw = new double[slots];
    double[] netKw = new double[slots];
    double[] pvKw = new double[slots];
    boolean[] up = new boolean[slots];
    for (int k = 0; k < slots; k++) {
      importPerKwh[k] = k > 6 && k < 22 ? day : night;
      up[k] = !alone && (k < fails || k > fails + 3);
      loadKw[k] = 0.5 + 2 * random.nextDouble();
      double shine = Math.max(0, Math.sin(Math.PI * (k - 6) / 12));
      pvKw[k] = sun * shine * random.nextDouble();
      netKw[k] = loadKw[k] - pvKw[k];
    }
    SlotProblem.Flexible none = new SlotProblem.Flexible(new double[slots], 0);
    problem =
        new KnownSlots(importPerKwh, loadKw, netKw, pvKw, up)
            .problem(1, 0.05, 12, 6, none, new SlotProblem.End(true, 0, 0));
    stores = new Storage[1 + cars];
    start = new double[3];
    stores[0] = Storage.battery(1, 10, 4, 4, 0.95, 0.95, 0.02);
    start[0] = 1 + 9 * random.nextDouble();
    for (int i = 1; i <= cars; i++) {
      double goal = 30 + 15 * random.nextDouble();
      int leaves = Math.min(slots, 8 + random.nextInt(15));
      Storage.Visit visit = new Storage.Visit(0, 0, leaves, goal, 2, 0, 0);
      stores[i] =
          new Storage(
              10,
              50,
              new Storage.Converter(11, 7, 0.95, 0.95, 0.01, 0),
              visit,
              Storage.Thermal.NONE);
      start[i] = 15 + 15 * random.nextDouble();
    }
  }

  /** What following the values costs. */
  double follow(GridResolution gridResolution) {
    BackwardPass backwardPass =
        new BackwardPass(supplyOptions, 1, gridResolution, SLOTS, SLOTS, false);
    Values values = backwardPass.run(problem, stores, GridMarkovChain.ANNOUNCED, 0, 0);
    BestAction bestAction = new BestAction(supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
    double[] kwh = start.clone();
    double cost = 0;
    SlotCost price = new SlotCost(supplyOptions);
    UnitCommitment unitCommitment = supplyOptions.genset().commitment();
    int committed = UnitCommitment.OFF;
    starts = 0;
    for (int k = 0; k < problem.slots(); k++) {
      double net = problem.netKw(k, 0);
      double pv = problem.net().pvKw()[k][0];
      SlotChoice best = bestAction.choose(values, k, committed, net, pv, kwh);
      committed = best.committed();
      runs[k] = best.runs();
      if (runs[k] && (k == 0 || !runs[k - 1])) {
        starts++;
        cost += unitCommitment.startCost();
      }
      SlotCost.Run run = runs[k] ? SlotCost.Run.ON : SlotCost.Run.OFF;
      price.run(unitCommitment.free() ? SlotCost.Run.FREE : run);
      price.slot(problem, k, isUp(k));
      price.absorbers(problem.net().loadKw()[k], pv);
      cost += price.at(net - best.kw()[0] - best.kw()[1] - best.kw()[2]);
      for (int s = 0; s < stores.length; s++) {
        cost += stores[s].wearPerKwh() * Math.abs(best.kw()[s]);
        kwh[s] += best.kwh()[s];
        if (stores[s].visit().leavesInHours() == k + 1) {
          cost += stores[s].owed(kwh[s]);
        }
      }
    }
    return cost;
  }

  private boolean isUp(int k) {
    return problem.connection().up()[k];
  }

  /** Bill of the day if no storage did anything, as a measure. */
  double idleBill() {
    double bill = 0;
    for (int k = 0; k < problem.slots(); k++) {
      bill += Math.max(0, problem.netKw(k, 0)) * problem.connection().importPerKwh()[k];
    }
    return bill;
  }

  /** The optimum; the generator's minimum is taken as 0, its starts as free. */
  double optimum() {
    return optimum(null);
  }

  /**
   * The optimum with the generator's minimum, starts and least run, by trying every way to run it.
   * ojAlgo's integer solver was not used: on one of ten such days it missed the optimum, by up to
   * 1.3 %.
   */
  double optimumOfAllRuns() {
    return best(new boolean[problem.slots()], 0, 0, 0, optimum(), Double.POSITIVE_INFINITY);
  }

  /**
   * The least of the ways to run from slot {@code k} on.
   *
   * @param length slots of the run that lasts; 0 = off
   * @param bound what no way can be cheaper than, beside its starts
   */
  private double best(boolean[] ways, int k, int length, int paid, double bound, double found) {
    UnitCommitment unitCommitment = supplyOptions.genset().commitment();
    if (bound + paid * unitCommitment.startCost() >= found) {
      return found;
    }
    if (k == ways.length) {
      return Math.min(found, optimum(ways) + paid * unitCommitment.startCost());
    }
    double least = found;
    if (length == 0 || length >= unitCommitment.runSlots()) {
      ways[k] = false;
      least = best(ways, k + 1, 0, paid, bound, least);
    }
    ways[k] = true;
    return best(ways, k + 1, length + 1, length == 0 ? paid + 1 : paid, bound, least);
  }

  private double optimum(boolean @Nullable [] ways) {
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    SupplyOptions.Genset set = supplyOptions.genset();
    @Nullable Variable[] before = new @Nullable Variable[stores.length];
    for (int k = 0; k < problem.slots(); k++) {
      boolean up = isUp(k);
      Expression bus = lp.addExpression("bus" + k).level(problem.netKw(k, 0));
      put(lp, bus, "import" + k, up ? 12 : 0, problem.connection().importPerKwh()[k], 1);
      put(lp, bus, "export" + k, up ? 6 : 0, -problem.connection().exportPerKwh()[k], -1);
      put(lp, bus, "curtail" + k, problem.net().pvKw()[k][0], 0, -1);
      Variable genset = put(lp, bus, "genset" + k, set.maxKw(), set.perKwh(), 1);
      if (ways != null) {
        genset.lower(ways[k] ? set.minKw() : 0).upper(ways[k] ? set.maxKw() : 0);
      }
      put(lp, bus, "shed" + k, 0.3 * problem.net().loadKw()[k], 0.8, 1);
      put(lp, bus, "lack" + k, 1e3, 10, 1);
      put(lp, bus, "over" + k, 1e3, 1, -1);
      for (int s = 0; s < stores.length; s++) {
        Storage store = stores[s];
        if (k >= store.visit().leavesInHours()) {
          continue;
        }
        String name = "s" + s + "k" + k;
        Variable in = put(lp, bus, "in" + name, store.chargeKw(), store.wearPerKwh(), -1);
        Variable out = put(lp, bus, "out" + name, store.dischargeKw(), store.wearPerKwh(), 1);
        Variable energy = lp.addVariable("e" + name).lower(store.minKwh()).upper(store.maxKwh());
        Variable last = before[s];
        Expression law = lp.addExpression("law" + name).level(last == null ? start[s] : 0);
        law.set(energy, 1).set(in, -store.converter().chargeEfficiency());
        law.set(out, 1 / store.converter().dischargeEfficiency());
        if (last != null) {
          law.set(last, -1);
        }
        before[s] = energy;
        if (store.visit().leavesInHours() == k + 1) {
          Expression goal = lp.addExpression("goal" + name).lower(store.goalKwh());
          goal.set(energy, 1);
          put(lp, goal, "short" + name, 100, store.visit().shortPerKwh(), 1);
        }
      }
    }
    Optimisation.Result result = lp.minimise();
    if (!result.getState().isOptimal()) {
      throw new AssertionError("the oracle found no optimum: " + result.getState());
    }
    return result.getValue();
  }

  private static Variable put(
      ExpressionsBasedModel lp, Expression row, String name, double most, double cost, int sign) {
    Variable variable = lp.addVariable(name).lower(0).upper(most).weight(cost);
    row.set(variable, sign);
    return variable;
  }
}
