package io.spikewatt.inference.graded;

/**
 * The network of {@link DenseNetwork} on 8-bit weights by graded spikes (sigma-delta units). A
 * sender keeps what it has sent, in multiples of its threshold q; it sends how many q it has moved
 * since, and only then do its receivers compute:
 *
 * <pre>
 *   k     = trunc((a - sent) / q)       q = threshold × deviation of the sender's activity
 *   sent += k q
 *   sum  += k w                         8-bit weights, 32-bit sums, for all receivers
 *   a     = max(0, gain sum + bias)     of a hidden receiver, which then sends likewise
 * </pre>
 *
 * <p>Integer sums depend on neither order nor past: the state is that of a dense network on the
 * sent values, without drift, to the bit on every machine. At threshold 0 the outputs are the
 * oracle's. Allocates nothing in a step. The caller owns the state.
 */
public final class GradedNetwork {
  /** Bound of what a sender has sent, so that sums of 500 senders fit 32 bits. */
  private static final int MOST_SENT = 32_000;

  /** Least threshold other than 0: finer ones would be cut off by the bound above. */
  public static final float LEAST_THRESHOLD = 0.002f;

  private final GradedTopology shape;
  private final float threshold;

  /** By sender: inverse of its threshold, or of its deviation at threshold 0. */
  private final float[] inverse;

  /** By sender: weights to its receivers; an input's reach the first layer and the outputs. */
  private final int[][] rows;

  /** By sender: weights other than 0. */
  private final int[] fanOut;

  /** By receiver: from a sum to an activation; first, second, outputs, outputs' skips. */
  private final float[] gain;

  private final float[] bias;

  /**
   * {@code threshold}: in deviations of a sender's activity, 0 or {@link #LEAST_THRESHOLD} to 1.
   */
  public GradedNetwork(QuantisedGradedWeights weights, float threshold) {
    if (threshold != 0 && !(threshold >= LEAST_THRESHOLD && threshold <= 1)) {
      throw new IllegalArgumentException("a threshold of " + threshold);
    }
    shape = weights.topology();
    this.threshold = threshold;
    float unit = threshold == 0 ? 1 : threshold;
    inverse = new float[shape.senders()];
    rows = new int[shape.senders()][];
    fanOut = new int[shape.senders()];
    for (int s = 0; s < shape.senders(); s++) {
      inverse[s] = 1 / (unit * weights.deviation(s));
      rows[s] = row(weights, s);
      for (int weight : rows[s]) {
        fanOut[s] += weight == 0 ? 0 : 1;
      }
    }
    gain = new float[shape.first() + shape.second() + 2 * shape.outputs()];
    for (int r = 0; r < gain.length; r++) {
      gain[r] = weights.scale(r) * unit;
    }
    bias = new float[shape.first() + shape.second() + shape.outputs()];
    for (int r = 0; r < bias.length; r++) {
      bias[r] = weights.bias(r);
    }
  }

  private int[] row(QuantisedGradedWeights weights, int sender) {
    int first = sender - shape.inputs();
    int second = first - shape.first();
    boolean input = first < 0;
    int matrix = input ? 0 : second < 0 ? 1 : 2;
    int from = input ? sender : second < 0 ? first : second;
    int width = input ? shape.first() : matrix == 1 ? shape.second() : shape.outputs();
    int[] row = new int[width + (input ? shape.outputs() : 0)];
    for (int j = 0; j < row.length; j++) {
      row[j] = j < width ? weights.code(matrix, from, j) : weights.code(3, from, j - width);
    }
    return row;
  }

  /** A state in which nothing has been sent. */
  public GradedState newState() {
    GradedState state = new GradedState(shape, threshold == 0);
    reset(state);
    return state;
  }

  /** Forgets everything, counts too. */
  public void reset(GradedState state) {
    state.reset();
    activate(state, 0);
    activate(state, 1);
    readOut(state);
  }

  /** One step from the finite inputs at {@code at} on; outputs are {@link GradedState#output}. */
  public void step(GradedState state, float[] x, int at) {
    long before = state.sends;
    int inputs = shape.inputs();
    if (send(state, x, at, 0, inputs, 0)) {
      activate(state, 0);
    }
    if (send(state, state.hidden[0], 0, inputs, shape.first(), 1)) {
      activate(state, 1);
    }
    send(state, state.hidden[1], 0, inputs + shape.first(), shape.second(), 2);
    state.steps++;
    if (state.sends == before) {
      state.idleSteps++;
    } else {
      readOut(state);
    }
  }

  /** Sends what the senders of a layer have moved by; whether any has. */
  private boolean send(GradedState state, float[] a, int at, int sender, int count, int layer) {
    return threshold == 0
        ? sendExactly(state, a, at, sender, count, layer)
        : sendSteps(state, a, at, sender, count, layer);
  }

  private boolean sendSteps(
      GradedState state, float[] a, int at, int sender, int count, int layer) {
    int[] sums = state.sums[layer];
    int[] sent = state.sent;
    boolean any = false;
    for (int i = 0; i < count; i++) {
      int s = sender + i;
      float moved = a[at + i] * inverse[s] - sent[s];
      int k = (int) moved;
      if (k != 0) {
        k = Math.clamp(k, -MOST_SENT - sent[s], MOST_SENT - sent[s]);
        sent[s] += k;
        int[] row = rows[s];
        for (int j = 0; j < row.length; j++) {
          sums[j] += k * row[j];
        }
        state.sends++;
        state.operations += fanOut[s];
        any = true;
      }
    }
    return any;
  }

  private boolean sendExactly(
      GradedState state, float[] a, int at, int sender, int count, int layer) {
    double[] sums = state.exactSums[layer];
    double[] sent = state.sentExactly;
    boolean any = false;
    for (int i = 0; i < count; i++) {
      int s = sender + i;
      double now = a[at + i] * inverse[s];
      double k = now - sent[s];
      if (k != 0) {
        sent[s] = now;
        int[] row = rows[s];
        for (int j = 0; j < row.length; j++) {
          sums[j] += k * row[j];
        }
        state.sends++;
        state.operations += fanOut[s];
        any = true;
      }
    }
    return any;
  }

  private void activate(GradedState state, int layer) {
    float[] units = state.hidden[layer];
    int receiver = layer == 0 ? 0 : shape.first();
    for (int j = 0; j < units.length; j++) {
      units[j] = Math.max(0, bias[receiver + j] + gain[receiver + j] * sum(state, layer, j));
    }
  }

  private void readOut(GradedState state) {
    int outputs = shape.outputs();
    int receiver = shape.first() + shape.second();
    for (int o = 0; o < outputs; o++) {
      state.output[o] =
          bias[receiver + o]
              + gain[receiver + o] * sum(state, 2, o)
              + gain[receiver + outputs + o] * sum(state, 0, shape.first() + o);
    }
  }

  private float sum(GradedState state, int layer, int receiver) {
    return threshold == 0 ? (float) state.exactSums[layer][receiver] : state.sums[layer][receiver];
  }

  /** Operations since the last reset. */
  public GradedOperations operations(GradedState state) {
    return new GradedOperations(
        state.steps,
        state.sends,
        state.operations,
        state.steps * shape.denseStep(),
        state.idleSteps);
  }
}
