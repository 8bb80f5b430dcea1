package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.List;
import java.util.Optional;

/**
 * A unit that answered and has nothing to be identified by.
 *
 * @param at how it was reached
 * @param candidates profiles whose readings are likely there; may be empty
 */
public record UnidentifiedUnit(Connection.Modbus at, List<Candidate> candidates) {

  public UnidentifiedUnit {
    candidates = List.copyOf(candidates);
  }

  /** A profile that may be that of the unit, and what it reads there. */
  public record Candidate(DeviceProfile profile, List<Sample.Good> readings) {
    public Candidate {
      readings = List.copyOf(readings);
    }
  }

  /** The only profile that it reads like; empty also if that one would write to it. */
  public Optional<DeviceProfile> onlyReader() {
    return candidates.size() == 1 && candidates.getFirst().profile().points().writes().isEmpty()
        ? Optional.of(candidates.getFirst().profile())
        : Optional.empty();
  }

  /** The same, taken for a device of that profile. */
  public DiscoveredDevice as(DeviceProfile profile) {
    return new DiscoveredDevice(
        at,
        new DiscoveredDevice.Identity("", profile.about().title(), ""),
        List.of(new DiscoveredDevice.Use(profile.id(), profile.identity().flatMap(i -> i.role()))),
        List.of(),
        Optional.empty());
  }

  /**
   * Whether it is the same box: many a TCP server answers as every unit, and its counters agree. On
   * a bus each unit is a box of its own.
   */
  boolean sameBox(UnidentifiedUnit other) {
    return at instanceof Connection.ModbusTcp && counters().equals(other.counters());
  }

  private List<String> counters() {
    return candidates.stream()
        .flatMap(candidate -> candidate.readings().stream())
        .filter(
            reading ->
                reading.signal().quantity() == Quantity.ENERGY_IMPORT_WH
                    || reading.signal().quantity() == Quantity.ENERGY_EXPORT_WH)
        .map(reading -> reading.signal() + " " + reading.value())
        .toList();
  }
}
