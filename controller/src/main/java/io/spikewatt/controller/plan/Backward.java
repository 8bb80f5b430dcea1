package io.spikewatt.controller.plan;

import java.util.Arrays;
import java.util.Optional;

/**
 * The backward pass: values of stored energy at every slot's end, from the horizon's end to the
 * running slot. While an EV is plugged in it adds a dimension, which ends with its departure. All
 * arrays are made once.
 */
final class Backward {

  private final PlanModel model;
  private final NetLoadClasses classes;
  private final Moves moves;
  private final SlotCost cost = new SlotCost();
  private final Recursion recursion = new Recursion();
  private final TerminalValue terminal = new TerminalValue();
  private final double[] uniform;
  private final double[] expected = new double[Lattice.MOST_CELLS];
  private final double[] row = new double[Lattice.MOST_CELLS];
  private double[][] values;
  private double[][] spare;
  private final double[][] means = new double[Horizon.MOST_SLOTS][Lattice.MOST_CELLS];

  private Lattice alone = Lattice.of(PlanModel.Storage.NONE, 1, 0, 0);
  private Lattice withEv = alone;
  private Optional<EvPlan> ev = Optional.empty();
  private int evSlots;

  Backward(PlanModel model, NetLoadClasses classes, Moves moves) {
    this.model = model;
    this.classes = classes;
    this.moves = moves;
    this.values = new double[classes.classes()][Lattice.MOST_CELLS];
    this.spare = new double[classes.classes()][Lattice.MOST_CELLS];
    this.uniform = new double[classes.classes()];
    Arrays.fill(uniform, 1.0 / classes.classes());
  }

  /** Levels on which values are kept while slot {@code k} runs. */
  Lattice lattice(int k) {
    return k < evSlots ? withEv : alone;
  }

  /** Mean value at the end of slot {@code k}, on the levels of {@link #lattice}. */
  double[] mean(int k) {
    return means[k];
  }

  /** What the charger can do in slot {@code k}. */
  Moves.EvPower evPower(Horizon horizon, int k) {
    if (ev.isEmpty() || k >= evSlots) {
      return Moves.EvPower.NONE;
    }
    EvPlan car = ev.get();
    double share = horizon.shareBefore(k, car.departure());
    return new Moves.EvPower(car.minKw(), car.maxKw(), share, car.efficiency());
  }

  /** Prepares {@code cost} for slot {@code k}. */
  void slot(SlotCost cost, Horizon horizon, int k) {
    cost.slot(
        horizon.importPerKwh[k],
        horizon.exportPerKwh[k],
        horizon.importKw,
        horizon.exportKw,
        horizon.hours[k]);
  }

  /** Runs the recursion. */
  void run(Horizon horizon, Optional<EvPlan> car) {
    ev = car;
    double missing = car.map(EvPlan::missingKwh).orElse(0.0);
    double evFrom = car.map(EvPlan::fromKwh).orElse(0.0);
    alone = Lattice.of(model.storage(), Horizon.SLOT_HOURS, 0, 0);
    withEv = Lattice.of(model.storage(), Horizon.SLOT_HOURS, evFrom, missing);
    evSlots = 0;
    while (car.isPresent()
        && evSlots < horizon.slots
        && horizon.start(evSlots).isBefore(car.get().departure())) {
      evSlots++;
    }
    long epoch = horizon.start.toEpochMilli() / Horizon.SLOT.toMillis();
    finish(horizon, epoch);
    for (int k = horizon.slots - 1; k >= 0; k--) {
      if (k == evSlots - 1 && evSlots < horizon.slots) {
        depart(car.orElseThrow());
      }
      Lattice lattice = lattice(k);
      Recursion.mix(uniform, values, means[k], lattice.cells());
      if (k > 0 && k <= 96 && model.storage().usable()) {
        terminal.remember(epoch + k + 1, lattice, means[k]);
      }
      hold(lattice, horizon.hours[k]);
      Recursion.mix(uniform, values, means[k], lattice.cells());
      if (k > 0) {
        step(horizon, k, lattice);
      }
    }
  }

