package io.spikewatt.drivers.sunspec;

import java.util.List;
import java.util.Optional;

/**
 * What a SunSpec device holds and where.
 *
 * @param base zero-based address of the mark "SunS"
 * @param identity who it says it is
 * @param places its models in the order of their addresses; ids may be unknown ones and may repeat
 */
public record SunSpecMap(int base, Identity identity, List<Place> places) {

  public SunSpecMap {
    places = List.copyOf(places);
  }

  /**
   * Model 1's texts, each empty if the device leaves it out.
   *
   * @param options vendor-specific
   * @param version of the firmware
   */
  public record Identity(
      String manufacturer, String model, String options, String version, String serial) {}

  /**
   * @param id the model's number
   * @param address zero-based register that holds the id
   * @param length registers behind the header of id and length
   */
  public record Place(int id, int address, int length) {}

  /** The first place of that model. */
  Optional<Place> first(int id) {
    return places.stream().filter(place -> place.id() == id).findFirst();
  }

  /** Every model's id, in order. */
  public List<Integer> models() {
    return places.stream().map(Place::id).toList();
  }
}
