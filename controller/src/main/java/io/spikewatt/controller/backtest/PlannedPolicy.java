package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.Scenario.Battery;
import io.spikewatt.controller.backtest.Scenario.Session;
import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decides by the values of stored energy that a backward pass over the coming day gives. */
final class PlannedPolicy implements Policy {

  private final Scenario scenario;
  private final Foresight foresight;
  private final Outlook outlook;
  private final GridChain chain = new GridChain();
  private final Backward backward;
  private final Choice choice;
  private final Settlement settlement;
  private final Store battery;

  PlannedPolicy(Scenario scenario, Foresight foresight, Levels levels, int horizon) {
    this.scenario = scenario;
    this.foresight = foresight;
    this.outlook = new Outlook(horizon, foresight.classes());
    this.backward =
        new Backward(
            Settlement.supply(scenario),
            foresight.after(),
            levels,
            horizon,
            (int) Math.round(24 / scenario.stepHours()),
            foresight.unannounced());
    this.choice = new Choice(Settlement.supply(scenario));
    this.settlement = new Settlement(scenario);
    Battery b = scenario.battery();
    this.battery =
        Store.battery(
            b.minKwh(),
            b.maxKwh(),
            b.chargeMaxKw(),
            b.dischargeMaxKw(),
            b.etaCharge(),
            b.etaDischarge(),
            b.throughputCost());
  }

  @Override
  public void decide(int t, Plant plant, Flows flows) {
    Scenario.Series s = scenario.series();
    outlook.hours[0] = scenario.stepHours();
    Arrays.fill(outlook.hours, scenario.stepHours());
    double imports = scenario.grid().map(Scenario.Grid::importMaxKw).orElse(0.0);
    double exports = scenario.grid().map(Scenario.Grid::exportMaxKw).orElse(0.0);
    Arrays.fill(outlook.importKw, imports);
    Arrays.fill(outlook.exportKw, exports);
    foresight.look(t, outlook, chain);
    outlook.importPerKwh[0] = scenario.importPerKwh(t);
    outlook.exportPerKwh[0] = s.exportPrice()[t];
    outlook.up[0] = s.gridUp()[t];
    outlook.loadKw[0] = s.loadKw()[t];
    List<Store> stores = new ArrayList<>();
    List<Integer> cars = new ArrayList<>();
    stores.add(battery);
    for (int i = 0; i < scenario.evs().size(); i++) {
      if (plant.present(i)) {
        stores.add(car(i, t, plant));
        cars.add(i);
      }
    }
    Store[] all = stores.toArray(new Store[0]);
    backward.run(outlook, all, chain, foresight.gridState(), t);
    double jobs = flows.jobsKw();
    double net = s.loadKw()[t] - s.pvKw()[t] + jobs;
    choice.make(
        backward,
        all,
        outlook,
        0,
        s.gridUp()[t],
        net,
        s.pvKw()[t],
        plant.storedKwh(),
        cars.size() > 0 ? plant.evKwh(cars.get(0)) : 0,
        cars.size() > 1 ? plant.evKwh(cars.get(1)) : 0);
    flows.battery(choice.kw[0]);
    for (int i = 0; i < cars.size(); i++) {
      flows.ev(cars.get(i), choice.kw[i + 1]);
    }
    plant.limit(t, flows);
    settlement.settle(t, flows);
  }

  private Store car(int i, int t, Plant plant) {
    Battery b = scenario.evs().get(i).storage();
    Session session = plant.session(i);
    return new Store(
        Math.min(b.minKwh(), plant.evKwh(i)),
        b.maxKwh(),
        b.chargeMaxKw(),
        b.dischargeMaxKw(),
        b.etaCharge(),
        b.etaDischarge(),
        b.throughputCost(),
        0,
        (session.depart() - t) * scenario.stepHours(),
        session.socRequired() * b.capacityKwh(),
        scenario.penalties().evShort());
  }
}
