package io.spikewatt.inference.train;

import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.StepConstants;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;

/**
 * Loss and gradient of a whole sequence by back-propagation through time: the equations of {@link
 * Network}, kept step by step on a tape, then walked backwards. The reset is differentiated too.
 * Scratch is allocated once for the longest sequence.
 */
final class BackPropagation {
  private final Topology shape;
  private final float[] w;
  private final int stepsPerHour;
  private final SurrogateGradient surrogateGradient;
  private final int n;
  private StepConstants c;

  // The tape: one row of n a step, after a row of zeros for the state before the first.
  private final float[] current;
  private final float[] membrane;
  private final float[] spike;
  private final float[] trace;
  private final float[] dy;

  // Derivatives by the state, as they come back from the later step.
  private final float[] dTrace;
  private final float[] dMembrane;
  private final float[] dCurrent;
  private final float[] dBeta;
  private final float[] dKappa;
  private final float[] traceNow;

  // Rows of their own: the compiler makes vector loops of these, not of offsets into one array.
  private final float[][] inputRows;
  private final float[][] inputGradient;

  BackPropagation(
      Weights weights, int stepsPerHour, int maxSteps, SurrogateGradient surrogateGradient) {
    shape = weights.topology();
    w = weights.values();
    this.stepsPerHour = stepsPerHour;
    this.surrogateGradient = surrogateGradient;
    n = shape.hidden();
    c = StepConstants.of(weights, stepsPerHour);
    int tape = (maxSteps + 1) * n;
    current = new float[tape];
    membrane = new float[tape];
    spike = new float[tape];
    trace = new float[tape];
    dy = new float[maxSteps * shape.outputs()];
    dTrace = new float[n];
    dMembrane = new float[n];
    dCurrent = new float[n];
    dBeta = new float[n];
    dKappa = new float[n];
    traceNow = new float[n];
    inputRows = new float[shape.inputs()][n];
    inputGradient = new float[shape.inputs()][n];
    copyRows();
  }

  private void copyRows() {
    for (int f = 0; f < inputRows.length; f++) {
      System.arraycopy(w, f * n, inputRows[f], 0, n);
    }
  }

  /** To be called after the weights have changed. */
  void weightsChanged() {
    c = StepConstants.of(new Weights(shape, w), stepsPerHour);
    copyRows();
  }

  /**
   * Runs a sequence and adds its gradient.
   *
   * @param x steps × inputs
   * @param gradient one a parameter, added to
   * @return sum of the loss over the steps
   */
  double run(float[] x, int steps, StepLoss loss, float[] gradient) {
    double total = forward(x, steps, loss);
    backward(x, steps, gradient);
    return total;
  }

  private double forward(float[] x, int steps, StepLoss loss) {
    float[] now = new float[n];
    float[] y = new float[shape.outputs()];
    float[] error = new float[shape.outputs()];
    double total = 0;
    for (int step = 0; step < steps; step++) {
      int before = step * n;
      int at = before + n;
      current(x, step * shape.inputs(), now);
      System.arraycopy(now, 0, current, at, n);
      for (int j = 0; j < n; j++) {
        float beta = c.beta()[j];
        float v = beta * membrane[before + j] * (1 - spike[before + j]) + 2 * (1 - beta) * now[j];
        float s = surrogateGradient.spike(v - 1);
        membrane[at + j] = v;
        spike[at + j] = s;
        trace[at + j] = trace[before + j] + (1 - c.kappa()[j]) * (s - trace[before + j]);
      }
      System.arraycopy(trace, at, traceNow, 0, n);
      Network.readOut(shape, w, traceNow, x, step * shape.inputs(), y);
      total += loss.at(step, y, error);
      System.arraycopy(error, 0, dy, step * shape.outputs(), shape.outputs());
    }
    return total;
  }

  private void backward(float[] x, int steps, float[] gradient) {
    Arrays.fill(dTrace, 0);
    Arrays.fill(dMembrane, 0);
    Arrays.fill(dBeta, 0);
    Arrays.fill(dKappa, 0);
    for (int step = steps - 1; step >= 0; step--) {
      readOut(x, step, gradient);
      neurons(step);
      inputs(x, step, gradient);
    }
    leaks(gradient);
    for (int f = 0; f < inputGradient.length; f++) {
      float[] row = inputGradient[f];
      for (int j = 0; j < n; j++) {
        gradient[f * n + j] += row[j];
      }
      Arrays.fill(row, 0);
    }
  }

  private void current(float[] x, int at, float[] result) {
    System.arraycopy(w, shape.inputBias(), result, 0, n);
    for (int f = 0; f < inputRows.length; f++) {
      addScaled(result, inputRows[f], x[at + f]);
    }
  }

  private static void addScaled(float[] to, float[] row, float factor) {
    if (factor != 0) {
      for (int j = 0; j < to.length; j++) {
        to[j] += factor * row[j];
      }
    }
  }

  private void readOut(float[] x, int step, float[] gradient) {
    int at = (step + 1) * n;
    int in = step * shape.inputs();
    for (int o = 0; o < shape.outputs(); o++) {
      float error = dy[step * shape.outputs() + o];
      if (error == 0) {
        continue;
      }
      int row = shape.output() + o * n;
      for (int j = 0; j < n; j++) {
        gradient[row + j] += error * trace[at + j];
        dTrace[j] += error * w[row + j];
      }
      gradient[shape.outputBias() + o] += error;
      int skip = shape.skip() + o * shape.inputs();
      for (int f = 0; f < shape.inputs(); f++) {
        gradient[skip + f] += error * x[in + f];
      }
    }
  }

  private void neurons(int step) {
    int before = step * n;
    int at = before + n;
    for (int j = 0; j < n; j++) {
      float beta = c.beta()[j];
      float keep = 1 - c.kappa()[j];
      // dMembrane still holds the later step's: it reaches back through the reset and the leak.
      float later = dMembrane[j];
      float dSpike = keep * dTrace[j] - later * beta * membrane[at + j];
      float slope = SurrogateGradient.derivative(membrane[at + j] - 1);
      float dv = slope * dSpike + later * beta * (1 - spike[at + j]);
      dKappa[j] += dTrace[j] * (trace[before + j] - spike[at + j]);
      dTrace[j] *= c.kappa()[j];
      dBeta[j] += dv * (membrane[before + j] * (1 - spike[before + j]) - 2 * current[at + j]);
      dMembrane[j] = dv;
      dCurrent[j] = 2 * (1 - beta) * dv;
    }
  }

  private void inputs(float[] x, int step, float[] gradient) {
    int in = step * shape.inputs();
    for (int f = 0; f < shape.inputs(); f++) {
      addScaled(inputGradient[f], dCurrent, x[in + f]);
    }
    for (int j = 0; j < n; j++) {
      gradient[shape.inputBias() + j] += dCurrent[j];
    }
  }

  /** From a leak a step to its logit per hour: d(p^h) = p^h h (1 - p) d(logit). */
  private void leaks(float[] gradient) {
    for (int j = 0; j < n; j++) {
      gradient[shape.beta() + j] += leak(c.beta()[j], w[shape.beta() + j], dBeta[j]);
      gradient[shape.kappa() + j] += leak(c.kappa()[j], w[shape.kappa() + j], dKappa[j]);
    }
  }

  private float leak(float perStep, float logit, float derivative) {
    return (float) (derivative * perStep / stepsPerHour * (1 - StepConstants.sigmoid(logit)));
  }
}
