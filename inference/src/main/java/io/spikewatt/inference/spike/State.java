package io.spikewatt.inference.spike;

import java.util.Arrays;

/** State of a network between steps, and its scratch buffers. One per thread. */
public final class State {
  final float[] current;
  final float[] membrane;
  final float[] spike;
  final float[] trace;
  private long spikes;

  public State(Topology topology) {
    int n = topology.hidden();
    current = new float[n];
    membrane = new float[n];
    spike = new float[n];
    trace = new float[n];
  }

  /** Resets the state, as at the start of a forecast. */
  public void reset() {
    Arrays.fill(membrane, 0);
    Arrays.fill(spike, 0);
    Arrays.fill(trace, 0);
    spikes = 0;
  }

  /** Spikes since the last reset. */
  public long spikes() {
    return spikes;
  }

  void countSpike() {
    spikes++;
  }
}
