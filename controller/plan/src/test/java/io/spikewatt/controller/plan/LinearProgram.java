package io.spikewatt.controller.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * The same day as a linear program, solved by ojAlgo.
 *
 * @param plan its slots, the later ones too, and prices
 * @param socPct of the battery at the start
 * @param terminal value of each kWh left at the end
 */
record LinearProgram(
    PlanModel model,
    Plan plan,
    double[] loadW,
    double[] pvW,
    double socPct,
    double importW,
    double exportW,
    double terminal) {

  /**
   * Optimal bill with wear and the tariff's demand charge, minus the value of what is left. The day
   * lies in one month.
   *
   * @param cars which have to be full in time; none that cannot be
   * @param soFarW the month's peak of import before
   */
  double cost(List<ChargingSession> cars, double soFarW) {
    double perKw = model.tariff().demandPerKw();
    PlanModel.StorageModel storageModel = model.storage();
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    List<Expression> needs =
        cars.stream()
            .map(car -> lp.addExpression(car.id()).lower(lacksKwh(car)).upper(roomKwh(car)))
            .toList();
    Variable peak = lp.addVariable("peak").lower(soFarW / 1000).weight(perKw);
    Variable before = null;
    double start = storageModel.capacityKwh() * socPct / 100;
    int slots = loadW.length;
    double[] prices = Days.all(plan, PlanSchedule::importPerKwh);
    double[] pays = Days.all(plan, PlanSchedule::exportPerKwh);
    for (int k = 0; k < slots; k++) {
      double hours = hours(k);
      double price = prices[k];
      double wear = storageModel.wearPerKwh() / 2;
      Variable imports = var(lp, "i" + k, importW / 1000, price * hours);
      Variable over =
          var(lp, "o" + k, 1e3, (price + PlannerSettings.Penalties.USUAL.limit()) * hours);
      double paid = pays[k];
      Variable exports = var(lp, "x" + k, exportW / 1000, -paid * hours);
      Variable curtailed = var(lp, "u" + k, pvW[k] / 1000, 0);
      double netKw = (loadW[k] - pvW[k]) / 1000;
      double most = Math.max(0, -netKw) + storageModel.gridUse().chargeKw();
      Variable charge = var(lp, "c" + k, Math.min(most, storageModel.chargeKw()), wear * hours);
      most = Math.max(0, netKw) + storageModel.gridUse().dischargeKw();
      Variable discharge =
          var(lp, "d" + k, Math.min(most, storageModel.dischargeKw()), wear * hours);
      if (perKw > 0) {
        lp.addExpression("peak" + k).upper(0).set(imports, 1).set(over, 1).set(peak, -1);
      }
      boolean last = k == slots - 1;
      Variable energy =
          lp.addVariable("e" + k)
              .lower(storageModel.capacityKwh() * storageModel.minSocPct() / 100)
              .upper(storageModel.capacityKwh() * storageModel.maxSocPct() / 100)
              .weight(last ? -terminal : 0);
      // What is reached must be kept, or costs as in the plan.
      double reserveKwh = storageModel.capacityKwh() * model.reserve().socPctAt(end(k)) / 100;
      double perHour = PlannerSettings.Penalties.USUAL.reserveHour();
      Variable lacks = var(lp, "r" + k, storageModel.capacityKwh(), perHour * hours);
      lp.addExpression("reserve" + k).lower(reserveKwh).set(energy, 1).set(lacks, 1);
      Expression bus = lp.addExpression("bus" + k).level(netKw);
      bus.set(imports, 1).set(over, 1).set(exports, -1).set(curtailed, -1);
      bus.set(discharge, 1).set(charge, -1);
      for (int i = 0; i < cars.size(); i++) {
        ChargingSession car = cars.get(i);
        if (!car.departure().isBefore(end(k))) {
          double worth = car.charger().worthPerKwh() * car.efficiency() * hours;
          Variable takes = var(lp, car.id() + "_" + k, car.maxKw(), -worth);
          bus.set(takes, -1);
          needs.get(i).set(takes, hours);
        }
      }
      Expression store = lp.addExpression("store" + k).level(before == null ? start : 0);
      store.set(energy, 1).set(charge, -storageModel.efficiency() * hours);
      store.set(discharge, hours / storageModel.efficiency());
      if (before != null) {
        store.set(before, -1);
      }
      before = energy;
    }
    Optimisation.Result result = lp.minimise();
    if (!result.getState().isOptimal()) {
      throw new AssertionError("the oracle found no optimum: " + result.getState());
    }
    // What the goal takes is worth nothing more.
    double goals =
        cars.stream()
            .mapToDouble(c -> c.charger().worthPerKwh() * Math.max(0, c.missingKwh()))
            .sum();
    return result.getValue() + goals - perKw * soFarW / 1000;
  }

  private static double lacksKwh(ChargingSession car) {
    return Math.max(0, car.missingKwh()) / car.efficiency();
  }

  private static double roomKwh(ChargingSession car) {
    return car.charger().worthPerKwh() > 0
        ? (car.mostKwh() - car.fromKwh()) / car.efficiency()
        : lacksKwh(car);
  }

  private double hours(int k) {
    return k < plan.slots() ? 0.25 : 1;
  }

  private Instant end(int k) {
    int later = Math.max(0, k + 1 - plan.slots());
    return plan.start(k + 1 - later).plus(Duration.ofHours(later));
  }

  private static Variable var(ExpressionsBasedModel lp, String name, double upper, double weight) {
    return lp.addVariable(name).lower(0).upper(upper).weight(weight);
  }
}
