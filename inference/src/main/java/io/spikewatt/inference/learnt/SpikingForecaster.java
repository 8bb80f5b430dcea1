package io.spikewatt.inference.learnt;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import org.jspecify.annotations.Nullable;

/**
 * The linear stack, and a spiking network that walks along the horizon and says what is left: its
 * median, its mean and its P10 and P90. What it says depends on the history alone; it remembers
 * what makes the next forecast cheap ({@link ForecastRun}). Safe to be asked by several threads,
 * one after the other.
 */
public final class SpikingForecaster implements Forecaster {
  private final RidgeForecaster ridge;
  private final ResidualNetwork network;
  private final NetworkBlend networkBlend;
  private @Nullable ForecastRun forecastRun;

  /**
   * @param ridge the fitted stack and its band
   * @param network of the residual
   * @param networkBlend how much of it is believed
   */
  public SpikingForecaster(
      RidgeForecaster ridge, ResidualNetwork network, NetworkBlend networkBlend) {
    this.ridge = ridge;
    this.network = network;
    this.networkBlend = networkBlend;
  }

  public RidgeForecaster ridge() {
    return ridge;
  }

  public ResidualNetwork network() {
    return network;
  }

  public NetworkBlend blend() {
    return networkBlend;
  }

  @Override
  public String id() {
    return "spiking-1";
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    ForecastBuffer out = new ForecastBuffer(slots);
    forecast(history, history.values().length, slots, out);
    return out.toForecast(history.end(), history.step());
  }

  @Override
  public synchronized void forecast(
      TimeSeries history, int origin, int slots, ForecastBuffer into) {
    look(history, origin, slots).blended(slots, id(), into);
  }

  private ForecastRun look(TimeSeries history, int origin, int slots) {
    ForecastRun ahead = forecastRun;
    if (ahead == null) {
      ahead = ForecastRun.of(this);
      forecastRun = ahead;
    }
    ahead.look(history, origin, slots);
    return ahead;
  }

  /**
   * Both forecasts that are in it, for the price of one.
   *
   * @param ridge the linear stack alone
   * @param spiking as {@link #forecast} says it
   * @param spikesPerStep mean number of spikes of the network in a slot
   */
  public record Parts(Forecast ridge, Forecast spiking, double spikesPerStep) {}

  /**
   * As {@link #forecast}, in parts.
   *
   * @param ridgeSpread factor on the linear models' band where they speak alone
   */
  public synchronized Parts parts(TimeSeries history, int slots, double ridgeSpread) {
    ForecastRun ahead = look(history, history.values().length, slots);
    ForecastBuffer out = new ForecastBuffer(slots);
    ahead.linear(slots, ridge.id(), ridgeSpread, out);
    Forecast linear = out.toForecast(history.end(), history.step());
    ahead.blended(slots, id(), out);
    Forecast both = out.toForecast(history.end(), history.step());
    return new Parts(linear, both, (double) ahead.spikes() / ridge.base().settings().horizon());
  }
}
