package io.spikewatt.controller.value;

/**
 * The cheapest thing to do in one slot: cost now plus value then, from the true, off-grid energies
 * and the net load as it is. Reused.
 */
public final class Choice {

  private static final double SAME = 1e-12;

  private final SlotCost cost;
  private final Moves moves;

  /** Power of each storage, discharge positive, kW. */
  public final double[] kw = new double[Lattice.MOST_STORES];

  /** Change of each storage's energy, kWh. */
  public final double[] kwh = new double[Lattice.MOST_STORES];

  /** Power that sources have to bring, before curtailment and flexible load, kW. */
  public double needKw;

  /** Cost of the slot plus the value after it, currency. */
  public double total;

  public Choice(Supply supply) {
    this.cost = new SlotCost(supply);
    this.moves = new Moves(cost);
  }

  /**
   * Chooses for slot {@code k} of a finished pass.
   *
   * @param up whether the grid is up
   * @param netKw net load of the slot with storages at 0
   * @param pvKw PV that can be curtailed
   * @param a energy of the first storage, kWh; {@code b}, {@code c} of the others
   */
  public void make(
      Backward backward,
      Store[] stores,
      Outlook outlook,
      int k,
      boolean up,
      double netKw,
      double pvKw,
      double a,
      double b,
      double c) {
    Lattice lattice = backward.lattice(k);
    outlook.slot(cost, k, up);
    cost.absorbers(outlook.loadKw[k], pvKw, outlook.flexKw, outlook.flexPerKwh);
    moves.stores(stores);
    moves.offsets(lattice.above(0, a), lattice.above(1, b), lattice.above(2, c));
    moves.list(cost, lattice, outlook, k, netKw, outlook.hours[k]);
    double[] values = backward.mean(k);
    total = Double.POSITIVE_INFINITY;
    int best = 0;
    int bestGroup = 0;
    for (int g = 0; g < moves.groups; g++) {
      double b1 = b + moves.groupKwh[1][g];
      double c1 = c + moves.groupKwh[2][g];
      if (lattice.outside(1, b1) || lattice.outside(2, c1)) {
        continue;
      }
      for (int m = moves.first[g]; m < moves.first[g + 1]; m++) {
        double a1 = a + moves.kwh[m];
        if (lattice.outside(0, a1)) {
          continue;
        }
        double value = moves.cost[m] + lattice.interpolate(values, a1, b1, c1);
        if (value < total - SAME) {
          total = value;
          best = m;
          bestGroup = g;
        }
      }
    }
    kw[0] = moves.kw[best];
    kwh[0] = moves.kwh[best];
    for (int s = 1; s < Lattice.MOST_STORES; s++) {
      kw[s] = moves.groupKw[s][bestGroup];
      kwh[s] = moves.groupKwh[s][bestGroup];
    }
    needKw = netKw - kw[0] - kw[1] - kw[2];
  }

  /** Splits the need of the last choice among the sources. */
  public void split(Split out) {
    cost.split(needKw, out);
  }
}
