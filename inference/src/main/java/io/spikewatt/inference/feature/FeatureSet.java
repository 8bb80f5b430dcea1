package io.spikewatt.inference.feature;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A constant list of features of one target slot seen from one origin. Its id carries a checksum of
 * the names, so that a changed list is a new id and models of the old one are refused; a change of
 * what a name means must raise the set's number instead.
 */
public abstract sealed class FeatureSet permits LoadFeatures, PvFeatures, WindFeatures {
  private final String id;
  private final List<String> names;
  private final List<String> weather;
  private final int shared;

  /**
   * @param names of the features that every site has and that the network sees
   * @param linear names of the features that only linear models see
   * @param weather columns whose features follow them
   */
  FeatureSet(String family, List<String> names, List<String> linear, List<String> weather) {
    this.names =
        Stream.of(names, linear, WeatherFeatures.names(weather)).flatMap(List::stream).toList();
    this.weather = List.copyOf(weather);
    shared = names.size();
    CRC32 crc = new CRC32();
    crc.update(String.join(",", this.names).getBytes(StandardCharsets.UTF_8));
    id = String.format(Locale.ROOT, "%s-%08x", family, crc.getValue());
  }

  /**
   * The features of a kind of series.
   *
   * @param weather names of the columns that the site has; predictions come first, whatever their
   *     order here
   */
  public static FeatureSet of(SeriesKind kind, List<String> weather) {
    List<String> sorted = WeatherColumns.predictionsFirst(weather);
    return switch (kind) {
      case LOAD -> new LoadFeatures(sorted);
      case PV -> new PvFeatures(sorted);
      case WIND -> new WindFeatures(sorted);
    };
  }

  public final String id() {
    return id;
  }

  public final List<String> names() {
    return names;
  }

  public final int size() {
    return names.size();
  }

  /** How many of the features the network sees: they come first, and every site has them. */
  public final int shared() {
    return shared;
  }

  /** Columns of weather that the features look at, predictions first. */
  public final List<String> weather() {
    return weather;
  }

  /** Place of a feature; the name must be in the list. */
  public final int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no feature " + name + " in " + id);
    }
    return index;
  }

  /**
   * Writes the raw features of all leads of some rows, seen from their origin, all finite.
   *
   * @param clearSkyRows over each row of the calendar, empty where no position is known
   */
  abstract void fill(
      ScaledSeries series, ClearSkyRows clearSkyRows, WeatherRows weather, OriginRows rows);
}
