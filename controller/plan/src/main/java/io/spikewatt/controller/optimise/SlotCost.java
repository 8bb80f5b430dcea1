package io.spikewatt.controller.optimise;

import java.util.List;

/**
 * Cost of a slot as a function of the power required from grid, generator and shedding, before
 * curtailment and flexible load: their cheapest use. Each way to run (generator off or on;
 * importing or exporting where export pays more than import costs; each cliff taken or not) is a
 * merit order, so convex and piecewise linear. The cost is the least of them, exact for a
 * generator's minimum power and for cliffs. Reused for slot after slot; allocates nothing.
 */
public final class SlotCost {

  /** How the generator runs in a slot. */
  public enum Run {
    /** It may run. */
    FREE,
    OFF,
    ON
  }

  /** Treatment of flexible loads' cliffs. */
  public enum Cliffs {
    /** Exactly, each taken or not. A slot with a job counts them as partial. */
    WHOLE,
    /** As if they could be taken in part, which keeps the cost convex. */
    PARTIAL
  }

  /** Largest number of tiers. */
  public static final int MOST_TIERS = 8;

  private static final int MOST = 8 + MOST_TIERS + FlexibleDemand.MOST_BLOCKS;
  private static final int WAYS = 4 << FlexibleDemand.MOST_CLIFFS;

  private static final double SAME_KW = 1e-9;

  private static final int CURTAIL = 0;
  private static final int EXPORT = 1;
  private static final int FLEX = 2;
  private static final int IMPORT = 3;
  private static final int GENSET = 4;
  private static final int PEAK = 5;
  private static final int UNSERVED = 6;
  private static final int TIER = 7;

  private final SupplyOptions supplyOptions;
  private final Cliffs cliffs;

  private double hours;
  private double importPerKwh;
  private double exportPerKwh;
  private double importKw;
  private double exportKw;
  private double peakKw = Double.POSITIVE_INFINITY;
  private double peakPerKwh;
  private double unservedPerKwh;
  private double surplusPerKwh;
  private double pvKw;
  private double loadKw;

  /** Flexible power of the slot, by falling value. */
  private FlexibleDemand flexible = FlexibleDemand.NONE;

  private boolean whole;
  private int flexBlocks;
  private final double[] flexKw = new double[FlexibleDemand.MOST_BLOCKS];
  private final double[] flexPerKwh = new double[FlexibleDemand.MOST_BLOCKS];
  private Run run = Run.FREE;

  private int ways;
  private final int[] parts = new int[WAYS];
  private final int[][] kind = new int[WAYS][MOST];
  private final double[][] price = new double[WAYS][MOST];
  private final double[][] width = new double[WAYS][MOST];
  private final double[][] from = new double[WAYS][MOST + 1];
  private final double[][] base = new double[WAYS][MOST + 1];
  private final boolean[] running = new boolean[WAYS];

  /** By way: the cliffs that are taken, a bit each. */
  private final int[] taken = new int[WAYS];

  private final double[] kinks = new double[WAYS * (MOST + 1)];
  private int kinkCount;

  /** They are only searched if there is a storage. */
  private boolean kinksFound;

  /**
   * @throws IllegalArgumentException for more than 8 tiers
   */
  public SlotCost(SupplyOptions supplyOptions) {
    this(supplyOptions, Cliffs.WHOLE);
  }

  /**
   * With cliffs that count so.
   *
   * @throws IllegalArgumentException for more than 8 tiers
   */
  SlotCost(SupplyOptions supplyOptions, Cliffs cliffs) {
    if (supplyOptions.tiers().size() > MOST_TIERS) {
      throw new IllegalArgumentException("at most " + MOST_TIERS + " tiers to shed");
    }
    this.supplyOptions = supplyOptions;
    this.cliffs = cliffs;
    this.unservedPerKwh = supplyOptions.unservedPerKwh();
    this.surplusPerKwh = supplyOptions.surplusPerKwh();
  }

  /**
   * Prices and limits of a slot.
   *
   * @param importKw largest import, 0 while the grid is down
   * @param exportKw largest export, 0 while the grid is down
   */
  public SlotCost slot(
      double hours, double importPerKwh, double exportPerKwh, double importKw, double exportKw) {
    this.hours = hours;
    this.importPerKwh = importPerKwh;
    this.exportPerKwh = exportPerKwh;
    this.importKw = importKw;
    this.exportKw = exportKw;
    return this;
  }

