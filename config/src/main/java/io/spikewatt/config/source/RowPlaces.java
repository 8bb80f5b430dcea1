package io.spikewatt.config.source;

import java.util.List;
import java.util.Optional;

/**
 * Where rows of slots are in a JSON document.
 *
 * @param lists paths of the lists, in the order of time; the first must be there, later ones (such
 *     as tomorrow's) may be missing, null or empty; {@code $} is the whole document
 * @param fields of a row
 * @param unit where the unit is stated; empty = nowhere
 * @param origin where rows are marked as predicted or observed; empty = all are predicted
 */
public record RowPlaces(
    List<String> lists, SlotFields fields, Optional<StatedUnit> unit, Optional<RowOrigin> origin) {

  /** Path of the whole document. */
  public static final String ROOT = "$";

  public RowPlaces {
    lists = List.copyOf(lists);
  }
}
