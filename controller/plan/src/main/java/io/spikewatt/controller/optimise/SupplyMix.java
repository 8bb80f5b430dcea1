package io.spikewatt.controller.optimise;

/**
 * Power of each source in a slot, kW, all {@code >= 0}.
 *
 * @param curtailedKw PV that is held back
 * @param flexible flexible load that is served
 * @param gensetKw of the generator
 * @param unservedKw load that no source serves
 * @param surplusKw power without any taker
 * @param shedKw by tier, in the order of {@link SupplyOptions#tiers}
 */
public record SupplyMix(
    double importKw,
    double exportKw,
    double curtailedKw,
    Taken flexible,
    double gensetKw,
    double unservedKw,
    double surplusKw,
    double[] shedKw) {

  /**
   * Flexible load that is served.
   *
   * @param kw power beyond its minimum
   * @param perHour value of that, currency an hour
   */
  public record Taken(double kw, double perHour) {
    /** None. */
    public static final Taken NONE = new Taken(0, 0);
  }
}
