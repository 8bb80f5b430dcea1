package io.spikewatt.inference.spike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.spike.event.EventBudget;
import io.spikewatt.inference.spike.event.EventNetwork;
import io.spikewatt.inference.spike.event.EventState;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import org.junit.jupiter.api.Test;

/** Counts that can be made by hand. */
class OperationCountsTest {
  /** Two inputs, two neurons, one output, a step an hour. */
  private static final Topology SHAPE = new Topology(2, 2, 1);

  /**
   * The first neuron spikes whenever input 0 is 1, the second never: its only weight is from input
   * 1, which is negative. One weight of each matrix is 0.
   */
  private static Weights weights() {
    float[] w = new float[SHAPE.parameters()];
    w[0] = 2;
    w[1] = 0;
    w[2] = 0;
    w[3] = 1;
    w[SHAPE.output()] = 0.5f;
    w[SHAPE.output() + 1] = 0.5f;
    w[SHAPE.skip()] = 0;
    w[SHAPE.skip() + 1] = 0.25f;
    return new Weights(SHAPE, w);
  }

  /** Input 0 comes in the second of four steps and stays; input 1 is -1 from the third on. */
  private static final float[] X = {0, 0, 1, 0, 1, -1, 1, -1};

  @Test
  void theFloatPathMultipliesInputsAndTracesThatAreNotZero() {
    OperationCounts done = OperationCounter.count(weights(), 1, X, 4);
    // Input 0 has one weight, three times; input 1 two, twice; the first trace one, three times.
    assertEquals(3 + 4 + 3, done.macs());
    assertEquals(0, done.acs());
    assertEquals(new OperationCounts(4, 4 * 8, 10, 0, 8, 8, 3), done);
    assertEquals(1 - 3 / 8.0, done.activationSparsity());
  }

  @Test
  void theEventPathMultipliesChangesAndAddsSpikes() {
    EventNetwork network = new EventNetwork(QuantisedWeights.of(weights()), 1);
    EventState state = network.newState();
    network.walk(state, EventBudget.FULL, X, 4, new float[4]);
    OperationCounts done = network.operations(state);
    // Each input changes once; both neurons' traces leak alike and are one.
    assertEquals(new OperationCounts(4, 4 * 8, 1 + 2, 3, 8, 4, 3), done);
    assertEquals(6, done.synaptic());
    assertEquals(2 * 6, done.plus(done).synaptic());
  }

  @Test
  void bytesAndZerosAreTheNetworks() {
    NetworkFootprint asFloat = NetworkFootprint.of(weights());
    assertEquals(4 * SHAPE.parameters(), asFloat.bytes());
    assertEquals(3 / 8.0, asFloat.connectionSparsity());
    NetworkFootprint asBytes = QuantisedWeights.of(weights()).footprint();
    assertEquals(SHAPE.parameters() + 4 + 26 + 4, asBytes.bytes());
    assertEquals(3 / 8.0, asBytes.connectionSparsity());
  }

  @Test
  void nothingDoneIsAllSilence() {
    assertEquals(1, OperationCounts.NONE.activationSparsity());
    assertEquals(0, EnergyEstimate.loihi(OperationCounts.NONE).picojoules());
  }

  @Test
  void energyIsCountsTimesPublishedConstantsAndSaysSo() {
    OperationCounts done = new OperationCounts(10, 1000, 100, 30, 50, 20, 5);
    EnergyEstimate loihi = EnergyEstimate.loihi(done);
    assertEquals(30 * 23.6 + 5 * 81 + (45 + 20) * 52, loihi.picojoules(), 1e-9);
    assertEquals(30 * 26, EnergyEstimate.trueNorth(done).picojoules(), 1e-9);
    assertEquals(100 * 4.6 + 30 * 0.9, EnergyEstimate.cmos45(done).picojoules(), 1e-9);
    for (EnergyEstimate each :
        new EnergyEstimate[] {loihi, EnergyEstimate.trueNorth(done), EnergyEstimate.cmos45(done)}) {
      assertTrue(each.label().startsWith("estimate:"));
    }
  }
}
