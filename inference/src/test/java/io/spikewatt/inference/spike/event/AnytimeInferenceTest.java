package io.spikewatt.inference.spike.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnytimeInferenceTest {
  private static final Topology SHAPE = Sample.SHAPE;
  private static final int STEPS = Sample.STEPS;
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private final EventNetwork network =
      new EventNetwork(QuantisedWeights.of(Sample.weights(SHAPE, 1)), 4);
  private final EventState state = network.newState();
  private final float[] x = Sample.inputs(SHAPE, STEPS, 2);
  private final float[] y = new float[STEPS * SHAPE.outputs()];
  private final AnytimeInference anytime = new AnytimeInference(network, EventBudget.LADDER);

  private float[] at(EventBudget eventBudget) {
    float[] out = new float[y.length];
    network.walk(state, eventBudget, x, STEPS, out);
    return out;
  }

  @Test
  void withoutToleranceItEndsAtFullEffort() {
    AnytimeInference.Spent spent = anytime.run(state, x, STEPS, y, 0, UNBOUNDED);
    assertEquals(EventBudget.FULL, spent.reached());
    assertEquals(3, spent.walks());
    assertEquals(3L * STEPS, spent.operations().steps());
    assertFalse(spent.settled());
    assertArrayEquals(at(EventBudget.FULL), y);
  }

  @Test
  void itStopsWhereTheFinerWalkChangedNoMoreThanTheTolerance() {
    float[] coarse = at(EventBudget.LADDER.get(0));
    float[] finer = at(EventBudget.LADDER.get(1));
    float change = 0;
    for (int i = 0; i < y.length; i++) {
      change = Math.max(change, Math.abs(finer[i] - coarse[i]));
    }
    AnytimeInference.Spent spent = anytime.run(state, x, STEPS, y, change, UNBOUNDED);
    assertEquals(2, spent.walks());
    assertEquals(change, spent.change());
    assertTrue(spent.settled());
    assertArrayEquals(finer, y);
    assertEquals(3, anytime.run(state, x, STEPS, y, Math.nextDown(change), UNBOUNDED).walks());
  }

  @Test
  void aNetworkThatHasNothingToSaySaysItCoarsely() {
    Weights quiet = Sample.weights(SHAPE, 3);
    for (int i = SHAPE.output(); i < SHAPE.parameters(); i++) {
      quiet.values()[i] *= 1e-3f;
    }
    EventNetwork whisper = new EventNetwork(QuantisedWeights.of(quiet), 4);
    AnytimeInference.Spent spent =
        new AnytimeInference(whisper, EventBudget.LADDER)
            .run(whisper.newState(), x, STEPS, y, 0.05f, UNBOUNDED);
    assertEquals(1, spent.walks());
    assertEquals(EventBudget.LADDER.getFirst(), spent.reached());
    assertTrue(spent.settled());
    assertTrue(spent.operations().macs() < spent.operations().dense() / 4);
  }

  @Test
  void theBudgetIsKeptButForTheFirstWalk() {
    AnytimeInference.Spent least = anytime.run(state, x, STEPS, y, 0, 0);
    assertEquals(1, least.walks());
    assertFalse(least.settled());
    assertArrayEquals(at(EventBudget.LADDER.getFirst()), y);
    long all = anytime.run(state, x, STEPS, y, 0, UNBOUNDED).operations().synaptic();
    int most = 0;
    for (long budget = 0; budget < 4 * all; budget += all / 10) {
      AnytimeInference.Spent spent = anytime.run(state, x, STEPS, y, 0, budget);
      assertTrue(spent.walks() == 1 || spent.operations().synaptic() <= budget);
      assertTrue(spent.walks() >= most, "more budget, no fewer walks");
      most = spent.walks();
    }
    assertEquals(3, most);
  }

  @Test
  void holdingInputsThatStandStillChangesNoBit() {
    float[] still = new float[x.length];
    int inputs = SHAPE.inputs();
    for (int step = 0; step < STEPS; step++) {
      System.arraycopy(x, step / 4 * 4 * inputs, still, step * inputs, inputs);
    }
    float[] full = new float[y.length];
    // 142 is no multiple of 4: the last look covers two slots.
    network.walk(state, EventBudget.FULL, still, 142, full);
    long events = state.inputEvents();
    network.walk(state, new EventBudget(4, 0), still, 142, y);
    assertArrayEquals(full, y);
    assertEquals(events, state.inputEvents());
  }

  @Test
  void lessEffortTakesFewerEventsAndStaysClose() {
    float[] full = at(EventBudget.FULL);
    long before = state.inputEvents();
    double size = 0;
    for (float value : full) {
      size += Math.abs(value);
    }
    for (EventBudget eventBudget :
        List.of(new EventBudget(1, 0.05f), new EventBudget(1, 0.1f), new EventBudget(1, 0.2f))) {
      float[] out = at(eventBudget);
      assertTrue(state.inputEvents() < before, eventBudget + ": " + state.inputEvents());
      before = state.inputEvents();
      double off = 0;
      for (int i = 0; i < out.length; i++) {
        off += Math.abs(out[i] - full[i]);
      }
      assertTrue(off < 0.1 * size, eventBudget + " is off by " + off / size);
    }
  }

  @Test
  void effortsThatMeanNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new EventBudget(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new EventBudget(1, -0.1f));
    assertThrows(IllegalArgumentException.class, () -> new EventBudget(1, Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> new AnytimeInference(network, List.of()));
  }
}
