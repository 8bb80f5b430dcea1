package io.spikewatt.controller.forecast;

import java.util.Optional;

/**
 * How far predicted weather is in a series' forecast, and why not farther.
 *
 * @param share 0 = the forecast without weather, 1 = the one with it
 * @param obstacle reason for less than the whole; empty = none
 */
public record WeatherUse(double share, Optional<Obstacle> obstacle) {

  /** Reason why predicted weather is not used, or not wholly. */
  public enum Obstacle {
    /** Less than three quarters of the next day are predicted. */
    MISSING,
    /** The newest prediction is more than a day old. */
    LATE,
    /** Forecasts with it erred as much lately as those without it. */
    NO_GAIN,
    /** Its forecasts have no record of a week yet. */
    UNPROVEN
  }

  /** Whole percent of the forecast with weather. */
  public int sharePct() {
    return (int) Math.round(100 * share);
  }
}
