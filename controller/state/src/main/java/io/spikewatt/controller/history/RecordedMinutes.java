package io.spikewatt.controller.history;

import io.spikewatt.inference.forecast.TimeSeries;

/**
 * Recorded minutes of a span of time.
 *
 * @param minutes mean of each minute of the span, W; NaN = unknown
 * @param damaged hours that are left out, because their rows are damaged
 */
public record RecordedMinutes(TimeSeries minutes, int damaged) {}
