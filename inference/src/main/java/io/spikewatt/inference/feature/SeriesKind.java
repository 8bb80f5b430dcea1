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

  /** Target coverage where P10 and P90 differ; lower where dark slots are always right. */
  public double openCoverage() {
    return followsSun() ? 0.76 : 0.8;
  }

  /** Whether it is production: never below zero nor above the installed power. */
  public boolean isBounded() {
    return this != LOAD;
  }
}
