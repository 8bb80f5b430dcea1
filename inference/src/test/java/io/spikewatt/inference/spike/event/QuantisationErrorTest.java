package io.spikewatt.inference.spike.event;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.ReferenceNetwork;
import io.spikewatt.inference.spike.State;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import org.junit.jupiter.api.Test;

/** How far the integer path is from the float path: the tolerance that its javadoc states. */
class QuantisationErrorTest {
  private static final Topology SHAPE = Sample.SHAPE;
  private static final int STEPS = Sample.STEPS;
  private static final int NETWORKS = 20;
  private static final int STEPS_PER_HOUR = 4;

  private static final class Difference {
    double sum;
    double size;
    double max;

    void add(float expected, float actual) {
      sum += Math.abs(expected - actual);
      size += Math.abs(expected);
      max = Math.max(max, Math.abs(expected - actual));
    }
  }

  @Test
  void theIntegerPathStaysWithinItsToleranceOfTheFloatPath() {
    Difference difference = new Difference();
    long differing = 0;
    long spikes = 0;
    for (int seed = 0; seed < NETWORKS; seed++) {
      Weights weights = Sample.weights(SHAPE, seed);
      float[] x = Sample.inputs(SHAPE, STEPS, 100 + seed);
      outputs(weights, x, difference);
      double[] w = new double[SHAPE.parameters()];
      for (int i = 0; i < w.length; i++) {
        w[i] = weights.values()[i];
      }
      ReferenceNetwork exact = new ReferenceNetwork(SHAPE, w, STEPS_PER_HOUR, false);
      PlainIntegerNetwork integer =
          new PlainIntegerNetwork(QuantisedWeights.of(weights), STEPS_PER_HOUR);
      for (int step = 0; step < STEPS; step++) {
        double[] in = new double[SHAPE.inputs()];
        for (int f = 0; f < in.length; f++) {
          in[f] = x[step * in.length + f];
        }
        exact.step(in);
        integer.step(x, step * in.length);
        for (int j = 0; j < SHAPE.hidden(); j++) {
          spikes += exact.spiked(j) ? 1 : 0;
          differing += exact.spiked(j) != integer.spiked(j) ? 1 : 0;
        }
      }
    }
    double share = (double) differing / spikes;
    double relative = difference.sum / difference.size;
    String seen =
        "spikes that differ %.4f, mean difference %.4f of mean size, greatest %.3f"
            .formatted(share, relative, difference.max);
    assertTrue(spikes > NETWORKS * STEPS * 5L, "networks that hardly fire show nothing");
    // A spike that comes a step earlier or later differs twice, and hardly moves a trace.
    assertTrue(share < 0.3, seen);
    assertTrue(relative < 0.01, seen);
    assertTrue(difference.max < 0.12, seen);
  }

  private static void outputs(Weights weights, float[] x, Difference difference) {
    Network network = new Network(weights, STEPS_PER_HOUR);
    State state = new State(SHAPE);
    EventNetwork events = new EventNetwork(QuantisedWeights.of(weights), STEPS_PER_HOUR);
    EventState eventState = events.newState();
    float[] expected = new float[SHAPE.outputs()];
    float[] actual = new float[SHAPE.outputs()];
    for (int step = 0; step < STEPS; step++) {
      network.step(state, x, step * SHAPE.inputs(), expected);
      events.step(eventState, x, step * SHAPE.inputs(), actual);
      for (int o = 0; o < actual.length; o++) {
        difference.add(expected[o], actual[o]);
      }
    }
  }

  /** The same bytes in the float network: all that is left is the inputs' rounding. */
  @Test
  void theIntegerPathIsTheFloatNetworkOfItsOwnBytes() {
    Difference difference = new Difference();
    for (int seed = 0; seed < NETWORKS; seed++) {
      QuantisedWeights weights = QuantisedWeights.of(Sample.weights(SHAPE, seed));
      float[] x = Sample.inputs(SHAPE, STEPS, 100 + seed);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.rint(x[i] * 1024) / 1024;
      }
      Network network = new Network(weights.dequantised(), STEPS_PER_HOUR);
      State state = new State(SHAPE);
      EventNetwork events = new EventNetwork(weights, STEPS_PER_HOUR);
      EventState eventState = events.newState();
      float[] expected = new float[SHAPE.outputs()];
      float[] actual = new float[SHAPE.outputs()];
      for (int step = 0; step < STEPS; step++) {
        network.step(state, x, step * SHAPE.inputs(), expected);
        events.step(eventState, x, step * SHAPE.inputs(), actual);
        for (int o = 0; o < actual.length; o++) {
          difference.add(expected[o], actual[o]);
        }
      }
    }
    // A spike may still fall on the other side of the threshold by a float's rounding.
    double relative = difference.sum / difference.size;
    assertTrue(relative < 1e-4, "mean difference " + relative + ", greatest " + difference.max);
  }
}
