package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.State;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.spike.event.EventNetwork;
import io.spikewatt.inference.spike.event.EventState;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import java.util.Arrays;

/**
 * A spiking network that predicts the residual of a base forecast. It always runs on its 8-bit
 * weights, driven by events: in the comparison of training snapshots, in service and from a file.
 * Immutable.
 */
public final class ResidualNetwork {
  /** P10, P50, P90 on the base's median, and the mean on the base's mean. */
  public static final int OUTPUTS = 4;

  private final Weights weights;
  private final QuantisedWeights quantised;
  private final EventNetwork events;
  private final NetworkInputs inputs;
  private final int stepsPerHour;

  /** A trained network of {@link #OUTPUTS} finite outputs, its inputs, and steps an hour. */
  public ResidualNetwork(Weights weights, NetworkInputs inputs, int stepsPerHour) {
    this(weights, QuantisedWeights.of(weights), inputs, stepsPerHour);
  }

  /** A network that was kept. */
  public ResidualNetwork(QuantisedWeights quantised, NetworkInputs inputs, int stepsPerHour) {
    this(quantised.dequantised(), quantised, inputs, stepsPerHour);
  }

  private ResidualNetwork(
      Weights weights, QuantisedWeights quantised, NetworkInputs inputs, int stepsPerHour) {
    this.weights = weights;
    this.quantised = quantised;
    this.inputs = inputs;
    this.stepsPerHour = stepsPerHour;
    events = new EventNetwork(quantised, stepsPerHour);
  }

  public Topology topology() {
    return weights.topology();
  }

  /** The trained weights; for a stored network, its dequantised bytes. */
  public Weights weights() {
    return weights;
  }

  /** What it runs on. */
  public QuantisedWeights quantised() {
    return quantised;
  }

  public NetworkInputs inputs() {
    return inputs;
  }

  public int stepsPerHour() {
    return stepsPerHour;
  }

  /** The network's correction of its base, and the number of spikes. */
  public record Reading(ScaledForecast forecast, long spikes) {}

  /** Reusable buffers for one evaluation; confined to one thread. */
  static final class Scratch {
    private final EventState state;
    private final int[] grid;
    private final int[] x;
    private final float[] y;

    private Scratch(EventState state, int features, int inputs, int leads) {
      this.state = state;
      grid = new int[leads * features];
      x = new int[leads * inputs];
      y = new float[leads * OUTPUTS];
    }
  }

  /** {@code features} is the number in a row, with those that the network does not see. */
  Scratch scratch(int features, int leads) {
    return new Scratch(events.newState(), features, topology().inputs(), leads);
  }

  /** Reads all leads; state starts at zero at each origin. */
  public Reading read(OriginRows rows, BaseForecast base) {
    ScaledForecast out = ScaledForecast.of(rows.leads());
    long spikes = read(rows, base, scratch(rows.features(), rows.leads()), out);
    return new Reading(out, spikes);
  }

  /**
   * As {@link #read(OriginRows, BaseForecast)}, without allocation. A NaN base gives a NaN
   * forecast.
   *
   * @param scaledForecast as many leads as the rows
   * @return number of spikes
   */
  long read(OriginRows rows, BaseForecast base, Scratch scratch, ScaledForecast scaledForecast) {
    if (inputs.fill(rows, base, scratch.grid, scratch.x)) {
      events.walk(scratch.state, scratch.x, rows.leads(), scratch.y);
    } else {
      events.reset(scratch.state);
      Arrays.fill(scratch.y, Float.NaN);
    }
    say(base, scratch.y, scaledForecast);
    return scratch.state.spikes();
  }

  /**
   * The oracle: the same in float, on the weights as they were trained. Slow. Over one horizon its
   * median differs from {@link #read}'s by a few percent of the mean residual, and neither
   * forecasts better (tests hold both to that).
   */
  public Reading readFloat(OriginRows rows, BaseForecast base) {
    Network network = new Network(weights, stepsPerHour);
    State state = new State(topology());
    float[] x = inputs.of(rows, base);
    float[] y = new float[rows.leads() * OUTPUTS];
    float[] step = new float[OUTPUTS];
    for (int k = 0; k < rows.leads(); k++) {
      network.step(state, x, k * topology().inputs(), step);
      System.arraycopy(step, 0, y, k * OUTPUTS, OUTPUTS);
    }
    ScaledForecast out = ScaledForecast.of(rows.leads());
    say(base, y, out);
    return new Reading(out, state.spikes());
  }

  private void say(BaseForecast base, float[] y, ScaledForecast scaledForecast) {
    float unit = inputs.residual();
    for (int k = 0; k < scaledForecast.leads(); k++) {
      int at = k * OUTPUTS;
      float median = base.median()[k];
      scaledForecast.low()[k] = median + unit * Math.min(y[at], y[at + 1]);
      scaledForecast.median()[k] = median + unit * y[at + 1];
      scaledForecast.high()[k] = median + unit * Math.max(y[at + 1], y[at + 2]);
      scaledForecast.mean()[k] = base.mean()[k] + unit * y[at + 3];
    }
  }
}
