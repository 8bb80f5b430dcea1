import io.spikewatt.inference.spike.StepConstants;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Alternative models for the same inputs, in plain float Java whose loops the compiler vectorises:
 * weights by input, each input's in an array of its own.
 */
final class References {
  private References() {}

  /** out += W x. */
  private static void multiply(float[][] w, float[] x, int at, float[] result) {
    for (int f = 0; f < w.length; f++) {
      add(w[f], x[at + f], result);
    }
  }

  private static void add(float[] row, float by, float[] result) {
    for (int j = 0; j < result.length; j++) {
      result[j] += by * row[j];
    }
  }

  private static float[][] matrix(int inputs, int outputs, SplittableRandom random) {
    float[][] w = new float[inputs][outputs];
    for (float[] row : w) {
      for (int j = 0; j < outputs; j++) {
        row[j] = (float) ((random.nextDouble() - 0.5) * 2 / Math.sqrt(inputs));
      }
    }
    return w;
  }

  private static float[][] transposed(float[] w, int at, int rows, int columns) {
    float[][] out = new float[columns][rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c][r] = w[at + r * columns + c];
      }
    }
    return out;
  }

  /** The spiking network itself, dense, with nothing skipped. */
  static final class DenseSpiking implements Walker {
    private final Topology shape;
    private final float[] w;
    private final StepConstants constants;
    private final float[][] input;
    private final float[][] output;
    private final float[][] skip;
    private final float[] current;
    private final float[] v;
    private final float[] spike;
    private final float[] trace;
    private final float[] out;

    DenseSpiking(Weights weights, int stepsPerHour) {
      shape = weights.topology();
      w = weights.values();
      constants = StepConstants.of(weights, stepsPerHour);
      int n = shape.hidden();
      input = new float[shape.inputs()][];
      for (int f = 0; f < input.length; f++) {
        input[f] = Arrays.copyOfRange(w, f * n, (f + 1) * n);
      }
      output = transposed(w, shape.output(), shape.outputs(), n);
      skip = transposed(w, shape.skip(), shape.outputs(), shape.inputs());
      current = new float[n];
      v = new float[n];
      spike = new float[n];
      trace = new float[n];
      out = new float[shape.outputs()];
    }

    @Override
    public void walk(float[] x, int steps, float[] y) {
      Arrays.fill(v, 0);
      Arrays.fill(spike, 0);
      Arrays.fill(trace, 0);
      for (int step = 0; step < steps; step++) {
        int at = step * shape.inputs();
        System.arraycopy(w, shape.inputBias(), current, 0, v.length);
        multiply(input, x, at, current);
        for (int j = 0; j < v.length; j++) {
          float beta = constants.beta()[j];
          v[j] = beta * v[j] * (1 - spike[j]) + 2 * (1 - beta) * current[j];
          spike[j] = v[j] > 1 ? 1 : 0;
          trace[j] += (1 - constants.kappa()[j]) * (spike[j] - trace[j]);
        }
        System.arraycopy(w, shape.outputBias(), out, 0, out.length);
        multiply(output, trace, 0, out);
        multiply(skip, x, at, out);
        System.arraycopy(out, 0, y, step * out.length, out.length);
      }
    }
  }

  /** Inputs, 64, 64, outputs; rectified. */
  static final class Mlp implements Walker {
    static final int WIDTH = 64;
    private final int inputs;
    private final float[][] first;
    private final float[][] second;
    private final float[][] last;
    private final float[] a = new float[WIDTH];
    private final float[] b = new float[WIDTH];
    private final float[] out;

    Mlp(int inputs, int outputs) {
      SplittableRandom random = new SplittableRandom(1);
      this.inputs = inputs;
      first = matrix(inputs, WIDTH, random);
      second = matrix(WIDTH, WIDTH, random);
      last = matrix(WIDTH, outputs, random);
      out = new float[outputs];
    }

    /** Connections, which are the multiply-accumulates of a step. */
    int connections() {
      return inputs * WIDTH + WIDTH * WIDTH + WIDTH * out.length;
    }

    @Override
    public void walk(float[] x, int steps, float[] y) {
      for (int step = 0; step < steps; step++) {
        layer(first, x, step * inputs, a);
        layer(second, a, 0, b);
        Arrays.fill(out, 0);
        multiply(last, b, 0, out);
        System.arraycopy(out, 0, y, step * out.length, out.length);
      }
    }

    private static void layer(float[][] w, float[] x, int at, float[] to) {
      Arrays.fill(to, 0);
      multiply(w, x, at, to);
      for (int j = 0; j < to.length; j++) {
        to[j] = Math.max(0, to[j]);
      }
    }
  }

  /** Gated recurrent unit of 48, walked along the horizon. */
  static final class Gru implements Walker {
    static final int WIDTH = 48;
    private final int inputs;
    private final float[][] fromInput;
    private final float[][] fromState;
    private final float[][] last;
    private final float[] state = new float[WIDTH];
    private final float[] a = new float[3 * WIDTH];
    private final float[] b = new float[3 * WIDTH];
    private final float[] out;

    Gru(int inputs, int outputs) {
      SplittableRandom random = new SplittableRandom(2);
      this.inputs = inputs;
      fromInput = matrix(inputs, 3 * WIDTH, random);
      fromState = matrix(WIDTH, 3 * WIDTH, random);
      last = matrix(WIDTH, outputs, random);
      out = new float[outputs];
    }

    int connections() {
      return 3 * WIDTH * (inputs + WIDTH) + WIDTH * out.length;
    }

    @Override
    public void walk(float[] x, int steps, float[] y) {
      Arrays.fill(state, 0);
      for (int step = 0; step < steps; step++) {
        Arrays.fill(a, 0);
        Arrays.fill(b, 0);
        multiply(fromInput, x, step * inputs, a);
        multiply(fromState, state, 0, b);
        for (int j = 0; j < WIDTH; j++) {
          float reset = sigmoid(a[j] + b[j]);
          float update = sigmoid(a[WIDTH + j] + b[WIDTH + j]);
          float candidate = 2 * sigmoid(2 * (a[2 * WIDTH + j] + reset * b[2 * WIDTH + j])) - 1;
          state[j] += (1 - update) * (candidate - state[j]);
        }
        Arrays.fill(out, 0);
        multiply(last, state, 0, out);
        System.arraycopy(out, 0, y, step * out.length, out.length);
      }
    }

    private static float sigmoid(float x) {
      return (float) (1 / (1 + Math.exp(-x)));
    }
  }
}
