package io.spikewatt.controller.optimise;

/**
 * Values of stored energy that a backward pass found, slot by slot. They lie in the memory of the
 * pass, which is large: its next run ends them, and to read them then throws {@link
 * IllegalStateException}.
 */
public final class Values {

  private final SlotProblem problem;
  private final Storage[] stores;
  private final UnitCommitment commitment;
  private final StateGridLayout layout;
  private final int run;
  private final double[][][] means;
  private final double[][] ends;

  Values(
      SlotProblem problem,
      Storage[] stores,
      UnitCommitment commitment,
      StateGridLayout layout,
      double[][][] means,
      double[][] ends) {
    this.problem = problem;
    this.stores = stores;
    this.commitment = commitment;
    this.layout = layout;
    this.run = layout.run();
    this.means = means;
    this.ends = ends;
  }

  /** The problem they solve. */
  public SlotProblem problem() {
    return problem;
  }

  Storage[] stores() {
    return stores;
  }

  /** Cost and binding time of a start of the generator, or of the bound converter. */
  public UnitCommitment commitment() {
    return commitment;
  }

  /** Levels of the values while slot {@code k} runs. */
  public StateGrid grid(int k) {
    check();
    return layout.of(k);
  }

  private void check() {
    if (run != layout.run()) {
      throw new IllegalStateException("a later run of the pass replaced these values");
    }
  }

  /**
   * Expected value at the end of slot {@code k}, on {@link #grid}; for slots after the running one,
   * with the grid up, unless it stays down.
   *
   * @param committed commitment of the generator at the end of the slot
   */
  public double[] mean(int k, int committed) {
    check();
    return means[k][committed];
  }

  /** Value of one more kWh in storage {@code s} at the end of a slot. */
  public double slope(int k, int s, int committed, double[] kwh) {
    return grid(k).slope(s, mean(k, committed), kwh);
  }

  /**
   * Energy of storage {@code s} after slot {@code k}, before it drains; one that connects then
   * brings its own.
   *
   * @param kwh before the slot
   * @param movedKwh change in it
   */
  public double energyAfter(int k, int s, double kwh, double movedKwh) {
    int next = Math.min(k + 1, problem.slots() - 1);
    boolean comes = s < stores.length && !grid(k).has(s) && grid(next).has(s);
    return comes ? stores[s].visit().comesWithKwh() : kwh + movedKwh;
  }

  /** Cost of heat outside its band, part of {@link #ending}. */
  double outside(int k, double[] kwh) {
    double sum = 0;
    for (int s = 0; s < stores.length; s++) {
      if (grid(k).has(s) && stores[s].thermal().exists()) {
        sum += problem.hours(k) * stores[s].holdingPerHour(kwh[s], grid(k).topKwh(s));
      }
    }
    return sum;
  }

  /** Expected value of these energies at the horizon's end. */
  double end(int committed, double[] kwh) {
    return grid(problem.slots() - 1).interpolate(ends[committed], kwh);
  }

  /**
   * Cost of ending slot {@code k} with these energies: of holding them, and of leaving with them.
   */
  double ending(int k, double[] kwh) {
    StateGrid grid = grid(k);
    double sum = 0;
    for (int s = 0; s < stores.length; s++) {
      if (grid.has(s)) {
        sum += problem.hours(k) * stores[s].holdingPerHour(kwh[s], grid.topKwh(s));
        boolean leaves = k + 1 < problem.slots() && !grid(k + 1).has(s);
        sum += leaves ? stores[s].owed(kwh[s]) : 0;
      }
    }
    return sum;
  }

  /**
   * Cost of outages, where these are the values of one storage with the grid away.
   *
   * @param failsPerHour how often the grid fails, {@code >= 0}
   * @param together number of requested slots that make one slot of the pass
   */
  public OutageRisk risk(double failsPerHour, int together) {
    StateGrid last = grid(problem.slots() - 1);
    int levels = last.levels(0);
    double[][] perHour = new double[problem.slots()][levels];
    for (int k = 0; k < perHour.length; k++) {
      StateGrid levelsOf = grid(k);
      double[] values = mean(k, UnitCommitment.OFF);
      for (int x = 0; x < levels; x++) {
        // Missing energy may have to be bought again anyway; that is no risk.
        double lacksKwh = levelsOf.topKwh(0) - levelsOf.kwh(0, x);
        double beyond = values[x] - values[levels - 1] - problem.end().leftPerKwh() * lacksKwh;
        perHour[k][x] = failsPerHour * Math.max(0, beyond);
      }
    }
    return new OutageRisk(perHour, last.kwh(0, 0), last.stepKwh(0), together);
  }
}
