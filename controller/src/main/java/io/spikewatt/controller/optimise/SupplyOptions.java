package io.spikewatt.controller.optimise;

import java.util.List;

/**
 * What serves the bus beside the grid and the storages, with its prices.
 *
 * @param genset the generator, {@link Genset#NONE} if there is none
 * @param tiers parts of the load that can be shed
 * @param unservedPerKwh price of energy that is lacking after all else
 * @param surplusPerKwh price of energy that nothing can take, {@code >= 0}
 */
public record SupplyOptions(
    Genset genset, List<Tier> tiers, double unservedPerKwh, double surplusPerKwh) {

  public SupplyOptions {
    tiers = List.copyOf(tiers);
  }

  /**
   * A generator that is off or between two powers.
   *
   * @param perKwh fuel and emissions
   * @param commitment what a start costs, and binds to
   */
  public record Genset(double minKw, double maxKw, double perKwh, UnitCommitment commitment) {
    public static final Genset NONE = new Genset(0, 0, 0);

    /** One that starts and stops for nothing. */
    public Genset(double minKw, double maxKw, double perKwh) {
      this(minKw, maxKw, perKwh, new UnitCommitment(0, 1));
    }

    boolean exists() {
      return maxKw > 0;
    }
  }

  /**
   * A part of the load that can be shed at a price.
   *
   * @param share of the load, 0..1
   * @param mostKw upper bound of the tier, kW
   */
  public record Tier(double share, double mostKw, double perKwh) {

    /** A share of the load, however much that is. */
    public Tier(double share, double perKwh) {
      this(share, Double.POSITIVE_INFINITY, perKwh);
    }

    /** What can be shed of a load. */
    public double kw(double loadKw) {
      return Math.min(share * loadKw, mostKw);
    }
  }
}
