package io.spikewatt.controller.forecast;

import java.util.Optional;

/**
 * How far predicted weather is in a series' forecast, and why not farther.
 *
 * @param share 0 = the forecast without weather, 1 = the one with it
 * @param obstacle reason for less than the whole; empty = none
 * @param flaw of the predictions, whatever their share; empty = none is known
 */
public record WeatherUse(double share, Optional<Obstacle> obstacle, Optional<Flaw> flaw) {

  /** Predictions without a known flaw. */
  public WeatherUse(double share, Optional<Obstacle> obstacle) {
    this(share, obstacle, Optional.empty());
  }

  /** What is wrong with predictions that may be used all the same. */
  public enum Flaw {
    /** The newest prediction is more than half a day old. */
    OLD,
    /** A plant lately made much less of the predicted irradiance than before. */
    TOO_BRIGHT,
    /** A plant lately made much more of it. */
    TOO_DULL
  }

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

  /** The same predictions, with their flaw. */
  WeatherUse with(Optional<Flaw> found) {
    return new WeatherUse(share, obstacle, found);
  }

  /** Whole percent of the forecast with weather. */
  public int sharePct() {
    return (int) Math.round(100 * share);
  }
}
