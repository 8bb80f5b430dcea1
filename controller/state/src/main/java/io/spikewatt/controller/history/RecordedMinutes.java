package io.spikewatt.controller.history;

import io.spikewatt.inference.forecast.TimeSeries;

/**
 * What is known of a span of minutes.
 *
 * @param minutes mean of each minute of the span, W; NaN = unknown
 * @param damaged hours that are left out, because their rows are damaged
 */
public record RecordedMinutes(TimeSeries minutes, int damaged) {}
