package io.spikewatt.inference.feature;

import java.util.List;

/** The features of one kind of series, without those that follow its weather columns. */
abstract class FeatureFamily {

  private final String name;
  private final List<String> shared;
  private final List<String> linear;

  /**
   * @param name and number; a change of a feature's meaning must raise the number
   * @param shared names of the features that every site has and that the network sees
   * @param linear names of the features that only linear models see
   */
  FeatureFamily(String name, List<String> shared, List<String> linear) {
    this.name = name;
    this.shared = List.copyOf(shared);
    this.linear = linear;
  }

  final String name() {
    return name;
  }

  final List<String> shared() {
    return shared;
  }

  final List<String> linear() {
    return linear;
  }

  /**
   * Writes the raw features of all leads of some rows as known at their origin, all finite. The
   * features of the weather columns follow each lead's own.
   *
   * @param clearSkyRows over each row of the calendar, empty where no position is known
   */
  abstract void fill(
      ScaledSeries series, ClearSkyRows clearSkyRows, WeatherRows weather, OriginRows rows);
}
