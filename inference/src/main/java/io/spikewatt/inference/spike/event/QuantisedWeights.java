package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.NetworkFootprint;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A network quantised after training: a byte for each parameter and row scale. Weights are {@code w
 * = q scale} with q in -127..127 and one scale a row (a neuron's inputs with its bias, an output's
 * traces, an output's skip). Leaks are levels of a grid of logits per hour: 256 for membranes,
 * {@link #TRACE_LEVELS} for traces, so that neurons can share a trace. Output biases stay float.
 */
public final class QuantisedWeights {
  /** Different leaks of the read-out traces. */
  public static final int TRACE_LEVELS = 16;

  private static final int MEMBRANE_LEVELS = 256;
  private static final int GREATEST = 127;

  /** Fields of the topology and three floats and two of the grids. */
  private static final int HEADER = 3 * Short.BYTES + 5 * Float.BYTES;

  private final Topology topology;
  private final ScaleGrid scales;
  private final LogitGrid membranes;
  private final LogitGrid traces;
  private final float[] outputBias;

  /** In the topology's order; 0 in place of the outputs' biases. */
  private final byte[] codes;

  /** Codes of the rows' scales, in the order of {@link ScaleRows}. */
  private final byte[] rowScales;

  private QuantisedWeights(
      Topology topology,
      ScaleGrid scales,
      LogitGrid membranes,
      LogitGrid traces,
      float[] outputBias,
      byte[] codes,
      byte[] rowScales) {
    this.topology = topology;
    this.scales = scales;
    this.membranes = membranes;
    this.traces = traces;
    this.outputBias = outputBias;
    this.codes = codes;
    this.rowScales = rowScales;
  }

  public Topology topology() {
    return topology;
  }

  /** Quantises; refuses weights that are not finite, and a shape that needs more than 15 bits. */
  public static QuantisedWeights of(Weights weights) {
    Topology shape = weights.topology();
    float[] w = weights.values();
    for (int i = 0; i < w.length; i++) {
      if (!Float.isFinite(w[i])) {
        throw new IllegalArgumentException("weight " + i + " is " + w[i]);
      }
    }
    int n = shape.hidden();
    LogitGrid membranes = LogitGrid.spanning(w, shape.beta(), n, MEMBRANE_LEVELS);
    LogitGrid traces = LogitGrid.spanning(w, shape.kappa(), n, TRACE_LEVELS);
    byte[] codes = new byte[w.length];
    membranes.encode(w, codes, shape.beta(), n);
    traces.encode(w, codes, shape.kappa(), n);
    float[] wanted = wantedScales(shape, w);
    float largest = Float.MIN_NORMAL;
    for (float scale : wanted) {
      largest = Math.max(largest, scale);
    }
    ScaleGrid scales = new ScaleGrid(largest);
    byte[] rowScales = new byte[wanted.length];
    ScaleRows scaleRows = new ScaleRows(shape);
    for (int row = 0; row < wanted.length; row++) {
      rowScales[row] = scales.encode(wanted[row]);
      float scale = scales.scale(rowScales[row]);
      for (int i = 0; i < scaleRows.length(row); i++) {
        int place = scaleRows.place(row, i);
        codes[place] = (byte) Math.clamp(Math.round(w[place] / scale), -GREATEST, GREATEST);
      }
    }
    float[] outputBias =
        Arrays.copyOfRange(w, shape.outputBias(), shape.outputBias() + shape.outputs());
    return new QuantisedWeights(shape, scales, membranes, traces, outputBias, codes, rowScales);
  }

  private static float[] wantedScales(Topology shape, float[] w) {
    ScaleRows scaleRows = new ScaleRows(shape);
    float[] wanted = new float[scaleRows.count()];
    for (int row = 0; row < wanted.length; row++) {
      for (int i = 0; i < scaleRows.length(row); i++) {
        wanted[row] = Math.max(wanted[row], Math.abs(w[scaleRows.place(row, i)]) / GREATEST);
      }
    }
    return wanted;
  }

  /** An integer at its place in the topology's order. */
  byte code(int place) {
    return codes[place];
  }

  /** Scale of a row, in the order of {@link ScaleRows}. */
  float scale(int row) {
    return scales.scale(rowScales[row]);
  }

  /** Logit per hour of a neuron's membrane leak. */
  float beta(int neuron) {
    return membranes.logit(codes[topology.beta() + neuron]);
  }

  /** Logit per hour of a neuron's trace leak. */
  float kappa(int neuron) {
    return traces.logit(codes[topology.kappa() + neuron]);
  }

  float outputBias(int output) {
    return outputBias[output];
  }

  /** The same network in float, for {@code Network}. */
  public Weights dequantised() {
    float[] w = new float[topology.parameters()];
    ScaleRows scaleRows = new ScaleRows(topology);
    for (int row = 0; row < scaleRows.count(); row++) {
      for (int i = 0; i < scaleRows.length(row); i++) {
        w[scaleRows.place(row, i)] = codes[scaleRows.place(row, i)] * scale(row);
      }
    }
    for (int j = 0; j < topology.hidden(); j++) {
      w[topology.beta() + j] = beta(j);
      w[topology.kappa() + j] = kappa(j);
    }
    System.arraycopy(outputBias, 0, w, topology.outputBias(), topology.outputs());
    return new Weights(topology, w);
  }

  /** Bytes and zeros. */
  public NetworkFootprint footprint() {
    return NetworkFootprint.of(dequantised(), bytes());
  }

  /** All that is stored, bytes: parameters + rows + outputs' biases + 26. */
  public int bytes() {
    return HEADER + outputBias.length * Float.BYTES + codes.length + rowScales.length;
  }

  /** Writes {@link #bytes()} bytes, big-endian. Their version is the caller's to keep. */
  public void write(ByteBuffer byteBuffer) {
    byteBuffer.putShort((short) topology.inputs());
    byteBuffer.putShort((short) topology.hidden());
    byteBuffer.putShort((short) topology.outputs());
    byteBuffer.putFloat(scales.largest());
    byteBuffer.putFloat(membranes.first()).putFloat(membranes.spacing());
    byteBuffer.putFloat(traces.first()).putFloat(traces.spacing());
    for (float bias : outputBias) {
      byteBuffer.putFloat(bias);
    }
    byteBuffer.put(codes).put(rowScales);
  }

  /** Reads what {@link #write} wrote; refuses other bytes. */
  public static QuantisedWeights read(ByteBuffer in) {
    try {
      Topology shape = new Topology(in.getShort(), in.getShort(), in.getShort());
      ScaleGrid scales = new ScaleGrid(in.getFloat());
      LogitGrid membranes = new LogitGrid(in.getFloat(), in.getFloat());
      LogitGrid traces = new LogitGrid(in.getFloat(), in.getFloat());
      int rows = new ScaleRows(shape).count();
      long rest = 4L * shape.outputs() + shape.parameters() + rows;
      if (shape.parameters() < 0 || in.remaining() < rest) {
        throw new IllegalArgumentException("bytes end before the weights do");
      }
      float[] outputBias = new float[shape.outputs()];
      for (int o = 0; o < outputBias.length; o++) {
        outputBias[o] = in.getFloat();
      }
      byte[] codes = new byte[shape.parameters()];
      byte[] rowScales = new byte[rows];
      in.get(codes).get(rowScales);
      for (float bias : outputBias) {
        if (!Float.isFinite(bias)) {
          throw new IllegalArgumentException("an output's bias is " + bias);
        }
      }
      return new QuantisedWeights(shape, scales, membranes, traces, outputBias, codes, rowScales);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("bytes end before the network's shape does", e);
    }
  }

  /**
   * Scales of rows, in one byte each: {@code largest / 2^(code / 16)}, {@code largest} above 0. At
   * most 4.4 % of a row's resolution is lost against a full scale, for a quarter of the bytes.
   */
  private record ScaleGrid(float largest) {
    private static final int PER_OCTAVE = 16;
    private static final int CODES = 256;

    ScaleGrid {
      if (!(largest > 0) || Float.isInfinite(largest)) {
        throw new IllegalArgumentException("largest scale " + largest);
      }
    }

    /** The code of the smallest scale that is not below the wanted one, if there is any. */
    byte encode(float wanted) {
      int code = 0;
      while (code + 1 < CODES && scale((byte) (code + 1)) >= wanted) {
        code++;
      }
      return (byte) code;
    }

    float scale(byte code) {
      return (float) (largest / StrictMath.pow(2, Byte.toUnsignedInt(code) / (double) PER_OCTAVE));
    }
  }

  /**
   * The weights that share a scale, as places in the topology's flat vector. In this order: a
   * neuron's inputs and its bias [hidden], an output's traces [outputs], an output's skip
   * [outputs].
   */
  record ScaleRows(Topology shape) {

    int count() {
      return shape.hidden() + 2 * shape.outputs();
    }

    int length(int row) {
      int o = row - shape.hidden();
      if (o < 0) {
        return shape.inputs() + 1;
      }
      return o < shape.outputs() ? shape.hidden() : shape.inputs();
    }

    /** Index of a row's i-th weight. */
    int place(int row, int i) {
      int o = row - shape.hidden();
      if (o < 0) {
        // The biases follow the input matrix, as if they belonged to one input more.
        return i * shape.hidden() + row;
      }
      return o < shape.outputs()
          ? shape.output() + o * shape.hidden() + i
          : shape.skip() + (o - shape.outputs()) * shape.inputs() + i;
    }
  }

  /**
   * Evenly spaced logits, coded in one byte. A leak near 1 forgets over days and one near 0 at
   * once; an even spacing of logits is equally fine at both ends.
   *
   * @param first logit of code 0
   * @param spacing from one code to the next, 0 or above
   */
  private record LogitGrid(float first, float spacing) {
    /** Beyond it a leak is 0 or 1 for any horizon: it forgets in minutes, or not in four months. */
    private static final float EXTREME = 8;

    LogitGrid {
      if (!(Math.abs(first) <= EXTREME) || !(spacing >= 0 && spacing <= 2 * EXTREME)) {
        throw new IllegalArgumentException("a grid of leaks from " + first + " by " + spacing);
      }
    }

    /** The grid that spans the given logits with {@code levels} levels, 2 to 256. */
    static LogitGrid spanning(float[] w, int at, int count, int levels) {
      float least = EXTREME;
      float greatest = -EXTREME;
      for (int i = at; i < at + count; i++) {
        least = Math.min(least, clamp(w[i]));
        greatest = Math.max(greatest, clamp(w[i]));
      }
      return new LogitGrid(least, (greatest - least) / (levels - 1));
    }

    /** Writes the codes of the nearest levels in the logits' places. */
    void encode(float[] w, byte[] codes, int at, int count) {
      for (int i = at; i < at + count; i++) {
        codes[i] = spacing == 0 ? 0 : (byte) Math.round((clamp(w[i]) - first) / spacing);
      }
    }

    float logit(byte code) {
      return first + Byte.toUnsignedInt(code) * spacing;
    }

    private static float clamp(float logit) {
      return Math.clamp(logit, -EXTREME, EXTREME);
    }
  }
}
