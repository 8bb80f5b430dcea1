package io.spikewatt.controller.value;

/**
 * The cheapest thing to do in one slot: cost now plus value then, from the true, off-grid energies
 * and the net load as it is. Reused.
 */
public final class Choice {

  /**
   * Moves whose totals differ by less of the total are equal: well above rounding, which is 1e-13
   * of it, and well below what interpolation between levels is off by. From 1e-9 to 1e-5 a year of
   * the recorded sites costs the same within .005 %; from 1e-4 on it costs more.
   */
  private static final double SAME = 1e-6;

  private static final double NOTHING = 1e-9;

  /** Which of equal moves is made. */
  public enum Equals {
    /**
     * The one that exchanges least with the outside: a surplus lapses, while what is bought or
     * burnt can be had later at the same price, when more is known.
     */
    EXCHANGE_LEAST,
    /** The one in which the first storage does least: what it holds is left to who comes later. */
    MOVE_LEAST
  }

  private final Equals equals;

  private final SlotCost cost;
  private final Moves moves;
  private final double[] totals = new double[Moves.MOST];
  private double[] row = new double[0];

  /** Power of each storage, discharge positive, kW. */
  public final double[] kw = new double[Lattice.MOST_STORES];

  /** Change of each storage's energy, kWh. */
  public final double[] kwh = new double[Lattice.MOST_STORES];

  /** Power that sources have to bring, before curtailment and flexible load, kW. */
  public double needKw;

  /** Least cost of the slot plus the value after it, currency. */
  public double total;

  /** The generator's commitment after the slot. */
  public int committed;

  /** Whether the generator is to run; where nothing commits it the split of the need says so. */
  public boolean runs;

  public Choice(Supply supply, Equals equals) {
    this.equals = equals;
    this.cost = new SlotCost(supply);
    this.moves = new Moves(cost);
  }

  /** The same with a generator that is off, or that nothing commits. */
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
    make(backward, stores, outlook, k, up, Commitment.OFF, netKw, pvKw, a, b, c);
  }

  /**
   * Chooses for slot {@code k} of a finished pass.
   *
   * @param up whether the grid is up
   * @param before the generator's commitment when the slot begins
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
      int before,
      double netKw,
      double pvKw,
      double a,
      double b,
      double c) {
    Lattice lattice = backward.lattice(k);
    moves.stores(stores);
    moves.offsets(lattice.above(0, a), lattice.above(1, b), lattice.above(2, c));
    outlook.slot(cost, k, up);
    Commitment commitment = backward.commitment();
    runs = false;
    committed = Commitment.OFF;
    if (commitment.free()) {
      consider(SlotCost.Run.FREE, backward, outlook, k, netKw, pvKw, a, b, c);
    } else {
      double off = Double.POSITIVE_INFINITY;
      if (commitment.mayBeOff(before)) {
        off = consider(SlotCost.Run.OFF, backward, outlook, k, netKw, pvKw, a, b, c);
      }
      double start = commitment.startsFor(before);
      committed = commitment.afterRunning(before);
      runs = start + consider(SlotCost.Run.ON, backward, outlook, k, netKw, pvKw, a, b, c) < off;
      if (!runs) {
        committed = Commitment.OFF;
        consider(SlotCost.Run.OFF, backward, outlook, k, netKw, pvKw, a, b, c);
      }
    }
    take(netKw);
    total += runs ? commitment.startsFor(before) : 0;
  }

  /** Lists the moves with the generator as asked, and returns the least total of them. */
  private double consider(
      SlotCost.Run run,
      Backward backward,
      Outlook outlook,
      int k,
      double netKw,
      double pvKw,
      double a,
      double b,
      double c) {
    Lattice lattice = backward.lattice(k);
    cost.run(run).absorbers(outlook.loadKw[k], pvKw, outlook.flexKw[k], outlook.flexPerKwh);
    moves.list(cost, lattice, outlook, k, netKw, outlook.hours[k]);
    total = weigh(lattice, backward.mean(k, committed), a, b, c);
    return total;
  }

  /** Takes the best of the moves. */
  private void take(double netKw) {
    double most = total + SAME * Math.abs(total);
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    int bestGroup = 0;
    for (int g = 0; g < moves.groups; g++) {
      double others = netKw - moves.groupKw[1][g] - moves.groupKw[2][g];
      for (int m = moves.first[g]; m < moves.first[g + 1]; m++) {
        double own = moves.kw[m];
        double much = Math.abs(equals == Equals.MOVE_LEAST ? own : others - own);
        if (totals[m] <= most && totals[m] < Double.POSITIVE_INFINITY && much < least - NOTHING) {
          least = much;
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

  /** Fills in what each move comes to, and returns the least. */
  private double weigh(Lattice lattice, double[] values, double a, double b, double c) {
    double best = Double.POSITIVE_INFINITY;
    if (row.length < lattice.levels(0)) {
      row = new double[lattice.levels(0)];
    }
    for (int g = 0; g < moves.groups; g++) {
      double b1 = b + moves.groupKwh[1][g];
      double c1 = c + moves.groupKwh[2][g];
      boolean outside = lattice.outside(1, b1) || lattice.outside(2, c1);
      if (!outside) {
        lattice.row(values, b1, c1, row);
      }
      for (int m = moves.first[g]; m < moves.first[g + 1]; m++) {
        double a1 = a + moves.kwh[m];
        totals[m] =
            outside || lattice.outside(0, a1)
                ? Double.POSITIVE_INFINITY
                : moves.cost[m] + lattice.along(row, a1);
        best = Math.min(best, totals[m]);
      }
    }
    return best;
  }

  /** Splits the need of the last choice among the sources. */
  public void split(Split out) {
    cost.split(needKw, out);
  }
}
