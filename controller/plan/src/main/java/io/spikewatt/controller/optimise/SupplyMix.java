package io.spikewatt.controller.optimise;

import java.util.Arrays;

/** Power of each source in a slot, kW, all {@code >= 0}. Reused. */
public final class SupplyMix {
  public double importKw;
  public double exportKw;
  public double curtailedKw;
  public double flexKw;
  public double gensetKw;
  public double unservedKw;
  public double surplusKw;

  /** By tier, in the order of {@link SupplyOptions#tiers}. */
  public final double[] shedKw;

  public SupplyMix(int tiers) {
    shedKw = new double[tiers];
  }

  void clear() {
    importKw = 0;
    exportKw = 0;
    curtailedKw = 0;
    flexKw = 0;
    gensetKw = 0;
    unservedKw = 0;
    surplusKw = 0;
    Arrays.fill(shedKw, 0);
  }
}