  /** Prices and limits of slot {@code k} of a problem. */
  public SlotCost slot(SlotProblem problem, int k, boolean gridUp) {
    SlotProblem.Connection grid = problem.connection();
    double imports = grid.importPerKwh()[k];
    double exports = grid.exportPerKwh()[k];
    peakKw = problem.peak().kw()[k];
    peakPerKwh = problem.peak().perKwh();
    if (grid.beyondPerKwh() > 0) {
      unservedPerKwh = imports + peakPerKwh + grid.beyondPerKwh();
      surplusPerKwh = grid.beyondPerKwh() - exports;
    }
    return slot(
        grid.hours()[k],
        imports,
        exports,
        gridUp ? grid.importKw()[k] : 0,
        gridUp ? grid.exportKw()[k] : 0);
  }

  /** Whether the generator runs, in this slot and the following ones. */
  public SlotCost run(Run run) {
    this.run = run;
    return this;
  }

  /** Completes a slot without flexible loads; others have none. */
  public void absorbers(double loadKw, double pvKw) {
    absorbers(loadKw, pvKw, FlexibleDemand.NONE, 0);
  }

  /** Completes slot {@code k} of a problem. */
  public void absorbers(double loadKw, double pvKw, SlotProblem problem, int k) {
    absorbers(loadKw, pvKw, problem.flexible().demand(), problem.flexible().kw()[k]);
  }

  /**
   * Sets the power that can be shed, curtailed or absorbed; completes the slot.
   *
   * @param loadKw load with tiers that can be shed
   * @param pvKw PV that can be curtailed
   * @param loads flexible loads
   * @param kw power that they can take beyond their minimum; a job took the rest
   */
  public void absorbers(double loadKw, double pvKw, FlexibleDemand loads, double kw) {
    this.loadKw = loadKw;
    this.pvKw = pvKw;
    flexible(loads, kw);
    ways = 0;
    boolean oneWay = exportPerKwh > importPerKwh && exportKw > 0 && importKw > 0;
    boolean exists = supplyOptions.genset().exists();
    int last = exists && run != Run.OFF ? 1 : 0;
    for (int genset = exists && run == Run.ON ? 1 : 0; genset <= last; genset++) {
      for (int cliff = 0; cliff < (whole ? 1 << flexible.cliffs().size() : 1); cliff++) {
        if (oneWay) {
          way(genset == 1, cliff, importKw, 0);
          way(genset == 1, cliff, 0, exportKw);
        } else {
          way(genset == 1, cliff, importKw, exportKw);
        }
      }
    }
    kinksFound = false;
  }

  /** A job takes the power that is worth most, and pays for a cliff. */
  private void flexible(FlexibleDemand loads, double kw) {
    flexible = loads;
    whole = cliffs == Cliffs.WHOLE && !loads.cliffs().isEmpty() && kw >= loads.kw() * (1 - SAME_KW);
    List<FlexibleDemand.Block> blocks = whole ? loads.blocks() : loads.envelope();
    flexBlocks = blocks.size();
    double left = kw;
    for (int i = flexBlocks - 1; i >= 0; i--) {
      FlexibleDemand.Block block = blocks.get(i);
      flexPerKwh[i] = block.perKwh();
      flexKw[i] = whole ? block.kw() : i == 0 ? left : Math.min(left, block.kw());
      left -= flexKw[i];
    }
  }

  /** Whether a block of flexible power can be taken in a way to run. */
  private boolean canTake(int block, int cliff) {
    int needs = whole ? flexible.blocks().get(block).cliff() : FlexibleDemand.FREE;
    return needs == FlexibleDemand.FREE || (cliff & 1 << needs) != 0;
  }

  /** Cost of the slot at {@code g} kW, deficit positive, in currency; negative = income. */
  public double at(double g) {
    double least = Double.POSITIVE_INFINITY;
    for (int w = 0; w < ways; w++) {
      least = Math.min(least, at(w, g));
    }
    return least * hours;
  }

  private double at(int w, double g) {
    double[] x = from[w];
    if (g <= x[0]) {
      return base[w][0] + surplusPerKwh * (x[0] - g);
    }
    int i = 0;
    int last = parts[w] - 1;
    while (i < last && g > x[i + 1]) {
      i++;
    }
    return base[w][i] + price[w][i] * (g - x[i]);
  }

