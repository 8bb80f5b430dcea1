package io.spikewatt.config.source;

import java.util.Optional;

/**
 * One quantity of the weather in an answer.
 *
 * @param quantity the predicted quantity
 * @param value path, column or element of its values
 * @param unit of the values
 * @param stamp meaning of their times
 * @param heightM height of a wind speed above ground, m
 * @param stated where the answer states the unit; empty = nowhere
 * @param optional whether an answer without it is used all the same
 */
public record WeatherField(
    WeatherQuantity quantity,
    String value,
    WeatherUnit unit,
    TimeStampKind stamp,
    double heightM,
    Optional<StatedUnit> stated,
    boolean optional) {

  /** Height at which weather services measure wind, m. */
  public static final double USUAL_HEIGHT_M = 10;
}
