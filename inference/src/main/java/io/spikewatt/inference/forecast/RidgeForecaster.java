package io.spikewatt.inference.forecast;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;

/**
 * The linear stack alone, with a band of its own errors. Immutable.
 *
 * @param base the fitted stack
 * @param band of its errors on rows that it was not fitted to
 */
public record RidgeForecaster(LinearBase base, ErrorBand band) implements Forecaster {

  @Override
  public String id() {
    return "ridge-1";
  }

  @Override
  public Forecast forecast(TimeSeries history, int slots) {
    View view = base.view(history, slots);
    OriginRows rows = view.ahead();
    ScaledForecast plain = scaled(rows, base.stack().predict(rows));
    return base.finish(history, rows, plain.times(level(view)), id());
  }

  /** How outcomes compare with these forecasts, lately. */
  double level(View view) {
    return view.level(then -> base.stack().predict(then).median());
  }

  /** The forecast in scaled units, from prepared rows. */
  public ScaledForecast scaled(OriginRows rows, BaseForecast forecast) {
    float[] low = new float[rows.leads()];
    float[] high = new float[rows.leads()];
    for (int k = 0; k < rows.leads(); k++) {
      low[k] = forecast.median()[k] + band.low()[rows.hour()[k]];
      high[k] = forecast.median()[k] + band.high()[rows.hour()[k]];
    }
    return new ScaledForecast(low, forecast.median(), high, forecast.mean());
  }
}