  private void step(Horizon horizon, int k, Lattice lattice) {
    Moves.EvPower evPower = evPower(horizon, k);
    slot(cost, horizon, k);
    for (int z = 0; z < classes.classes(); z++) {
      double net = horizon.net[k].netKw[z] + model.compute().minKw() + horizon.otherEvKw[k];
      cost.absorbers(
          horizon.net[k].pvClassKw[z],
          model.compute().maxKw() - model.compute().minKw(),
          model.compute().valuePerKwh());
      Recursion.mix(classes.after(z), values, expected, lattice.cells());
      moves.list(cost, lattice, evPower, net, horizon.hours[k], 0, 0);
      recursion.minimise(moves, lattice, expected, spare[z]);
    }
    double[][] swap = values;
    values = spare;
    spare = swap;
  }

  /** Values at the horizon's end; a car that stays longer can still be charged after it. */
  private void finish(Horizon horizon, long epoch) {
    double cheapest = Math.max(0, horizon.cheapestPerKwh);
    // Neither worth charging for at the cheapest price nor worth discharging at it; where there is
    // but one price, a little less than discharging saves, so that energy is not held for ever.
    double perKwh = Math.min(cheapest, 0.97 * model.storage().efficiency() * horizon.dearestPerKwh);
    Lattice lattice = lattice(horizon.slots - 1);
    terminal.fill(epoch + horizon.slots, lattice, perKwh, row);
    for (int e = 0; e < lattice.evLevels(); e++) {
      double lacks = lattice.evTopKwh() - (lattice.evFromKwh() + e * lattice.evStepKwh());
      double later = ev.isPresent() && lattice.hasEv() ? ev.get().atFullPowerKwh(horizon.end()) : 0;
      double price = cheapest / ev.map(EvPlan::efficiency).orElse(1.0);
      double owed =
          price * Math.min(lacks, later) + Penalty.EV_SHORTAGE * Math.max(0, lacks - later);
      for (double[] value : values) {
        for (int b = 0; b < lattice.batteryLevels(); b++) {
          value[e * lattice.batteryLevels() + b] = row[b] + owed;
        }
      }
    }
  }

  /** Adds the EV's dimension, going backward over its departure. */
  private void depart(EvPlan car) {
    for (int z = 0; z < values.length; z++) {
      for (int e = 0; e < withEv.evLevels(); e++) {
        double lacks = car.goalKwh() - (withEv.evFromKwh() + e * withEv.evStepKwh());
        for (int b = 0; b < withEv.batteryLevels(); b++) {
          double kwh = withEv.batteryFromKwh() + b * withEv.batteryStepKwh();
          spare[z][e * withEv.batteryLevels() + b] =
              alone.interpolate(values[z], kwh, 0) + Penalty.EV_SHORTAGE * lacks;
        }
      }
    }
    double[][] swap = values;
    values = spare;
    spare = swap;
  }

  /** Adds what it costs to end a slot below the reserve, and to let a car wait. */
  private void hold(Lattice lattice, double hours) {
    double reserve = model.storage().capacityKwh() * model.reserveSocPct() / 100;
    for (int e = 0; e < lattice.evLevels(); e++) {
      double waits = (lattice.evLevels() - 1 - e) * lattice.evStepKwh() * Penalty.EV_WAIT_HOUR;
      for (int b = 0; b < lattice.batteryLevels(); b++) {
        double kwh = lattice.batteryFromKwh() + b * lattice.batteryStepKwh();
        double lacks = lattice.hasBattery() ? Math.max(0, reserve - kwh) : 0;
        double price = hours * (waits + lacks * Penalty.RESERVE_HOUR);
        if (price > 0) {
          for (double[] value : values) {
            value[e * lattice.batteryLevels() + b] += price;
          }
        }
      }
    }
  }
}
