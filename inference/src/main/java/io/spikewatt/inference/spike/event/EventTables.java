package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.spike.StepConstants;
import io.spikewatt.inference.spike.Topology;

/**
 * Quantised weights laid out for events: the weights of one input are contiguous, and so are those
 * of one spike. Built once a network; about 30 kB for 8000 weights.
 */
final class EventTables {
  private static final int PER_UNIT = InputGrid.PER_UNIT;

  /** Greatest number of inputs whose sums fit into an int, whatever the weights. */
  private static final int MAX_INPUTS = 500;

  /** Rows are padded so that the compiler's vector loops leave no rest. */
  private static final int LANES = 64;

  /** Neurons, then outputs' skips, then padding. */
  final int width;

  /**
   * Weights of an input, [inputs][width]. Arrays of their own: JDK 25 makes no vector loop of one
   * that adds to an array what it reads at an offset in another.
   */
  final int[][] rows;

  /** Weights of an input that are not 0. */
  final int[] rowMacs;

  /** Where the sums start, [width]. */
  final int[] bias;

  /** Membrane leak a step, [width]. */
  final float[] beta;

  /** From a sum to what it adds to the membrane, 2 (1 - beta) scale / PER_UNIT, [width]. */
  final float[] gain;

  /** Weights of a spike, [hidden][outputs]. */
  final int[] fanOut;

  /** Weights of a spike that are not 0. */
  final int[] fanOutAcs;

  /** Where a neuron's spikes arrive for the first output, in [outputs][groups]. */
  final int[] arrivesAt;

  /** Leak of a trace a step, and the weight of new spikes, [outputs][groups]. */
  final float[] kappa;

  final float[] keep;

  /** From summed traces to an output, [outputs]. */
  final float[] outputGain;

  /** From a skip's sum to an output, [outputs]. */
  final float[] skipGain;

  final float[] outputBias;

  EventTables(QuantisedWeights q, double hours) {
    Topology shape = q.topology();
    if (shape.inputs() > MAX_INPUTS) {
      throw new IllegalArgumentException(shape.inputs() + " inputs, more than " + MAX_INPUTS);
    }
    int n = shape.hidden();
    int outputs = shape.outputs();
    width = (n + outputs + LANES - 1) / LANES * LANES;
    rows = new int[shape.inputs()][width];
    rowMacs = new int[shape.inputs()];
    bias = new int[width];
    beta = new float[width];
    gain = new float[width];
    fanOut = new int[n * outputs];
    fanOutAcs = new int[n];
    arrivesAt = new int[n];
    float[] leaks = new float[n];
    int groups = group(q, leaks);
    kappa = new float[groups * outputs];
    keep = new float[groups * outputs];
    outputGain = new float[outputs];
    skipGain = new float[outputs];
    outputBias = new float[outputs];
    inputs(q);
    neurons(q, hours);
    traces(leaks, groups, hours);
    for (int o = 0; o < outputs; o++) {
      outputGain[o] = q.scale(n + o);
      skipGain[o] = q.scale(n + outputs + o) / PER_UNIT;
      outputBias[o] = q.outputBias(o);
    }
  }

  private void inputs(QuantisedWeights q) {
    Topology shape = q.topology();
    for (int f = 0; f < rows.length; f++) {
      for (int j = 0; j < shape.hidden(); j++) {
        rows[f][j] = q.code(f * shape.hidden() + j);
      }
      for (int o = 0; o < shape.outputs(); o++) {
        rows[f][shape.hidden() + o] = q.code(shape.skip() + o * shape.inputs() + f);
      }
      for (int weight : rows[f]) {
        rowMacs[f] += weight == 0 ? 0 : 1;
      }
    }
  }

  private void neurons(QuantisedWeights q, double hours) {
    Topology shape = q.topology();
    for (int j = 0; j < shape.hidden(); j++) {
      bias[j] = q.code(shape.inputBias() + j) * PER_UNIT;
      double leak = leak(q.beta(j), hours);
      beta[j] = (float) leak;
      gain[j] = (float) (2 * (1 - leak) * q.scale(j) / PER_UNIT);
      for (int o = 0; o < shape.outputs(); o++) {
        int weight = q.code(shape.output() + o * shape.hidden() + j);
        fanOut[j * shape.outputs() + o] = weight;
        fanOutAcs[j] += weight == 0 ? 0 : 1;
      }
    }
  }

  /** Groups neurons whose traces have the same leak; the groups' leaks go to the front. */
  private int group(QuantisedWeights q, float[] leaks) {
    int groups = 0;
    for (int j = 0; j < leaks.length; j++) {
      int group = 0;
      while (group < groups && leaks[group] != q.kappa(j)) {
        group++;
      }
      leaks[group] = q.kappa(j);
      groups = Math.max(groups, group + 1);
      arrivesAt[j] = group;
    }
    return groups;
  }

  private void traces(float[] leaks, int groups, double hours) {
    int outputs = outputBias.length;
    for (int i = 0; i < groups * outputs; i++) {
      double leak = leak(leaks[i % groups], hours);
      kappa[i] = (float) leak;
      keep[i] = (float) (1 - leak);
    }
  }

  private static double leak(float logit, double hours) {
    return StrictMath.pow(StepConstants.sigmoid(logit), hours);
  }
}