  /** Splits {@code g} kW among the sources, the cheapest way. */
  public SupplyMix split(double g) {
    int best = 0;
    for (int w = 1; w < ways; w++) {
      if (at(w, g) < at(best, g) - SAME_KW) {
        best = w;
      }
    }
    double importKw = 0;
    double exportKw = 0;
    double curtailedKw = pvKw;
    double takenKw = 0;
    double takenPerHour = 0;
    for (int i = 0; whole && i < flexible.cliffs().size(); i++) {
      if ((taken[best] & 1 << i) != 0) {
        FlexibleDemand.Cliff cliff = flexible.cliffs().get(i);
        takenKw += cliff.kw();
        takenPerHour += cliff.kw() * cliff.perKwh();
      }
    }
    double gensetKw = running[best] ? supplyOptions.genset().minKw() : 0;
    double unservedKw = 0;
    double[] shedKw = new double[supplyOptions.tiers().size()];
    double left = g - from[best][0];
    double surplusKw = Math.max(0, -left);
    for (int i = 0; i < parts[best]; i++) {
      double part = Math.clamp(left, 0, width[best][i]);
      left -= part;
      int what = kind[best][i];
      switch (what) {
        case CURTAIL -> curtailedKw -= part;
        case EXPORT -> exportKw = width[best][i] - part;
        case FLEX -> {
          takenKw += width[best][i] - part;
          takenPerHour += price[best][i] * (width[best][i] - part);
        }
        case IMPORT, PEAK -> importKw += part;
        case GENSET -> gensetKw += part;
        case UNSERVED -> unservedKw = part;
        default -> shedKw[what - TIER] = part;
      }
    }
    return new SupplyMix(
        importKw,
        exportKw,
        curtailedKw,
        new SupplyMix.Taken(takenKw, takenPerHour),
        gensetKw,
        unservedKw,
        surplusKw,
        shedKw);
  }

  /** Whether there is only one way to run, with sources in the order of their prices. */
  boolean oneMeritOrder() {
    return ways == 1;
  }

  int kinkCount() {
    if (!kinksFound) {
      findKinks();
    }
    return kinkCount;
  }

  /** Power at which the cost's slope changes, kW; after {@link #kinkCount}. */
  double kink(int index) {
    return kinks[index];
  }

  private void way(boolean genset, int cliff, double imports, double exports) {
    int w = ways++;
    parts[w] = 0;
    running[w] = genset;
    taken[w] = cliff;
    double x = 0;
    double y = 0;
    // Of equal prices the first is reduced first: export at a price of 0 comes before curtailment.
    add(w, CURTAIL, 0, pvKw);
    add(w, EXPORT, exportPerKwh, exports);
    for (int i = 0; i < flexBlocks; i++) {
      if (canTake(i, cliff)) {
        add(w, FLEX, flexPerKwh[i], flexKw[i]);
      }
    }
    for (int i = 0; i < parts[w]; i++) {
      x -= width[w][i];
      y -= width[w][i] * price[w][i];
    }
    for (int i = 0; cliff >> i > 0; i++) {
      if ((cliff & 1 << i) != 0) {
        FlexibleDemand.Cliff one = flexible.cliffs().get(i);
        x -= one.kw();
        y -= one.kw() * one.perKwh();
      }
    }
    add(w, IMPORT, importPerKwh, Math.min(imports, peakKw));
    add(w, PEAK, importPerKwh + peakPerKwh, imports - Math.min(imports, peakKw));
    if (genset) {
      SupplyOptions.Genset g = supplyOptions.genset();
      x += g.minKw();
      y += g.minKw() * g.perKwh();
      add(w, GENSET, g.perKwh(), g.maxKw() - g.minKw());
    }
    for (int i = 0; i < supplyOptions.tiers().size(); i++) {
      SupplyOptions.Tier tier = supplyOptions.tiers().get(i);
      add(w, TIER + i, tier.perKwh(), tier.kw(loadKw));
    }
    add(w, UNSERVED, unservedPerKwh, Double.POSITIVE_INFINITY);
    for (int i = 0; i < parts[w]; i++) {
      from[w][i] = x;
      base[w][i] = y;
      x += width[w][i];
      y += width[w][i] * price[w][i];
    }
  }

  /** Inserts a source in the order of prices. */
  private void add(int w, int what, double perKwh, double kw) {
    if (!(kw > SAME_KW)) {
      return;
    }
    int i = parts[w]++;
    while (i > 0 && price[w][i - 1] > perKwh) {
      kind[w][i] = kind[w][i - 1];
      price[w][i] = price[w][i - 1];
      width[w][i] = width[w][i - 1];
      i--;
    }
    kind[w][i] = what;
    price[w][i] = perKwh;
    width[w][i] = kw;
  }

  private void findKinks() {
    kinksFound = true;
    kinkCount = 0;
    for (int w = 0; w < ways; w++) {
      for (int i = 0; i < parts[w]; i++) {
        addKink(w, i);
      }
    }
  }

  /** Only at a true change of the slope, and where this way to run is the cheapest. */
  private void addKink(int w, int i) {
    double at = from[w][i];
    double before = i == 0 ? -surplusPerKwh : price[w][i - 1];
    if (!Double.isFinite(at) || price[w][i] - before < 1e-9) {
      return;
    }
    double cost = at(w, at);
    for (int other = 0; other < ways; other++) {
      if (at(other, at) < cost - 1e-9) {
        return;
      }
    }
    for (int k = 0; k < kinkCount; k++) {
      if (Math.abs(kinks[k] - at) < 1e-6) {
        return;
      }
    }
    kinks[kinkCount++] = at;
  }
}
