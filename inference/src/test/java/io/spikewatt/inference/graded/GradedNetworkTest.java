package io.spikewatt.inference.graded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradedNetworkTest {
  private static final GradedTopology SHAPE = new GradedTopology(36, 48, 48, 12);

  private static QuantisedGradedWeights weights(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] w = GradedWeights.initial(SHAPE, random).values();
    for (int i = 0; i < w.length; i++) {
      w[i] += (float) random.nextDouble(-0.1, 0.1);
    }
    float[] deviation = new float[SHAPE.senders()];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = i < SHAPE.inputs() ? 1 : (float) random.nextDouble(0.2, 2);
    }
    return QuantisedGradedWeights.of(new GradedWeights(SHAPE, w), deviation);
  }

  /** A walk of inputs, some of which rest. */
  private static float[][] walk(int steps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] x = new float[steps][SHAPE.inputs()];
    for (int t = 1; t < steps; t++) {
      for (int i = 0; i < SHAPE.inputs(); i++) {
        boolean rests = random.nextDouble() < (t % 50 < 10 ? 1 : 0.5);
        double to = x[t - 1][i] * 0.98 + random.nextDouble(-0.3, 0.3);
        x[t][i] = rests ? x[t - 1][i] : (float) to;
      }
    }
    return x;
  }

  @Test
  void threshold_0_is_the_oracle() {
    QuantisedGradedWeights weights = weights(1);
    GradedNetwork network = new GradedNetwork(weights, 0);
    GradedState state = network.newState();
    DenseNetwork oracle = new DenseNetwork(weights.dequantised());
    float[] expected = new float[SHAPE.outputs()];
    double size = 0;
    double worst = 0;
    for (float[] x : walk(5000, 2)) {
      network.step(state, x, 0);
      oracle.step(x, 0, expected);
      for (int o = 0; o < expected.length; o++) {
        worst = Math.max(worst, Math.abs(expected[o] - state.output()[o]));
        size = Math.max(size, Math.abs(expected[o]));
      }
    }
    assertTrue(size > 0.5, "outputs move: " + size);
    assertTrue(worst <= 1e-6 * Math.max(1, size), worst + " of " + size);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.02f, 0.05f, 0.2f})
  void events_are_the_slow_simulators_to_the_bit_and_so_are_the_counts(float threshold) {
    QuantisedGradedWeights weights = weights(3);
    GradedNetwork network = new GradedNetwork(weights, threshold);
    GradedState state = network.newState();
    ReferenceSimulator simulator = new ReferenceSimulator(weights, threshold);
    float[][] walk = walk(2000, 4);
    for (float[] x : walk) {
      network.step(state, x, 0);
      assertArrayEquals(simulator.step(x), state.output());
    }
    GradedOperations counted = network.operations(state);
    assertEquals(simulator.sends, counted.sends());
    assertEquals(simulator.operations, counted.operations());
    assertEquals(simulator.idleSteps, counted.idleSteps());
    assertEquals(walk.length, counted.steps());
    assertEquals(walk.length * SHAPE.denseStep(), counted.denseOperations());
    assertTrue(counted.idleSteps() > 0, "it rests");
    assertTrue(counted.share() > 0 && counted.share() < 1, "share " + counted.share());
  }

  @Test
  void a_larger_threshold_costs_less_and_errs_more() {
    QuantisedGradedWeights weights = weights(5);
    float[][] walk = walk(2000, 6);
    double before = 0;
    double share = 1;
    for (float threshold : new float[] {0.005f, 0.05f, 0.5f}) {
      GradedNetwork network = new GradedNetwork(weights, threshold);
      GradedState state = network.newState();
      DenseNetwork oracle = new DenseNetwork(weights.dequantised());
      float[] expected = new float[SHAPE.outputs()];
      double error = 0;
      for (float[] x : walk) {
        network.step(state, x, 0);
        oracle.step(x, 0, expected);
        error += Math.abs(expected[0] - state.output()[0]);
      }
      assertTrue(error > before, "error at " + threshold);
      assertTrue(network.operations(state).share() < share, "operations at " + threshold);
      before = error;
      share = network.operations(state).share();
    }
  }

  @Test
  void what_was_sent_leaves_no_trace_when_the_inputs_return() {
    QuantisedGradedWeights weights = weights(7);
    GradedNetwork network = new GradedNetwork(weights, 0.05f);
    GradedState wandered = network.newState();
    for (float[] x : walk(3000, 8)) {
      network.step(wandered, x, 0);
    }
    float[] zero = new float[SHAPE.inputs()];
    GradedState fresh = network.newState();
    for (int t = 0; t < 3; t++) {
      network.step(wandered, zero, 0);
      network.step(fresh, zero, 0);
    }
    for (int o = 0; o < SHAPE.outputs(); o++) {
      assertEquals(fresh.output()[o], wandered.output()[o], 2);
    }
    network.reset(wandered);
    network.step(wandered, zero, 0);
    network.reset(fresh);
    network.step(fresh, zero, 0);
    assertArrayEquals(fresh.output(), wandered.output());
  }

  @Test
  void a_step_allocates_nothing() {
    GradedNetwork network = new GradedNetwork(weights(9), 0.05f);
    GradedState state = network.newState();
    float[][] walk = walk(500, 10);
    for (float[] x : walk) {
      network.step(state, x, 0);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    // The runtime itself allocates in a thread now and then: the least of five rounds counts.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      long idle = threads.getThreadAllocatedBytes(id) - before;
      before = threads.getThreadAllocatedBytes(id);
      for (float[] x : walk) {
        network.step(state, x, 0);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before - idle);
    }
    assertEquals(0, least);
  }

  @Test
  void weights_are_written_read_and_at_most_8_kB() {
    QuantisedGradedWeights weights = weights(11);
    assertTrue(weights.bytes() <= 8000, weights.bytes() + " bytes");
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    assertEquals(0, bytes.remaining());
    QuantisedGradedWeights read = QuantisedGradedWeights.read(bytes.flip());
    assertArrayEquals(weights.dequantised().values(), read.dequantised().values());
  }

  @Test
  void bytes_that_are_no_network_are_refused() {
    QuantisedGradedWeights weights = weights(12);
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    for (int length : new int[] {0, 7, 100, weights.bytes() - 1}) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), length));
      assertThrows(IllegalArgumentException.class, () -> QuantisedGradedWeights.read(cut));
    }
    byte[] nan = bytes.array().clone();
    ByteBuffer.wrap(nan).putFloat(8, Float.NaN);
    assertThrows(
        IllegalArgumentException.class, () -> QuantisedGradedWeights.read(ByteBuffer.wrap(nan)));
    byte[] negative = bytes.array().clone();
    ByteBuffer.wrap(negative).putShort(0, (short) -3);
    assertThrows(
        IllegalArgumentException.class,
        () -> QuantisedGradedWeights.read(ByteBuffer.wrap(negative)));
  }

  @Test
  void thresholds_out_of_range_are_refused() {
    QuantisedGradedWeights weights = weights(13);
    for (float threshold : new float[] {-0.1f, 0.0001f, 2, Float.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new GradedNetwork(weights, threshold));
    }
  }
}
