package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.learnt.ScaledForecast;
import io.spikewatt.inference.linear.ForecastBounds;
import java.util.List;
import java.util.function.IntFunction;

/** The rows that candidates are compared on, as flat arrays: origin by origin, all leads. */
final class ValidationRows {
  private final List<OriginRows> origins;
  private final ForecastBounds forecastBounds;
  private final double[] actual;
  private final double[] daylight;

  ValidationRows(List<OriginRows> origins, ForecastBounds forecastBounds) {
    this.origins = origins;
    this.forecastBounds = forecastBounds;
    int leads = origins.getFirst().leads();
    actual = new double[origins.size() * leads];
    daylight = new double[actual.length];
    for (int i = 0; i < actual.length; i++) {
      OriginRows rows = origins.get(i / leads);
      actual[i] = rows.target()[i % leads];
      daylight[i] = rows.dark()[i % leads] ? Double.NaN : actual[i];
    }
  }

  /** Outcomes, NaN where unknown; scaled units. */
  double[] actual() {
    return actual;
  }

  /** Outcomes in daylight only. */
  double[] daylight() {
    return daylight;
  }

  /** One candidate's forecasts, bounded; one value a row each. */
  record Flat(double[] low, double[] median, double[] high, double[] mean) {}

  /** Lays out a candidate's forecasts of all origins. */
  Flat flat(IntFunction<ScaledForecast> forecasts) {
    Flat flat =
        new Flat(
            new double[actual.length],
            new double[actual.length],
            new double[actual.length],
            new double[actual.length]);
    int at = 0;
    for (int i = 0; i < origins.size(); i++) {
      ScaledForecast forecast = forecasts.apply(i);
      for (int k = 0; k < origins.get(i).leads(); k++, at++) {
        boolean dark = origins.get(i).dark()[k];
        flat.low[at] = forecastBounds.clip(forecast.low()[k], dark);
        flat.median[at] = forecastBounds.clip(forecast.median()[k], dark);
        flat.high[at] = forecastBounds.clip(forecast.high()[k], dark);
        flat.mean[at] = forecastBounds.clip(forecast.mean()[k], dark);
      }
    }
    return flat;
  }
}
