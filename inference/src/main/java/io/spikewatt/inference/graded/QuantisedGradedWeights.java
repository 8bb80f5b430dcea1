package io.spikewatt.inference.graded;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A network in 8-bit integers, quantised after training. A weight is {@code w = q scale /
 * deviation} with q in -127..127, one scale a receiver and matrix, and one deviation a sender: the
 * weight holds the variation of a sender's activity, so that all senders of a layer count in the
 * same unit. Biases stay float.
 */
public final class QuantisedGradedWeights {
  private static final int GREATEST = 127;

  /** Four layers, in shorts. */
  private static final int HEADER = 4 * Short.BYTES;

  private final GradedTopology topology;

  /** Standard deviation of each sender's activity, above 0. */
  private final float[] deviation;

  /** Scales of receivers: first layer, second layer, outputs, outputs' skips. */
  private final float[] scale;

  /** Biases of receivers: first layer, second layer, outputs. */
  private final float[] bias;

  /** Matrices in the topology's order, without the biases. */
  private final byte[] codes;

  private QuantisedGradedWeights(
      GradedTopology topology, float[] deviation, float[] scale, float[] bias, byte[] codes) {
    this.topology = topology;
    this.deviation = deviation;
    this.scale = scale;
    this.bias = bias;
    this.codes = codes;
  }

  /** One matrix: its place in the weights, among senders, scales and codes. */
  private record Matrix(int weights, int sender, int senders, int scale, int receivers, int codes) {

    int size() {
      return senders * receivers;
    }
  }

  private static Matrix[] matrices(GradedTopology t) {
    int first = t.inputs() * t.first();
    int second = t.first() * t.second();
    int third = t.second() * t.outputs();
    int outputs = t.first() + t.second();
    return new Matrix[] {
      new Matrix(0, 0, t.inputs(), 0, t.first(), 0),
      new Matrix(t.secondMatrix(), t.inputs(), t.first(), t.first(), t.second(), first),
      new Matrix(
          t.outputMatrix(),
          t.inputs() + t.first(),
          t.second(),
          outputs,
          t.outputs(),
          first + second),
      new Matrix(
          t.skip(), 0, t.inputs(), outputs + t.outputs(), t.outputs(), first + second + third)
    };
  }

  private static int scales(GradedTopology t) {
    return t.first() + t.second() + 2 * t.outputs();
  }

  private static int biases(GradedTopology t) {
    return t.first() + t.second() + t.outputs();
  }

  /**
   * Quantises.
   *
   * @param deviation standard deviation of each sender's activity over the training rows; a sender
   *     that never moved may have 0
   * @throws IllegalArgumentException if a number is not finite
   */
  public static QuantisedGradedWeights of(GradedWeights weights, float[] deviation) {
    GradedTopology t = weights.topology();
    if (!weights.finite() || deviation.length != t.senders()) {
      throw new IllegalArgumentException("weights that are no network");
    }
    float[] w = weights.values();
    float[] sd = new float[deviation.length];
    for (int i = 0; i < sd.length; i++) {
      sd[i] = Math.max(1e-3f, deviation[i]);
    }
    float[] scale = new float[scales(t)];
    byte[] codes = new byte[(int) t.denseStep()];
    for (Matrix m : matrices(t)) {
      for (int j = 0; j < m.receivers; j++) {
        float most = Float.MIN_NORMAL * GREATEST;
        for (int i = 0; i < m.senders; i++) {
          most = Math.max(most, Math.abs(w[m.weights + i * m.receivers + j] * sd[m.sender + i]));
        }
        float step = most / GREATEST;
        scale[m.scale + j] = step;
        for (int i = 0; i < m.senders; i++) {
          int at = i * m.receivers + j;
          float folded = w[m.weights + at] * sd[m.sender + i];
          codes[m.codes + at] = (byte) Math.clamp(Math.round(folded / step), -GREATEST, GREATEST);
        }
      }
    }
    float[] bias = new float[biases(t)];
    System.arraycopy(w, t.firstBias(), bias, 0, t.first());
    System.arraycopy(w, t.secondBias(), bias, t.first(), t.second());
    System.arraycopy(w, t.outputBias(), bias, t.first() + t.second(), t.outputs());
    return new QuantisedGradedWeights(t, sd, scale, bias, codes);
  }

  public GradedTopology topology() {
    return topology;
  }

  /** Standard deviation of a sender's activity over the training rows, above 0. */
  public float deviation(int sender) {
    return deviation[sender];
  }

  /** Scale of a receiver: first layer, second layer, outputs, outputs' skips. */
  public float scale(int receiver) {
    return scale[receiver];
  }

  /** Bias of a receiver: first layer, second layer, outputs. */
  public float bias(int receiver) {
    return bias[receiver];
  }

  /** Code of the weight from a sender to a receiver of matrix 0 to 3. */
  public byte code(int matrix, int sender, int receiver) {
    Matrix m = matrices(topology)[matrix];
    return codes[m.codes + sender * m.receivers + receiver];
  }

  /** The same network in float, for {@link DenseNetwork}. */
  public GradedWeights dequantised() {
    float[] w = new float[topology.parameters()];
    for (Matrix m : matrices(topology)) {
      for (int at = 0; at < m.size(); at++) {
        float sd = deviation[m.sender + at / m.receivers];
        w[m.weights + at] = codes[m.codes + at] * scale[m.scale + at % m.receivers] / sd;
      }
    }
    System.arraycopy(bias, 0, w, topology.firstBias(), topology.first());
    System.arraycopy(bias, topology.first(), w, topology.secondBias(), topology.second());
    System.arraycopy(
        bias, topology.first() + topology.second(), w, topology.outputBias(), topology.outputs());
    return new GradedWeights(topology, w);
  }

  /** All that is stored, bytes. */
  public int bytes() {
    return HEADER + codes.length + Float.BYTES * (deviation.length + scale.length + bias.length);
  }

  /** Writes {@link #bytes()} bytes, big-endian. Their version is the caller's to keep. */
  public void write(ByteBuffer to) {
    to.putShort((short) topology.inputs()).putShort((short) topology.first());
    to.putShort((short) topology.second()).putShort((short) topology.outputs());
    for (float[] values : new float[][] {deviation, scale, bias}) {
      for (float value : values) {
        to.putFloat(value);
      }
    }
    to.put(codes);
  }

  /** Reads what {@link #write} wrote; refuses other bytes. */
  public static QuantisedGradedWeights read(ByteBuffer from) {
    try {
      GradedTopology t =
          new GradedTopology(from.getShort(), from.getShort(), from.getShort(), from.getShort());
      float[] deviation = floats(from, t.senders(), Float.MIN_NORMAL);
      float[] scale = floats(from, scales(t), Float.MIN_NORMAL);
      float[] bias = floats(from, biases(t), -Float.MAX_VALUE);
      byte[] codes = new byte[(int) t.denseStep()];
      from.get(codes);
      return new QuantisedGradedWeights(t, deviation, scale, bias, codes);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("bytes end before the network does", e);
    }
  }

  private static float[] floats(ByteBuffer from, int count, float least) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.getFloat();
      if (!(values[i] >= least && values[i] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException("a number of a network is " + values[i]);
      }
    }
    return values;
  }
}
