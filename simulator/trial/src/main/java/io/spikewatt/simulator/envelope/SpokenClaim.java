package io.spikewatt.simulator.envelope;

import java.util.Map;

/**
 * One statement of a text for people.
 *
 * @param key of the text
 * @param values by the names of the text's places: W, currency a kWh, or words
 */
public record SpokenClaim(String key, Map<String, String> values) {

  double number(String place) {
    return Double.parseDouble(values.getOrDefault(place, "NaN"));
  }

  boolean says(String place, String word) {
    return word.equals(values.get(place));
  }
}
