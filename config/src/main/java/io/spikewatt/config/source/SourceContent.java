package io.spikewatt.config.source;

import java.util.List;

/**
 * Values that a source gives.
 *
 * @param gives the quantity
 * @param unit of the values; {@link SourceUnit#NONE} for weather
 * @param weather quantities of a source of weather, each once; otherwise empty
 */
public record SourceContent(SourceQuantity gives, SourceUnit unit, List<WeatherField> weather) {

  public SourceContent {
    weather = List.copyOf(weather);
  }
}
