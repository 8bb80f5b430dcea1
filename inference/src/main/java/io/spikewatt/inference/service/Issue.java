package io.spikewatt.inference.service;

import java.util.EnumMap;
import java.util.Map;

/**
 * All forecasts from one origin, kept until their outcomes are known.
 *
 * @param origin start of the first slot, epoch second
 * @param below published median - P10 before the band was corrected, one value a slot
 * @param above P90 - median likewise
 * @param curves of the members that had a forecast
 */
public record Issue(long origin, float[] below, float[] above, Map<Member, Curve> curves) {

  public Issue {
    curves = new EnumMap<>(curves);
  }

  /** A member's forecast, {@link Curve#NONE} if it had none. */
  public Curve of(Member member) {
    return curves.getOrDefault(member, Curve.NONE);
  }

  /** The same without a member's forecast. */
  public Issue without(Member member) {
    Map<Member, Curve> others = new EnumMap<>(curves);
    others.remove(member);
    return new Issue(origin, below, above, others);
  }

  public int slots() {
    return below.length;
  }
}
