package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.Topology;
import java.util.Arrays;

/**
 * The network of {@code io.spikewatt.inference.spike.Network} on 8-bit weights, driven by events.
 * An event is an input that changed, or a spike:
 *
 * <pre>
 *   sum += q_in (x - x before)              integers, for changed inputs only
 *   v    = beta v (1 - s) + gain sum        gain = 2 (1 - beta) scale
 *   s    = [v > 1]
 *   u_g  = kappa_g u_g + (1 - kappa_g) sum of q_out over g's spikes
 *   y    = scale (sum of u_g) + scale sum + b_out
 * </pre>
 *
 * <p>Inputs are rounded to 1/1024, 16 bits, so sums are exact in 32-bit integers: adding changes in
 * any order gives the same bits as adding everything anew. Neurons of the same trace leak share one
 * trace an output, so the read-out only adds weights of spikes. Float operations have a fixed
 * order: the same bits on every machine. Outputs differ from those of the weights before
 * quantisation by less than 1 % of their mean size on average ({@code QuantisationErrorTest}).
 * Allocates nothing in a step. The caller owns the state.
 */
public final class EventNetwork {
  private static final int SIGN = 31;

  private static final float BEYOND = 1 << 24;

  private final Topology shape;
  private final EventTables tables;

  public EventNetwork(QuantisedWeights weights, int stepsPerHour) {
    shape = weights.topology();
    tables = new EventTables(weights, 1.0 / stepsPerHour);
  }

  public Topology topology() {
    return shape;
  }

  /** A state as at the start of a forecast. */
  public EventState newState() {
    EventState state = new EventState(shape, tables.width, tables.kappa.length);
    reset(state);
    return state;
  }

  /** Forgets everything, counts too. */
  public void reset(EventState state) {
    state.reset(tables.bias);
  }

  /**
   * A whole forecast from a reset state.
   *
   * @param x steps × inputs
   * @param y steps × outputs, replaced
   * @return the greatest difference between what {@code y} held and what it holds
   * @throws IllegalArgumentException if an input is not finite
   */
  public float walk(EventState state, EventBudget eventBudget, float[] x, int steps, float[] y) {
    reset(state);
    int inputs = shape.inputs();
    int threshold = (int) (eventBudget.threshold() * InputGrid.PER_UNIT);
    float change = 0;
    for (int step = 0; step < steps; step++) {
      int since = step % eventBudget.hold();
      if (eventBudget.hold() == 1) {
        quantise(x, step * inputs, state.now);
        listen(state, state.now, 0, threshold);
      } else if (since == 0) {
        state.average(x, step, Math.min(eventBudget.hold(), steps - step));
        quantise(state.held, 0, state.now);
        listen(state, state.now, 0, threshold);
      }
      advance(state);
      change = Math.max(change, say(state, y, step));
    }
    return change;
  }

  /** A whole forecast from a reset state; x: steps × inputs on {@link InputGrid}, y: outputs. */
  public void walk(EventState state, int[] x, int steps, float[] y) {
    reset(state);
    for (int step = 0; step < steps; step++) {
      listen(state, x, step * shape.inputs(), 0);
      advance(state);
      say(state, y, step);
    }
  }

  private float say(EventState state, float[] y, int step) {
    int outputs = shape.outputs();
    float change = 0;
    for (int o = 0; o < outputs; o++) {
      change = Math.max(change, Math.abs(state.output[o] - y[step * outputs + o]));
      y[step * outputs + o] = state.output[o];
    }
    return change;
  }

  private static void quantise(float[] x, int at, int[] to) {
    for (int f = 0; f < to.length; f++) {
      to[f] = InputGrid.of(x[at + f]);
    }
  }

  /**
   * One step at full effort.
   *
   * @param x inputs from {@code at} on
   * @param y receives the outputs
   * @throws IllegalArgumentException if an input is not finite; the state must then be reset
   */
  public void step(EventState state, float[] x, int at, float[] y) {
    quantise(x, at, state.now);
    listen(state, state.now, 0, 0);
    advance(state);
    System.arraycopy(state.output, 0, y, 0, shape.outputs());
  }

