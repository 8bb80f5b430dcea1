package io.spikewatt.inference.linear;

/**
 * How far outcomes' median lies beside a stack's median, by what the stack says. A mixture of
 * members that see a machine on and off says something between, where the outcome hardly ever is:
 * the curve leads back to where it is. Straight lines between knots, level beyond them.
 *
 * @param at what the stack says, scaled, ascending
 * @param more what is to be added there, one each
 */
public record MedianCurve(float[] at, float[] more) {
  /** Adds nothing anywhere. */
  public static final MedianCurve NONE = new MedianCurve(new float[0], new float[0]);

  /** What is to be added; no number for what is none. */
  public float of(float z) {
    if (at.length == 0) {
      return 0;
    }
    // Counted rather than searched: no branch that nobody can foretell.
    int above = 0;
    for (float knot : at) {
      above += knot <= z ? 1 : 0;
    }
    if (above == 0) {
      return Float.isNaN(z) ? z : more[0];
    }
    if (above == at.length) {
      return more[above - 1];
    }
    float along = (z - at[above - 1]) / (at[above] - at[above - 1]);
    return more[above - 1] + along * (more[above] - more[above - 1]);
  }
}
