package io.spikewatt.controller.forecast;

import io.spikewatt.inference.forecast.Forecast;

/**
 * Both forecasts of the site, with one origin.
 *
 * @param load uncontrolled consumption, W, positive as consumed
 * @param pv production as the sun would give it, W
 */
public record SiteForecasts(Forecast load, Forecast pv) {}
