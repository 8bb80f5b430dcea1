package io.spikewatt.inference.spike.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.Topology;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventNetworkTest {
  private static final Topology SHAPE = Sample.SHAPE;
  private static final int STEPS = Sample.STEPS;

  private static QuantisedWeights weights(long seed) {
    return QuantisedWeights.of(Sample.weights(SHAPE, seed));
  }

  private static float[] walked(EventNetwork network, EventState state, float[] x, int steps) {
    float[] y = new float[steps * network.topology().outputs()];
    network.walk(state, EventBudget.FULL, x, steps, y);
    return y;
  }

  @ParameterizedTest
  @CsvSource({
    "57, 121, 4, 4",
    "57, 121, 4, 2",
    "52, 124, 4, 1",
    "1, 1, 1, 4",
    "3, 64, 2, 12",
    "9, 60, 4, 4"
  })
  void agreesWithThePlainArithmeticToTheLastBit(
      int inputs, int hidden, int outputs, int stepsPerHour) {
    Topology shape = new Topology(inputs, hidden, outputs);
    long spikes = 0;
    for (int seed = 0; seed < 5; seed++) {
      QuantisedWeights weights = QuantisedWeights.of(Sample.weights(shape, seed));
      float[] x = Sample.inputs(shape, STEPS, seed);
      // Beyond the grid, on it, and too small to see.
      x[inputs] = 1e9f;
      x[2 * inputs] = -40;
      x[3 * inputs] = 1 / 2048f;
      x[4 * inputs] = 1e-9f;
      EventNetwork network = new EventNetwork(weights, stepsPerHour);
      EventState state = network.newState();
      float[] y = walked(network, state, x, STEPS);
      PlainIntegerNetwork plain = new PlainIntegerNetwork(weights, stepsPerHour);
      long expected = 0;
      for (int step = 0; step < STEPS; step++) {
        float[] row = plain.step(x, step * inputs);
        for (int o = 0; o < outputs; o++) {
          assertEquals(row[o], y[step * outputs + o], "step " + step + ", output " + o);
        }
        for (int j = 0; j < hidden; j++) {
          expected += plain.spiked(j) ? 1 : 0;
        }
      }
      assertEquals(expected, state.spikes());
      spikes += expected;
    }
    assertTrue(hidden == 1 || spikes > 5 * STEPS, "networks that hardly fire show nothing");
  }

  @Test
  void sumsOfChangesDoNotDrift() {
    EventNetwork network = new EventNetwork(weights(1), 4);
    EventState old = network.newState();
    EventState fresh = network.newState();
    SplittableRandom random = new SplittableRandom(2);
    float[] x = new float[SHAPE.inputs()];
    float[] y = new float[SHAPE.outputs()];
    for (int step = 0; step < 20_000; step++) {
      x[random.nextInt(x.length)] = (float) (64 * (random.nextDouble() - 0.5));
      network.step(old, x, 0, y);
    }
    network.step(fresh, x, 0, y);
    assertArrayEquals(fresh.sum, old.sum);
  }

  @Test
  void stepsAreAWalkAndAResetStateGivesTheSameBitsAgain() {
    EventNetwork network = new EventNetwork(weights(3), 4);
    float[] x = Sample.inputs(SHAPE, STEPS, 4);
    EventState state = network.newState();
    float[] first = walked(network, state, x, STEPS);
    assertArrayEquals(first, walked(network, state, x, STEPS));
    network.reset(state);
    float[] y = new float[SHAPE.outputs()];
    for (int step = 0; step < STEPS; step++) {
      network.step(state, x, step * SHAPE.inputs(), y);
      for (int o = 0; o < y.length; o++) {
        assertEquals(first[step * y.length + o], y[o]);
      }
    }
  }

  @Test
  void whatDoesNotChangeCostsNothing() {
    EventNetwork network = new EventNetwork(weights(5), 4);
    EventState state = network.newState();
    float[] x = new float[STEPS * SHAPE.inputs()];
    walked(network, state, x, STEPS);
    assertEquals(0, network.operations(state).macs(), "zeros are no events");
    for (int step = 0; step < STEPS; step++) {
      x[step * SHAPE.inputs() + 3] = 1;
      x[step * SHAPE.inputs() + 8] = -2;
    }
    walked(network, state, x, STEPS);
    OperationCounts done = network.operations(state);
    assertEquals(2, state.inputEvents());
    assertTrue(done.macs() <= 2L * (SHAPE.hidden() + SHAPE.outputs()));
    assertTrue(done.acs() <= state.spikes() * SHAPE.outputs());
    assertEquals(STEPS * (57L * 125 + 484), done.dense());
  }

  @Test
  void anInputThatIsNoNumberIsRefused() {
    EventNetwork network = new EventNetwork(weights(6), 4);
    float[] y = new float[SHAPE.outputs()];
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] x = new float[SHAPE.inputs()];
      x[5] = bad;
      EventState state = network.newState();
      assertThrows(IllegalArgumentException.class, () -> network.step(state, x, 0, y));
    }
  }

  @Test
  void moreInputsThanASumCanHoldAreRefused() {
    QuantisedWeights wide = QuantisedWeights.of(Sample.weights(new Topology(501, 2, 1), 7));
    assertThrows(IllegalArgumentException.class, () -> new EventNetwork(wide, 4));
  }

  @Test
  void aStepAllocatesNothing() {
    EventNetwork network = new EventNetwork(weights(8), 4);
    EventState state = network.newState();
    float[] x = Sample.inputs(SHAPE, STEPS, 9);
    float[] y = new float[STEPS * SHAPE.outputs()];
    EventBudget coarse = new EventBudget(4, 0.1f);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds may allocate for class loading and profiling; steps alone never do.
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      network.walk(state, EventBudget.FULL, x, STEPS, y);
      network.walk(state, coarse, x, STEPS, y);
      network.step(state, x, 0, y);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < STEPS, "allocated " + least + " bytes in " + STEPS + " steps");
  }
}
