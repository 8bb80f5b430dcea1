package io.spikewatt.inference.spike;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final Topology SHAPE = new Topology(7, 12, 4);
  private static final int STEPS = 200;

  private static float[] inputs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[STEPS * SHAPE.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (4 * (random.nextDouble() - 0.5));
    }
    return x;
  }

  private static Weights weights(long seed) {
    Weights weights = Weights.initial(SHAPE, new SplittableRandom(seed));
    SplittableRandom random = new SplittableRandom(seed + 1);
    for (int i = SHAPE.skip(); i < SHAPE.parameters(); i++) {
      weights.values()[i] = (float) (random.nextDouble() - 0.5);
    }
    return weights;
  }

  @Test
  void agreesWithTheReferenceSpikeForSpike() {
    for (int seed = 0; seed < 5; seed++) {
      for (int stepsPerHour : new int[] {1, 2, 4}) {
        agree(weights(seed), inputs(seed), stepsPerHour);
      }
    }
  }

  private static void agree(Weights weights, float[] x, int stepsPerHour) {
    double[] w = new double[SHAPE.parameters()];
    for (int i = 0; i < w.length; i++) {
      w[i] = weights.values()[i];
    }
    ReferenceNetwork reference = new ReferenceNetwork(SHAPE, w, stepsPerHour, false);
    Network network = new Network(weights, stepsPerHour);
    State state = new State(SHAPE);
    float[] y = new float[SHAPE.outputs()];
    for (int step = 0; step < STEPS; step++) {
      double[] in = new double[SHAPE.inputs()];
      for (int f = 0; f < in.length; f++) {
        in[f] = x[step * in.length + f];
      }
      network.step(state, x, step * in.length, y);
      double[] expected = reference.step(in);
      for (int o = 0; o < y.length; o++) {
        assertEquals(expected[o], y[o], 1e-4);
      }
    }
    assertTrue(state.spikes() > STEPS / 10, "a network that never fires shows nothing");
    assertTrue(state.spikes() < (long) STEPS * SHAPE.hidden(), "nor one that always does");
  }

  @Test
  void aResetStateGivesTheSameBitsAgain() {
    Network network = new Network(weights(3), 4);
    State state = new State(SHAPE);
    float[] first = run(network, state);
    state.reset();
    float[] second = run(network, state);
    float[] other = run(new Network(weights(3), 4), new State(SHAPE));
    assertArrayEquals(first, second, 0f);
    assertArrayEquals(first, other, 0f);
  }

  private static float[] run(Network network, State state) {
    float[] x = inputs(9);
    float[] all = new float[STEPS * SHAPE.outputs()];
    float[] y = new float[SHAPE.outputs()];
    for (int step = 0; step < STEPS; step++) {
      network.step(state, x, step * SHAPE.inputs(), y);
      System.arraycopy(y, 0, all, step * y.length, y.length);
    }
    return all;
  }

  @Test
  void aStepAllocatesNothing() {
    Network network = new Network(weights(3), 4);
    State state = new State(SHAPE);
    float[] x = inputs(9);
    float[] y = new float[SHAPE.outputs()];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds may allocate for class loading and profiling; steps alone never do.
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < STEPS; step++) {
        network.step(state, x, step * SHAPE.inputs(), y);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < STEPS, "allocated " + least + " bytes in " + STEPS + " steps");
  }
}
