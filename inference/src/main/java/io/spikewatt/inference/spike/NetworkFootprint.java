package io.spikewatt.inference.spike;

/**
 * NeuroBench's static figures of a network.
 *
 * @param bytes of all that is stored, zeros too
 * @param connectionSparsity share of the three matrices' weights that are 0; 0 is dense
 */
public record NetworkFootprint(int bytes, double connectionSparsity) {

  /** Footprint of a network stored in {@code bytes} bytes and read as {@code weights}. */
  public static NetworkFootprint of(Weights weights, int bytes) {
    return new NetworkFootprint(
        bytes, zeros(weights) / (double) OperationCounts.denseStep(weights.topology()));
  }

  /** Of a network stored as float. */
  public static NetworkFootprint of(Weights weights) {
    return of(weights, weights.values().length * Float.BYTES);
  }

  /** Number of the three matrices' weights that are 0. */
  public static int zeros(Weights weights) {
    Topology shape = weights.topology();
    float[] w = weights.values();
    return zeros(w, 0, shape.inputBias())
        + zeros(w, shape.output(), shape.outputBias())
        + zeros(w, shape.skip(), shape.parameters());
  }

  private static int zeros(float[] w, int from, int to) {
    int zeros = 0;
    for (int i = from; i < to; i++) {
      zeros += w[i] == 0 ? 1 : 0;
    }
    return zeros;
  }
}
