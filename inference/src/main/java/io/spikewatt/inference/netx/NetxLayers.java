package io.spikewatt.inference.netx;

import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import java.util.Arrays;

/**
 * A network as a chain of sigma-delta layers in netx's integers. An activation counts in {@link
 * #RESOLUTION}ths, a weight in 64ths; weights are even and within -254..254, as lava-dl's own 8-bit
 * weights.
 *
 * <p>Netx has no skip, so a rectified pair carries each input's positive and negative part through
 * both hidden layers. Units are scaled such that weights fill their range; the weights behind a
 * unit are divided by its scale.
 *
 * @param threshold of the inputs, the first and the second layer
 * @param weight of first, second and output layer: [layer][receiver][sender]
 * @param bias of first and second layer
 * @param inputGain what the caller multiplies an input by; it then varies by about 1
 * @param outputScale what a sum of the output layer is multiplied by
 * @param outputBias what is added then
 */
record NetxLayers(
    int[] threshold,
    int[][][] weight,
    int[][] bias,
    double[] inputGain,
    double[] outputScale,
    double[] outputBias) {

  /** Input of 1 standard deviation, as an integer. */
  static final int RESOLUTION = 256;

  private static final int GREATEST = 254;
  private static final double WEIGHT_UNIT = 64;
  private static final int MOST_BIAS = Short.MAX_VALUE;

  /** Of a pair's unit, in either layer. */
  private static final int RELAY_WEIGHT = 128;

  private static final double RELAY = RELAY_WEIGHT / WEIGHT_UNIT;

  /** Most that a hidden unit moves by at 1 standard deviation: sums then keep within 24 bits. */
  private static final double MOST_GAIN = 2;

  /**
   * The layers of a network.
   *
   * @param threshold in standard deviations of a sender's activity, above 0
   * @throws IllegalArgumentException for a threshold of 0, which netx cannot express
   */
  static NetxLayers of(QuantisedGradedWeights weights, float threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("a threshold of 0 has no netx equivalent");
    }
    GradedTopology t = weights.topology();
    double[] none = new double[t.inputs()];
    Arrays.fill(none, 1);
    Layer first = hidden(weights, 0, none, 0);
    double[] firstGain = first.gain;
    Layer second = hidden(weights, 1, firstGain, t.first());
    int[][] out = new int[t.outputs()][];
    double[] scale = new double[t.outputs()];
    double[] bias = new double[t.outputs()];
    int receiver = t.first() + t.second();
    for (int o = 0; o < out.length; o++) {
      double[] row = new double[t.second() + 2 * t.inputs()];
      for (int j = 0; j < t.second(); j++) {
        double perSent = weights.code(2, j, o) * (double) weights.scale(receiver + o);
        row[j] = perSent / second.gain[j];
      }
      for (int i = 0; i < t.inputs(); i++) {
        double skip = weights.code(3, i, o) * (double) weights.scale(receiver + t.outputs() + o);
        row[t.second() + 2 * i] = skip / (RELAY * RELAY);
        row[t.second() + 2 * i + 1] = -row[t.second() + 2 * i];
      }
      double largest = Arrays.stream(row).map(Math::abs).max().orElseThrow();
      double most = Math.max(Double.MIN_NORMAL * GREATEST, largest);
      out[o] = integers(row, GREATEST / most);
      scale[o] = most / GREATEST / RESOLUTION;
      bias[o] = weights.bias(receiver + o);
    }
    double[] inputGain = new double[t.inputs()];
    Arrays.setAll(inputGain, i -> 1.0 / weights.deviation(i));
    return new NetxLayers(
        new int[] {
          step(threshold), step(threshold * RELAY), step(threshold * RELAY * RELAY),
        },
        new int[][][] {
          withRelays(first.weight, t.inputs(), false),
          withRelays(second.weight, t.inputs(), true),
          out
        },
        new int[][] {padded(first.bias, t.inputs()), padded(second.bias, t.inputs())},
        inputGain,
        scale,
        bias);
  }

  /** A hidden layer without the pairs; a unit of {@code gain} varies by 1 standard deviation. */
  private record Layer(int[][] weight, int[] bias, double[] gain) {}

  private static Layer hidden(
      QuantisedGradedWeights weights, int matrix, double[] senderGain, int receiver) {
    GradedTopology t = weights.topology();
    int units = matrix == 0 ? t.first() : t.second();
    int[][] weight = new int[units][];
    int[] bias = new int[units];
    double[] gain = new double[units];
    for (int j = 0; j < units; j++) {
      double[] row = new double[senderGain.length];
      double most = 0;
      double square = 0;
      for (int i = 0; i < row.length; i++) {
        row[i] = weights.code(matrix, i, j) * (double) weights.scale(receiver + j) / senderGain[i];
        most = Math.max(most, Math.abs(row[i]));
        square += Math.pow(row[i] * senderGain[i], 2);
      }
      double own = weights.deviation(t.inputs() + receiver + j);
      double offset = weights.bias(receiver + j);
      // Of independent inputs; those of training went together and moved it less.
      double scale = MOST_GAIN / Math.max(own, Math.sqrt(square));
      scale = Math.min(scale, GREATEST / WEIGHT_UNIT / Math.max(most, Double.MIN_NORMAL));
      scale =
          Math.min(scale, MOST_BIAS / (RESOLUTION * Math.max(Math.abs(offset), Double.MIN_NORMAL)));
      weight[j] = integers(row, scale * WEIGHT_UNIT);
      bias[j] = (int) Math.round(offset * scale * RESOLUTION);
      gain[j] = scale * own;
    }
    return new Layer(weight, bias, gain);
  }

  private static int step(double deviations) {
    return Math.max(1, (int) Math.round(deviations * RESOLUTION));
  }

  /** Even integers within -254..254. */
  private static int[] integers(double[] values, double factor) {
    return Arrays.stream(values)
        .mapToInt(value -> Math.clamp(2 * Math.round(value * factor / 2), -GREATEST, GREATEST))
        .toArray();
  }

  /** The layer with a pair of units an input below its own, from inputs or from pairs. */
  private static int[][] withRelays(int[][] weight, int inputs, boolean fromPairs) {
    int own = weight[0].length;
    int senders = fromPairs ? own + 2 * inputs : own;
    int[][] all = new int[weight.length + 2 * inputs][senders];
    for (int j = 0; j < weight.length; j++) {
      System.arraycopy(weight[j], 0, all[j], 0, own);
    }
    for (int i = 0; i < inputs; i++) {
      all[weight.length + 2 * i][fromPairs ? own + 2 * i : i] = RELAY_WEIGHT;
      all[weight.length + 2 * i + 1][fromPairs ? own + 2 * i + 1 : i] =
          fromPairs ? RELAY_WEIGHT : -RELAY_WEIGHT;
    }
    return all;
  }

  private static int[] padded(int[] bias, int inputs) {
    return Arrays.copyOf(bias, bias.length + 2 * inputs);
  }
}
