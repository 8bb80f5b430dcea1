package io.spikewatt.inference.learnt;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.TimeSeries;

/**
 * The linear stack, and a spiking network that walks along the horizon and forecasts the stack's
 * residual: its median, its mean and its P10 and P90.
 */
public final class SpikingForecaster extends LearntForecaster {
  private final RidgeForecaster ridge;
  private final ResidualNetwork network;
  private final NetworkBlend blend;

  /** A fitted stack with its band, the network of the residual, and the network's weight. */
  public SpikingForecaster(RidgeForecaster ridge, ResidualNetwork network, NetworkBlend blend) {
    this.ridge = ridge;
    this.network = network;
    this.blend = blend;
  }

  @Override
  public LinearBase base() {
    return ridge.base();
  }

  public RidgeForecaster ridge() {
    return ridge;
  }

  public ResidualNetwork network() {
    return network;
  }

  public NetworkBlend blend() {
    return blend;
  }

  @Override
  public String id() {
    return "spiking-1";
  }

  @Override
  ForecastRun newRun() {
    return new ForecastRun(base(), ridge.band(), network, blend);
  }

  @Override
  void write(ForecastRun run, int slots, ForecastBuffer into) {
    run.blended(slots, id(), into);
  }

  /** The linear stack's and the whole forecast, and the network's mean spikes in a slot. */
  public record Parts(Forecast ridge, Forecast spiking, double spikesPerStep) {}

  /** As {@link #forecast}, in parts; the factor is for the band of the linear models alone. */
  public synchronized Parts parts(TimeSeries history, int slots, double ridgeSpread) {
    ForecastRun run = look(history, history.values().length, slots);
    ForecastBuffer into = new ForecastBuffer(slots);
    run.linear(slots, ridge.id(), ridgeSpread, into);
    Forecast linear = into.toForecast(history.end(), history.step());
    run.blended(slots, id(), into);
    Forecast both = into.toForecast(history.end(), history.step());
    return new Parts(linear, both, (double) run.spikes() / base().settings().horizon());
  }
}
