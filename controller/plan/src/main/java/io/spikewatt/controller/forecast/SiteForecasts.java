package io.spikewatt.controller.forecast;

import io.spikewatt.inference.forecast.Forecast;
import java.util.Map;
import java.util.Optional;

/**
 * The forecasts of the site, with one origin.
 *
 * @param load uncontrolled consumption, W, positive as consumed
 * @param pv potential production of PV, W
 * @param wind potential production of wind, W; empty on a site without wind
 * @param weather how far predicted weather is in a series' forecast, by {@code pv} and {@code
 *     wind}; empty without a source of weather
 */
public record SiteForecasts(
    Forecast load, Forecast pv, Optional<Forecast> wind, Map<String, WeatherUse> weather) {

  public SiteForecasts {
    weather = Map.copyOf(weather);
  }

  /** Without a source of weather. */
  public SiteForecasts(Forecast load, Forecast pv, Optional<Forecast> wind) {
    this(load, pv, wind, Map.of());
  }

  /**
   * Production that can be used or curtailed, W: PV, and wind if there is any. Their errors are
   * independent, so distances of the quantiles add as squares.
   */
  public Forecast production() {
    return wind.map(other -> sum(pv, other)).orElse(pv);
  }

  private static Forecast sum(Forecast a, Forecast b) {
    int slots = Math.min(a.slots(), b.slots());
    double[] p10 = new double[slots];
    double[] p50 = new double[slots];
    double[] p90 = new double[slots];
    double[] mean = new double[slots];
    for (int k = 0; k < slots; k++) {
      p50[k] = a.p50()[k] + b.p50()[k];
      p10[k] = p50[k] - Math.hypot(a.p50()[k] - a.p10()[k], b.p50()[k] - b.p10()[k]);
      p90[k] = p50[k] + Math.hypot(a.p90()[k] - a.p50()[k], b.p90()[k] - b.p50()[k]);
      mean[k] = a.mean()[k] + b.mean()[k];
    }
    return new Forecast(a.origin(), a.slot(), p10, p50, p90, mean, a.model() + " + " + b.model());
  }
}
