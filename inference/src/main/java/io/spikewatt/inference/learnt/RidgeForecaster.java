package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.BaseForecast;

/** The linear stack alone, with a band of its own errors. */
public final class RidgeForecaster extends LearntForecaster {
  private final LinearBase base;
  private final ErrorBand band;

  /** A fitted stack, and the band of its errors on rows that it was not fitted to. */
  public RidgeForecaster(LinearBase base, ErrorBand band) {
    this.base = base;
    this.band = band;
  }

  @Override
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
  ForecastRun newRun() {
    return new ForecastRun(base, band, null, new NetworkBlend(0, 0, 1));
  }

  @Override
  void write(ForecastRun run, int slots, ForecastBuffer into) {
    run.linear(slots, id(), 1, into);
  }

  /** As {@link #forecast(TimeSeries, int)}, with a factor on the band. */
  public synchronized Forecast forecast(TimeSeries history, int slots, double spread) {
    ForecastRun run = look(history, history.values().length, slots);
    ForecastBuffer into = new ForecastBuffer(slots);
    run.linear(slots, id(), spread, into);
    return into.toForecast(history.end(), history.step());
  }

  /** The forecast in scaled units, from prepared rows. */
  public ScaledForecast scaled(OriginRows rows, BaseForecast forecast) {
    ScaledForecast out = ScaledForecast.of(rows.leads());
    band.around(rows, forecast, out);
    return out;
  }
}
