package io.spikewatt.controller.backtest;

import java.util.List;
import java.util.Optional;

/**
 * A recorded year of a site: devices, prices, and what happened. Powers in kW, energies in kWh,
 * prices in currency a kWh; one element of each series a step.
 */
public record BacktestScenario(
    String id,
    int steps,
    double stepHours,
    Battery battery,
    Optional<Grid> grid,
    Optional<Genset> genset,
    List<Ev> evs,
    List<Job> jobs,
    Penalties penalties,
    Series series) {

  public BacktestScenario {
    evs = List.copyOf(evs);
    jobs = List.copyOf(jobs);
  }

  /**
   * @param socMin lowest state of charge, 0..1
   * @param throughputCost of each kWh in or out
   */
  public record Battery(
      double capacityKwh,
      double socMin,
      double socMax,
      double socInit,
      double chargeMaxKw,
      double dischargeMaxKw,
      double etaCharge,
      double etaDischarge,
      double throughputCost) {

    static final Battery NONE = new Battery(0, 0, 1, 0, 0, 0, 1, 1, 0);

    double minKwh() {
      return socMin * capacityKwh;
    }

    double maxKwh() {
      return socMax * capacityKwh;
    }
  }

  /** Largest exchange while the grid is up. */
  public record Grid(double importMaxKw, double exportMaxKw) {}

  /** Off, or between two powers. */
  public record Genset(double minKw, double maxKw, double fuelCost, double co2PerKwh) {}

  /** A charger with the cars that come to it; its storage starts anew with each session. */
  public record Ev(String name, Battery storage, List<Session> sessions) {
    public Ev {
      sessions = List.copyOf(sessions);
    }
  }

  /**
   * A car's stay.
   *
   * @param arrive first step at which it is plugged in
   * @param depart first step at which it is not
   */
  public record Session(int arrive, int depart, double socArrive, double socRequired) {}

  /**
   * Work that can wait.
   *
   * @param earliest first step in which it may run, and from which it is known
   * @param latest first step in which it may not
   */
  public record Job(int earliest, int latest, double energyKwh, double maxKw) {}

  /**
   * @param tiers parts of the load that can be shed, the last ones at the price of unserved energy
   */
  public record Penalties(
      double unserved,
      double overgeneration,
      double co2Price,
      double evShort,
      double jobMissed,
      List<Tier> tiers) {
    public Penalties {
      tiers = List.copyOf(tiers);
    }
  }

  /** A part of the load that can be shed. */
  public record Tier(double share, double costPerKwh) {}

  /**
   * What happened, one element a step; without a grid its series are zeros.
   *
   * @param pvKw power that sun and wind may give
   * @param prices what negative prices forbid
   */
  public record Series(
      double[] loadKw,
      double[] pvKw,
      double[] importPrice,
      double[] exportPrice,
      double[] gridCo2,
      boolean[] gridUp,
      PriceEffects prices) {

    /** Nothing is forbidden by a price. */
    public Series(
        double[] loadKw,
        double[] pvKw,
        double[] importPrice,
        double[] exportPrice,
        double[] gridCo2,
        boolean[] gridUp) {
      this(
          loadKw,
          pvKw,
          importPrice,
          exportPrice,
          gridCo2,
          gridUp,
          new PriceEffects(new boolean[loadKw.length], new double[loadKw.length]));
    }
  }

  /**
   * What negative prices do to a site whose owner wants it so, one element a step.
   *
   * @param noExport whether nothing may be exported
   * @param offKw power of sun and wind that is switched off, not in {@link Series#pvKw}
   */
  public record PriceEffects(boolean[] noExport, double[] offKw) {}

  /** Largest export of a step, kW; 0 while the grid is down. */
  double exportMaxKw(int t) {
    boolean may = series.gridUp()[t] && !series.prices().noExport()[t];
    return may ? grid.map(Grid::exportMaxKw).orElse(0.0) : 0;
  }

  /** Price of import with emissions at step {@code t}. */
  double importPerKwh(int t) {
    return series.importPrice()[t] + penalties.co2Price() * series.gridCo2()[t];
  }

  /** Price of the generator's energy with emissions. */
  double gensetPerKwh() {
    return genset.map(g -> g.fuelCost() + penalties.co2Price() * g.co2PerKwh()).orElse(0.0);
  }
}
