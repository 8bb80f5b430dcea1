package io.spikewatt.controller.optimise;

import java.util.List;

/**
 * Supply of the bus beside the grid and the storages, with its prices.
 *
 * @param genset the generator, {@link Genset#NONE} if there is none
 * @param tiers parts of the load that can be shed
 * @param unservedPerKwh price of unserved energy
 * @param surplusPerKwh price of energy that cannot be used, {@code >= 0}
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
   * @param commitment cost and binding time of a start
   */
  public record Genset(double minKw, double maxKw, double perKwh, UnitCommitment commitment) {
    public static final Genset NONE = new Genset(0, 0, 0);

    /** A generator without cost of starts. */
    public Genset(double minKw, double maxKw, double perKwh) {
      this(minKw, maxKw, perKwh, UnitCommitment.FREE);
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

    /** A share of the load without an upper bound. */
    public Tier(double share, double perKwh) {
      this(share, Double.POSITIVE_INFINITY, perKwh);
    }

    /** Power of a load that can be shed. */
    public double kw(double loadKw) {
      return Math.min(share * loadKw, mostKw);
    }
  }
}
