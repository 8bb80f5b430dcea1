package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;

/**
 * The linear stack, and a spiking network that walks along the horizon and says what is left: its
 * median, its mean and its P10 and P90. Immutable.
 *
 * @param ridge the fitted stack and its band
 * @param network of the residual
 * @param blend how much of it is believed
 */
public record SpikingForecaster(RidgeForecaster ridge, ResidualNetwork network, Blend blend)
    implements Forecaster {

  @Override
  public String id() {
    return "spiking-1";
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    LinearBase base = ridge.base();
    View view = base.view(history, slots);
    ScaledForecast plain = blended(view.ahead());
    return base.finish(history, view.ahead(), plain.times(level(view)), id());
  }

  private ScaledForecast blended(OriginRows rows) {
    BaseForecast stack = ridge.base().stack().predict(rows);
    return blend.of(network.read(rows, stack).forecast(), ridge.scaled(rows, stack));
  }

  private double level(View view) {
    return view.level(then -> blended(then).median());
  }

  /**
   * Both forecasts that are in it, for the price of one.
   *
   * @param ridge the linear stack alone
   * @param spiking as {@link #forecast} says it
   * @param spikesPerStep mean number of spikes of the network in a slot
   */
  public record Parts(Forecast ridge, Forecast spiking, double spikesPerStep) {}

  /** As {@link #forecast}, in parts. */
  public Parts parts(TimeSeries history, int slots) {
    LinearBase base = ridge.base();
    View view = base.view(history, slots);
    OriginRows rows = view.ahead();
    BaseForecast stack = base.stack().predict(rows);
    ScaledForecast linear = ridge.scaled(rows, stack);
    ResidualNetwork.Reading net = network.read(rows, stack);
    return new Parts(
        base.finish(history, rows, linear.times(ridge.level(view)), ridge.id()),
        base.finish(history, rows, blend.of(net.forecast(), linear).times(level(view)), id()),
        (double) net.spikes() / slots);
  }
}
