package io.spikewatt.inference.feature;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A constant list of features of one target slot seen from one origin. Its id carries a checksum of
 * the names, so that a changed list is a new id and models of the old one are refused; a change of
 * what a name means must raise the set's number instead.
 */
public abstract sealed class FeatureSet permits LoadFeatures, PvFeatures {
  private final String id;
  private final List<String> names;

  FeatureSet(String family, List<String> names) {
    this.names = List.copyOf(names);
    CRC32 crc = new CRC32();
    crc.update(String.join(",", names).getBytes(StandardCharsets.UTF_8));
    id = String.format(Locale.ROOT, "%s-%08x", family, crc.getValue());
  }

  /** The features of a kind of series; PV with a position also uses the sun's geometry. */
  public static FeatureSet of(SeriesKind kind, Optional<Position> position) {
    return kind == SeriesKind.LOAD ? new LoadFeatures() : new PvFeatures(position.isPresent());
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

  /** Place of a feature; the name must be in the list. */
  public final int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no feature " + name + " in " + id);
    }
    return index;
  }

  /**
   * Writes the features of the leads from {@code first} on seen from one origin, lead by lead.
   *
   * @param sky over each row of the calendar, empty where no position is known
   * @param out leads × size() raw values, all finite
   */
  abstract void fill(ScaledSeries series, Sky sky, int origin, int first, int leads, float[] out);
}
