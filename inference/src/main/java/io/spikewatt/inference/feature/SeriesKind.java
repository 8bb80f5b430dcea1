package io.spikewatt.inference.feature;

/** Kind of a series; decides its features, its bounds and its calendar. */
public enum SeriesKind {
  /** Consumption: follows the wall clock and the week. */
  LOAD,
  /** Photovoltaic production: follows the sun; zero at night, bounded by the capacity. */
  PV,
  /** Wind power: follows neither clock nor sun; bounded by the capacity. */
  WIND;

  /** Whether it follows people's habits: the wall clock and the weekend. */
  public boolean followsWeek() {
    return this == LOAD;
  }

  /** Whether it is zero at night and at most the clear-sky output. */
  public boolean followsSun() {
    return this == PV;
  }

  /** Whether yesterday at the same time predicts better than the last hours and the mean. */
  public boolean hasSeason() {
    return this != WIND;
  }

  /**
   * Share of the last week's outcomes within a model's own band where it is open. Lower for PV,
   * whose weeks differ: the narrower band has the lower pinball loss. The band that is published
   * covers 80 % ({@code ConformalBand}).
   */
  public double modelCoverage() {
    return followsSun() ? 0.76 : 0.8;
  }

  /** Pace of the published band: errors of PV change with the weather, others slowly. */
  public double bandPace() {
    return followsSun() ? 1 : 0.5;
  }

  /** Whether it is production: never below zero nor above the installed power. */
  public boolean isBounded() {
    return this != LOAD;
  }
}
