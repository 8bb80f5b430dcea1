package io.spikewatt.inference.feature;

import java.util.List;

/** The features of one kind of series, without those that follow its weather columns. */
interface FeatureFamily {

  /** Name and number; a change of a feature's meaning must raise the number. */
  String name();

  /** Names of the features that every site has and that the network sees. */
  List<String> shared();

  /** Names of the features that only linear models see. */
  List<String> linear();

  /**
   * Writes the raw features of all leads of some rows as known at their origin, all finite. The
   * features of the weather columns follow each lead's own.
   *
   * @param clearSkyRows over each row of the calendar, empty where no position is known
   */
  void fill(ScaledSeries series, ClearSkyRows clearSkyRows, WeatherRows weather, OriginRows rows);
}
