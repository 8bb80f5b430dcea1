package io.spikewatt.controller.history;

/**
 * Energy over a time of which a part may be unknown.
 *
 * @param wh in the known part, Wh
 * @param knownS length of that part, s; 0 = nothing is known, and {@code wh} is meaningless
 */
public record EnergySum(double wh, long knownS) {

  public static final EnergySum UNKNOWN = new EnergySum(0, 0);

  public boolean isKnown() {
    return knownS > 0;
  }

  public EnergySum plus(EnergySum other) {
    return new EnergySum(wh + other.wh, knownS + other.knownS);
  }
}
