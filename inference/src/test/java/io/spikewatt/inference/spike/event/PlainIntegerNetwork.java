package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.StepConstants;
import io.spikewatt.inference.spike.Topology;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arithmetic of {@link EventNetwork} once more: no events, every sum anew at every step in 64
 * bits, one number at a time. Slow and obvious: the oracle.
 */
final class PlainIntegerNetwork {
  private final QuantisedWeights q;
  private final Topology shape;
  private final double hours;
  private final float[] v;
  private final boolean[] spiked;
  private final Map<Float, float[]> traces = new LinkedHashMap<>();

  PlainIntegerNetwork(QuantisedWeights q, int stepsPerHour) {
    this.q = q;
    shape = q.topology();
    hours = 1.0 / stepsPerHour;
    v = new float[shape.hidden()];
    spiked = new boolean[shape.hidden()];
  }

  boolean spiked(int neuron) {
    return spiked[neuron];
  }

  float[] step(float[] x, int at) {
    long[] rounded = new long[shape.inputs()];
    for (int f = 0; f < rounded.length; f++) {
      rounded[f] = (long) Math.rint(Math.clamp(x[at + f], -31.999f, 31.999f) * 1024.0);
    }
    Map<Float, long[]> arrived = new LinkedHashMap<>();
    for (int j = 0; j < shape.hidden(); j++) {
      long sum = 1024L * q.code(shape.inputBias() + j);
      for (int f = 0; f < rounded.length; f++) {
        sum += q.code(f * shape.hidden() + j) * rounded[f];
      }
      double beta = Math.pow(StepConstants.sigmoid(q.beta(j)), hours);
      float gain = (float) (2 * (1 - beta) * q.scale(j) / 1024);
      v[j] = (float) beta * (spiked[j] ? 0 : v[j]) + gain * sum;
      spiked[j] = v[j] > 1;
      long[] weights = arrived.computeIfAbsent(q.kappa(j), logit -> new long[shape.outputs()]);
      for (int o = 0; o < weights.length && spiked[j]; o++) {
        weights[o] += q.code(shape.output() + o * shape.hidden() + j);
      }
    }
    float[] y = new float[shape.outputs()];
    for (int o = 0; o < y.length; o++) {
      long skip = 0;
      for (int f = 0; f < rounded.length; f++) {
        skip += q.code(shape.skip() + o * shape.inputs() + f) * rounded[f];
      }
      float sum = 0;
      for (Map.Entry<Float, long[]> group : arrived.entrySet()) {
        double kappa = Math.pow(StepConstants.sigmoid(group.getKey()), hours);
        float[] trace = traces.computeIfAbsent(group.getKey(), logit -> new float[y.length]);
        trace[o] = (float) kappa * trace[o] + (float) (1 - kappa) * group.getValue()[o];
        sum += trace[o];
      }
      y[o] =
          q.scale(shape.hidden() + o) * sum
              + q.scale(shape.hidden() + y.length + o) / 1024 * skip
              + q.outputBias(o);
    }
    return y;
  }
}
