package io.spikewatt.controller.history;

import java.time.Instant;

/**
 * A predicted value with its origin.
 *
 * @param value in the quantity's unit
 * @param source that predicted it
 * @param issued time from which on it was known
 */
public record PredictedWeather(double value, String source, Instant issued) {}
