package io.spikewatt.inference.linear;

import io.spikewatt.inference.tree.BoostedTrees;

/**
 * The stack's forecast from one origin, in scaled units and within bounds; one value a lead each.
 *
 * @param candidates the six members of the stack, in the order of {@link StackMember}
 * @param median weighted for absolute error
 * @param mean weighted for squared error
 * @param room buffers of the trees; no result
 */
public record BaseForecast(
    float[][] candidates, float[] median, float[] mean, BoostedTrees.Room room) {

  /** A member's forecast, one value a lead. */
  public float[] of(StackMember member) {
    return candidates[member.index()];
  }

  /** A buffer for {@code leads} leads. */
  public static BaseForecast of(int leads) {
    return new BaseForecast(
        new float[StackMember.COUNT][leads],
        new float[leads],
        new float[leads],
        new BoostedTrees.Room(leads));
  }
}
