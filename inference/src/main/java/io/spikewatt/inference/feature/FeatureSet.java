package io.spikewatt.inference.feature;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A constant list of features of one target slot as known at one origin. Its id carries a checksum
 * of the names, so that a changed list is a new id and models of the old one are refused.
 */
public final class FeatureSet {
  private final FeatureFamily family;
  private final String id;
  private final List<String> names;
  private final List<String> weather;

  /** The features of the weather columns, and of a plant's planes, follow the family's. */
  private FeatureSet(FeatureFamily family, List<String> weather, List<String> planes) {
    this.family = family;
    this.weather = weather;
    names =
        Stream.of(family.shared(), family.linear(), WeatherFeatures.names(weather), planes)
            .flatMap(List::stream)
            .toList();
    CRC32 crc = new CRC32();
    crc.update(String.join(",", names).getBytes(StandardCharsets.UTF_8));
    id = String.format(Locale.ROOT, "%s-%08x", family.name(), crc.getValue());
  }

  /** The features of a kind of series with these weather columns; predictions come first. */
  public static FeatureSet of(SeriesKind kind, List<String> weather) {
    FeatureFamily family =
        switch (kind) {
          case LOAD -> LoadFeatures.FAMILY;
          case PV -> PvFeatures.FAMILY;
          case WIND -> WindFeatures.FAMILY;
        };
    List<String> columns = List.copyOf(WeatherColumns.predictionsFirst(weather));
    List<String> planes = kind == SeriesKind.PV ? PlaneFeatures.names(columns) : List.of();
    return new FeatureSet(family, columns, planes);
  }

  public String id() {
    return id;
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /** How many of the features the network sees: they come first, and every site has them. */
  public int shared() {
    return family.shared().size();
  }

  /** Place of the first feature that a column of weather adds; they are the last. */
  public int firstOfWeather() {
    return family.shared().size() + family.linear().size();
  }

  /** Columns of weather that the features use, predictions first. */
  public List<String> weather() {
    return weather;
  }

  /** Place of a feature; the name must be in the list. */
  public int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no feature " + name + " in " + id);
    }
    return index;
  }

  /** Writes the raw features of rows, see {@link FeatureFamily.Writer}. */
  FeatureFamily.Writer writer() {
    return family.writer();
  }
}
