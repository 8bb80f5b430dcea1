package io.spikewatt.inference.feature;

/** What a series measures; decides its features, its bounds and whether it follows clock or sun. */
public enum SeriesKind {
  /** Consumption: follows the wall clock and the week. */
  LOAD,
  /** Photovoltaic production: follows the sun; zero at night, bounded by the capacity. */
  PV
}
