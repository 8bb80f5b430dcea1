package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.optimise.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * Cars as storages of a plan: those that are plugged in, and, as far as there are dimensions left,
 * those expected next. Cars beyond that are charged as work that can wait.
 */
final class EvStorages {

  private static final int MOST = 2;

  private final BacktestScenario backtestScenario;
  private final List<EvHabits> habits = new ArrayList<>();
  private final boolean[] there;
  private final int[] charger = new int[MOST];
  private int present;
  private final int[] waiting;
  private int waitingCount;

  EvStorages(BacktestScenario backtestScenario) {
    this.backtestScenario = backtestScenario;
    this.there = new boolean[backtestScenario.evs().size()];
    this.waiting = new int[there.length];
    for (int i = 0; i < there.length; i++) {
      habits.add(new EvHabits((int) Math.round(24 / backtestScenario.stepHours())));
    }
  }

  /** Storages of the plan for step {@code t}, the battery first. */
  Storage[] stores(int t, PlantModel plantModel, Storage battery, int horizon) {
    List<Storage> stores = new ArrayList<>();
    stores.add(battery);
    present = 0;
    waitingCount = 0;
    for (int i = 0; i < there.length; i++) {
      boolean plugged = plantModel.present(i);
      if (plugged && !there[i]) {
        Session s = plantModel.session(i);
        habits.get(i).came(t, s.depart() - t, s.socArrive(), s.socRequired());
      }
      there[i] = plugged;
      if (plugged && present == MOST) {
        waiting[waitingCount++] = i;
      } else if (plugged) {
        Session s = plantModel.session(i);
        stores.add(store(i, 0, plantModel.evKwh(i), s.depart() - t, s.socRequired()));
        charger[present++] = i;
      }
    }
    for (int i = 0; i < there.length && stores.size() <= MOST; i++) {
      EvHabits habit = habits.get(i);
      if (habit.known()) {
        int away = there[i] ? plantModel.session(i).depart() : t;
        int comes = habit.nextArrival(away) - t;
        if (comes < horizon) {
          double kwh = habit.brings() * backtestScenario.evs().get(i).storage().capacityKwh();
          stores.add(store(i, comes, kwh, comes + habit.stay(), habit.wants()));
        }
      }
    }
    return stores.toArray(new Storage[0]);
  }

  /** How many of the storages are cars that are plugged in; they come right after the battery. */
  int present() {
    return present;
  }

  /** How many cars that are plugged in found no dimension left. */
  int waiting() {
    return waitingCount;
  }

  /** Charger of such a car. */
  int waitingCharger(int i) {
    return waiting[i];
  }

  /** Charger of a car that is plugged in. */
  int charger(int car) {
    return charger[car];
  }

  private Storage store(int i, int comes, double kwh, int leaves, double socRequired) {
    Battery b = backtestScenario.evs().get(i).storage();
    double dt = backtestScenario.stepHours();
    return new Storage(
        Math.min(b.minKwh(), kwh),
        b.maxKwh(),
        b.chargeMaxKw(),
        b.dischargeMaxKw(),
        b.etaCharge(),
        b.etaDischarge(),
        b.throughputCost(),
        0,
        comes * dt,
        kwh,
        leaves * dt,
        socRequired * b.capacityKwh(),
        backtestScenario.penalties().evShort());
  }
}
