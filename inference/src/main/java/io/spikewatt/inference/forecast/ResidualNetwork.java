package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.State;
import io.spikewatt.inference.spike.Weights;

/**
 * A spiking network and what it needs to speak of a base forecast's residual. Immutable.
 *
 * @param weights of a network with {@link #OUTPUTS} outputs
 * @param inputs how rows become its inputs
 * @param stepsPerHour steps of the horizon in an hour
 */
public record ResidualNetwork(Weights weights, NetworkInputs inputs, int stepsPerHour) {
  /** P10, P50, P90 on the base's median, and the mean on the base's mean. */
  public static final int OUTPUTS = 4;

  /** What the network adds to its base, and how many spikes that took. */
  public record Reading(ScaledForecast forecast, long spikes) {}

  /** Reads all leads; state starts at zero at each origin. */
  public Reading read(OriginRows rows, BaseForecast base) {
    Network network = new Network(weights, stepsPerHour);
    State state = new State(weights.topology());
    float[] x = inputs.of(rows, base);
    int width = weights.topology().inputs();
    int leads = rows.leads();
    float[] y = new float[OUTPUTS];
    ScaledForecast out =
        new ScaledForecast(new float[leads], new float[leads], new float[leads], new float[leads]);
    for (int k = 0; k < leads; k++) {
      network.step(state, x, k * width, y);
      float median = base.median()[k];
      out.low()[k] = median + inputs.residual() * Math.min(y[0], y[1]);
      out.median()[k] = median + inputs.residual() * y[1];
      out.high()[k] = median + inputs.residual() * Math.max(y[1], y[2]);
      out.mean()[k] = base.mean()[k] + inputs.residual() * y[3];
    }
    return new Reading(out, state.spikes());
  }
}
