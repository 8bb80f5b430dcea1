package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.BaseForecast;
import org.jspecify.annotations.Nullable;

/**
 * The linear stack alone, with a band of its own errors. What it says depends on the history alone;
 * it remembers what makes the next forecast cheap ({@link ForecastRun}). Safe to be asked by
 * several threads, one after the other.
 */
public final class RidgeForecaster implements Forecaster {
  private final LinearBase base;
  private final ErrorBand band;
  private @Nullable ForecastRun forecastRun;

  /**
   * @param base the fitted stack
   * @param band of its errors on rows that it was not fitted to
   */
  public RidgeForecaster(LinearBase base, ErrorBand band) {
    this.base = base;
    this.band = band;
  }

  public LinearBase base() {
    return base;
  }

  public ErrorBand band() {
    return band;
  }

  @Override
  public String id() {
    return "ridge-1";
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
    ForecastRun ahead = forecastRun;
    if (ahead == null) {
      ahead = ForecastRun.of(this);
      forecastRun = ahead;
    }
    ahead.look(history, origin, slots);
    ahead.linear(slots, id(), 1, into);
  }

  /** The forecast in scaled units, from prepared rows. */
  public ScaledForecast scaled(OriginRows rows, BaseForecast forecast) {
    ScaledForecast out = ScaledForecast.of(rows.leads());
    scaled(band, rows, forecast, out);
    return out;
  }

  static void scaled(ErrorBand band, OriginRows rows, BaseForecast forecast, ScaledForecast out) {
    for (int k = 0; k < rows.leads(); k++) {
      float median = forecast.median()[k];
      out.low()[k] = median + band.low()[rows.hour()[k]];
      out.median()[k] = median;
      out.high()[k] = median + band.high()[rows.hour()[k]];
      out.mean()[k] = forecast.mean()[k];
    }
  }
}
