package io.spikewatt.controller.value;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * A random day of 24 hours with a known future, as the recursion sees it and as a linear program.
 */
final class RandomDay {

  static final int SLOTS = 24;

  final Supply supply;
  final Outlook outlook = new Outlook(SLOTS, 1);
  final Store[] stores;
  final double[] start;

  RandomDay(long seed, int cars, double gensetMinKw) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    supply =
        new Supply(
            new Supply.Genset(gensetMinKw, 4, 0.5), List.of(new Supply.Tier(0.3, 0.8)), 10, 1);
    double night = 0.1 + 0.1 * random.nextDouble();
    double day = night + 0.2 * random.nextDouble();
    int fails = random.nextInt(SLOTS);
    double sun = 8 * random.nextDouble();
    outlook.slots = SLOTS;
    outlook.ends = true;
    for (int k = 0; k < SLOTS; k++) {
      outlook.hours[k] = 1;
      outlook.importPerKwh[k] = k > 6 && k < 22 ? day : night;
      outlook.exportPerKwh[k] = 0.05;
      outlook.importKw[k] = 12;
      outlook.exportKw[k] = 6;
      outlook.up[k] = k < fails || k > fails + 3;
      outlook.loadKw[k] = 0.5 + 2 * random.nextDouble();
      double shine = Math.max(0, Math.sin(Math.PI * (k - 6) / 12));
      outlook.pvKw[k][0] = sun * shine * random.nextDouble();
      outlook.netKw[k][0] = outlook.loadKw[k] - outlook.pvKw[k][0];
      outlook.after[k] = new double[][] {{1}};
    }
    stores = new Store[1 + cars];
    start = new double[3];
    stores[0] = Store.battery(1, 10, 4, 4, 0.95, 0.95, 0.02);
    start[0] = 1 + 9 * random.nextDouble();
    for (int i = 1; i <= cars; i++) {
      double goal = 30 + 15 * random.nextDouble();
      int leaves = 8 + random.nextInt(15);
      stores[i] = new Store(10, 50, 11, 7, 0.95, 0.95, 0.01, 0, 0, 0, leaves, goal, 2);
      start[i] = 15 + 15 * random.nextDouble();
    }
  }

  /** What following the values costs. */
  double follow(Levels levels) {
    Backward backward = new Backward(supply, 1, levels, SLOTS, SLOTS, false);
    GridChain chain = new GridChain();
    chain.announced();
    backward.run(outlook, stores, chain, 0, 0);
    Choice choice = new Choice(supply, Choice.Equals.EXCHANGE_LEAST);
    double[] kwh = start.clone();
    double cost = 0;
    SlotCost price = new SlotCost(supply);
    for (int k = 0; k < SLOTS; k++) {
      double net = outlook.netKw[k][0];
      double pv = outlook.pvKw[k][0];
      choice.make(backward, stores, outlook, k, outlook.up[k], net, pv, kwh[0], kwh[1], kwh[2]);
      outlook.slot(price, k, outlook.up[k]);
      price.absorbers(outlook.loadKw[k], pv, 0, 0);
      cost += price.at(choice.needKw);
      for (int s = 0; s < stores.length; s++) {
        cost += stores[s].wearPerKwh() * Math.abs(choice.kw[s]);
        kwh[s] += choice.kwh[s];
        if (stores[s].leavesInHours() == k + 1) {
          cost += stores[s].owed(kwh[s]);
        }
      }
    }
    return cost;
  }

  /** Bill of the day if no storage did anything, as a measure. */
  double idleBill() {
    double bill = 0;
    for (int k = 0; k < SLOTS; k++) {
      bill += Math.max(0, outlook.netKw[k][0]) * outlook.importPerKwh[k];
    }
    return bill;
  }

  /** The optimum; the generator's minimum is taken as 0. */
  double optimum() {
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    @Nullable Variable[] before = new @Nullable Variable[stores.length];
    for (int k = 0; k < SLOTS; k++) {
      boolean up = outlook.up[k];
      Expression bus = lp.addExpression("bus" + k).level(outlook.netKw[k][0]);
      put(lp, bus, "import" + k, up ? 12 : 0, outlook.importPerKwh[k], 1);
      put(lp, bus, "export" + k, up ? 6 : 0, -outlook.exportPerKwh[k], -1);
      put(lp, bus, "curtail" + k, outlook.pvKw[k][0], 0, -1);
      put(lp, bus, "genset" + k, 4, 0.5, 1);
      put(lp, bus, "shed" + k, 0.3 * outlook.loadKw[k], 0.8, 1);
      put(lp, bus, "lack" + k, 1e3, 10, 1);
      put(lp, bus, "over" + k, 1e3, 1, -1);
      for (int s = 0; s < stores.length; s++) {
        Store store = stores[s];
        if (k >= store.leavesInHours()) {
          continue;
        }
        String name = "s" + s + "k" + k;
        Variable in = put(lp, bus, "in" + name, store.chargeKw(), store.wearPerKwh(), -1);
        Variable out = put(lp, bus, "out" + name, store.dischargeKw(), store.wearPerKwh(), 1);
        Variable energy = lp.addVariable("e" + name).lower(store.minKwh()).upper(store.maxKwh());
        Variable last = before[s];
        Expression law = lp.addExpression("law" + name).level(last == null ? start[s] : 0);
        law.set(energy, 1).set(in, -store.chargeEfficiency());
        law.set(out, 1 / store.dischargeEfficiency());
        if (last != null) {
          law.set(last, -1);
        }
        before[s] = energy;
        if (store.leavesInHours() == k + 1) {
          Expression goal = lp.addExpression("goal" + name).lower(store.goalKwh());
          goal.set(energy, 1);
          put(lp, goal, "short" + name, 100, store.shortPerKwh(), 1);
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