  /** Operations since the last reset. */
  public OperationCounts operations(EventState state) {
    return new OperationCounts(
        state.steps,
        state.steps * OperationCounts.denseStep(shape),
        state.macs,
        state.acs,
        state.steps * shape.hidden(),
        state.steps * tables.kappa.length,
        state.spikes);
  }

  private void advance(EventState state) {
    int fired = fire(state);
    send(state, fired);
    readOut(state);
    state.steps++;
    state.spikes += fired;
  }

  private void listen(EventState state, int[] x, int at, int threshold) {
    int[] before = state.quantised;
    int[] changed = state.changed;
    int[] change = state.change;
    int count = 0;
    for (int f = 0; f < before.length; f++) {
      int by = x[at + f] - before[f];
      changed[count] = f;
      change[count] = by;
      // Below 0 exactly if the change is beyond the threshold: no branch, as in fire.
      count += (threshold - Math.abs(by)) >>> SIGN;
    }
    long macs = 0;
    for (int i = 0; i < count; i++) {
      int f = changed[i];
      before[f] += change[i];
      macs += tables.rowMacs[f];
    }
    state.macs += macs;
    state.inputEvents += count;
    // The last pass is filled up with inputs that change by nothing.
    for (int i = count; i < count + EventState.AT_ONCE - 1; i++) {
      changed[i] = 0;
      change[i] = 0;
    }
    for (int i = 0; i < count; i += EventState.AT_ONCE) {
      add(state, i);
    }
  }

  /** Adds the changes of four inputs in one pass over the sums. */
  private void add(EventState state, int at) {
    int[] changed = state.changed;
    int[] a = tables.rows[changed[at]];
    int[] b = tables.rows[changed[at + 1]];
    int[] c = tables.rows[changed[at + 2]];
    int[] d = tables.rows[changed[at + 3]];
    int byA = state.change[at];
    int byB = state.change[at + 1];
    int byC = state.change[at + 2];
    int byD = state.change[at + 3];
    int[] sum = state.sum;
    for (int j = 0; j < sum.length; j++) {
      sum[j] += byA * a[j] + byB * b[j] + byC * c[j] + byD * d[j];
    }
  }

  private int fire(EventState state) {
    float[] v = state.membrane;
    float[] beta = tables.beta;
    float[] gain = tables.gain;
    int[] sum = state.sum;
    int[] over = state.over;
    for (int j = 0; j < v.length; j++) {
      v[j] = beta[j] * v[j] + gain[j] * sum[j];
      // Below 0 exactly if v > 1, which then is so by 2^-23 at least; in vectors.
      over[j] = (int) ((1 - v[j]) * BEYOND) >>> SIGN;
    }
    int[] fired = state.fired;
    int count = 0;
    int n = shape.hidden();
    for (int j = 0; j < n; j++) {
      fired[count] = j;
      // No branch, which would be taken at random.
      count += over[j];
    }
    return count;
  }

  private void send(EventState state, int fired) {
    int outputs = shape.outputs();
    int[] arrived = state.arrived;
    int groups = arrived.length / outputs;
    int[] fanOut = tables.fanOut;
    long acs = 0;
    for (int i = 0; i < fired; i++) {
      int j = state.fired[i];
      state.membrane[j] = 0;
      int to = tables.arrivesAt[j];
      int from = j * outputs;
      for (int o = 0; o < outputs; o++) {
        arrived[to] += fanOut[from + o];
        to += groups;
      }
      acs += tables.fanOutAcs[j];
    }
    state.acs += acs;
  }

  private void readOut(EventState state) {
    float[] trace = state.trace;
    float[] kappa = tables.kappa;
    float[] keep = tables.keep;
    int[] arrived = state.arrived;
    for (int i = 0; i < trace.length; i++) {
      trace[i] = kappa[i] * trace[i] + keep[i] * arrived[i];
    }
    Arrays.fill(arrived, 0);
    int groups = trace.length / shape.outputs();
    float[] y = state.output;
    for (int o = 0; o < y.length; o++) {
      float traces = trace[o * groups];
      for (int i = o * groups + 1; i < (o + 1) * groups; i++) {
        traces += trace[i];
      }
      y[o] =
          tables.outputGain[o] * traces
              + tables.skipGain[o] * state.sum[shape.hidden() + o]
              + tables.outputBias[o];
    }
  }
}
