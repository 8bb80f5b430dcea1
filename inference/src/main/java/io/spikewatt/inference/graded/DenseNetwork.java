package io.spikewatt.inference.graded;

/**
 * The oracle: computes every connection at every step, in float and in one fixed order. Confined to
 * one thread.
 *
 * <pre>
 *   a = max(0, W_1 x + b_1)
 *   b = max(0, W_2 a + b_2)
 *   y = W_3 b + b_3 + W_skip x
 * </pre>
 */
public final class DenseNetwork {
  private final GradedTopology shape;
  private final float[] w;
  private final float[] a;
  private final float[] b;

  /** The weights may change between two steps: training runs this network. */
  public DenseNetwork(GradedWeights weights) {
    shape = weights.topology();
    w = weights.values();
    a = new float[shape.first()];
    b = new float[shape.second()];
  }

  /** One step from the inputs at {@code at} on; writes the outputs to {@code y}. */
  public void step(float[] x, int at, float[] y) {
    System.arraycopy(w, shape.firstBias(), a, 0, a.length);
    add(x, at, shape.inputs(), 0, a);
    rectify(a);
    System.arraycopy(w, shape.secondBias(), b, 0, b.length);
    add(a, 0, a.length, shape.secondMatrix(), b);
    rectify(b);
    System.arraycopy(w, shape.outputBias(), y, 0, shape.outputs());
    add(b, 0, b.length, shape.outputMatrix(), y);
    add(x, at, shape.inputs(), shape.skip(), y);
  }

  /** Activations of the first hidden layer in the last step; not to be changed. */
  public float[] first() {
    return a;
  }

  /** Activations of the second. */
  public float[] second() {
    return b;
  }

  private void add(float[] from, int at, int count, int matrix, float[] to) {
    for (int i = 0; i < count; i++) {
      float value = from[at + i];
      int row = matrix + i * to.length;
      for (int j = 0; j < to.length; j++) {
        to[j] += value * w[row + j];
      }
    }
  }

  private static void rectify(float[] units) {
    for (int j = 0; j < units.length; j++) {
      units[j] = Math.max(0, units[j]);
    }
  }
}
