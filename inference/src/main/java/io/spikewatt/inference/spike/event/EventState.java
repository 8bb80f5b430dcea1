package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.Topology;
import java.util.Arrays;

/** State, buffers and counts of an {@link EventNetwork}. One per thread, made by its network. */
public final class EventState {
  /** Number of rows added in one pass over the sums. */
  static final int AT_ONCE = 4;

  /** Inputs of this step in steps of their grid, [inputs]. */
  final int[] now;

  /** Inputs as the sums have them, in steps of their grid, [inputs]. */
  final int[] quantised;

  /** Inputs that changed in this step, and by how much; filled up to a whole pass. */
  final int[] changed;

  final int[] change;

  /** Means of inputs that are held, [inputs]. */
  final float[] held;

  /** Weights times inputs: neurons, outputs' skips, padding; [width]. */
  final int[] sum;

  /** [width]; 0 right after a spike. */
  final float[] membrane;

  /** Whether the membrane is above the threshold, 0 or 1, [width]. */
  final int[] over;

  /** Neurons that spiked in this step, plus one unused entry for branch-free writes. */
  final int[] fired;

  /** Weights of this step's spikes, and their traces, [outputs][groups]. */
  final int[] arrived;

  final float[] trace;

  final float[] output;

  long steps;
  long inputEvents;
  long macs;
  long acs;
  long spikes;

  EventState(Topology shape, int width, int traces) {
    now = new int[shape.inputs()];
    quantised = new int[shape.inputs()];
    changed = new int[shape.inputs() + AT_ONCE];
    change = new int[shape.inputs() + AT_ONCE];
    held = new float[shape.inputs()];
    sum = new int[width];
    membrane = new float[width];
    over = new int[width];
    fired = new int[shape.hidden() + 1];
    arrived = new int[traces];
    trace = new float[traces];
    output = new float[shape.outputs()];
  }

  void reset(int[] bias) {
    Arrays.fill(quantised, 0);
    System.arraycopy(bias, 0, sum, 0, sum.length);
    Arrays.fill(membrane, 0);
    Arrays.fill(trace, 0);
    steps = 0;
    inputEvents = 0;
    macs = 0;
    acs = 0;
    spikes = 0;
  }

  /** Holds the mean of some steps' inputs. */
  void average(float[] x, int step, int count) {
    int inputs = held.length;
    for (int f = 0; f < inputs; f++) {
      float sum = 0;
      for (int k = 0; k < count; k++) {
        sum += x[(step + k) * inputs + f];
      }
      held[f] = sum / count;
    }
  }

  /** Spikes since the last reset. */
  public long spikes() {
    return spikes;
  }

  /** Inputs that changed since the last reset, over all steps. */
  public long inputEvents() {
    return inputEvents;
  }
}
