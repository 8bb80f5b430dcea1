package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Models of a SunSpec device and their addresses.
 *
 * @param base zero-based address of the mark "SunS"
 * @param identity its reported identity
 * @param places its models in the order of their addresses; ids may be unknown ones and may repeat
 */
public record SunSpecMap(int base, Identity identity, List<Place> places) {

  private static final Set<Integer> METERS = Set.of(201, 202, 203, 204, 211, 212, 213, 214);
  private static final Set<Integer> INVERTERS = Set.of(101, 102, 103, 111, 112, 113, 701);
  private static final Set<Integer> STORAGES = Set.of(124, 713, 802);

  /** Several DC sides behind one AC side. */
  private static final int MODULES = 160;

  public SunSpecMap {
    places = List.copyOf(places);
  }

  /** Model 1's contents; empty for the texts and the unit id that the device leaves out. */
  public record Identity(
      String manufacturer,
      String model,
      String options,
      String version,
      String serial,
      OptionalInt deviceAddress) {}

  /** A model's id, the address of its first register, and its registers behind the header. */
  public record Place(int id, int address, int length) {}

  /** The first place of that model. */
  Optional<Place> first(int id) {
    return places.stream().filter(place -> place.id() == id).findFirst();
  }

  /** Every model's id, in order. */
  public List<Integer> models() {
    return places.stream().map(Place::id).toList();
  }

  /**
   * Kinds of the device by its models, the main one first: two for a hybrid inverter, one more for
   * a meter in its chain, none for a device without a part in the site's power.
   */
  public List<Kind> kinds() {
    boolean hybrid = has(STORAGES) && has(INVERTERS) && has(Set.of(MODULES));
    List<Kind> kinds = new ArrayList<>();
    if (has(INVERTERS) && (hybrid || !has(STORAGES))) {
      kinds.add(Kind.INVERTER);
    }
    if (has(STORAGES)) {
      kinds.add(Kind.BATTERY);
    }
    if (has(METERS)) {
      kinds.add(Kind.METER);
    }
    return List.copyOf(kinds);
  }

  /** The same without the models of storages. */
  public SunSpecMap withoutStorages() {
    return new SunSpecMap(
        base, identity, places.stream().filter(place -> !STORAGES.contains(place.id())).toList());
  }

  private boolean has(Set<Integer> ids) {
    return places.stream().anyMatch(place -> ids.contains(place.id()));
  }
}
