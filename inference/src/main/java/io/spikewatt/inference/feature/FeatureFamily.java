package io.spikewatt.inference.feature;

import java.util.List;

/**
 * The features of one kind of series, without those that follow its weather columns.
 *
 * @param name and number; a change of a feature's meaning must raise the number
 * @param shared names of the features that every site has and that the network sees
 * @param linear names of the features that only linear models see
 * @param writer of all of them
 */
record FeatureFamily(String name, List<String> shared, List<String> linear, Writer writer) {

  /**
   * Writes the raw features of all leads of some rows as known at their origin, all finite. The
   * features of the weather columns follow each lead's own. The sky is empty without a position.
   */
  @FunctionalInterface
  interface Writer {
    void fill(ScaledSeries series, ClearSkyRows sky, WeatherRows weather, OriginRows rows);
  }
}
