package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.signal.Sample;
import java.util.List;
import java.util.Optional;

/**
 * A unit that answered without an identity.
 *
 * @param at how it was reached
 * @param candidates profiles whose readings are likely there; may be empty
 */
public record UnidentifiedUnit(Connection.Modbus at, List<Candidate> candidates) {

  public UnidentifiedUnit {
    candidates = List.copyOf(candidates);
  }

  /** A profile that may be the unit's, and its readings there. */
  public record Candidate(DeviceProfile profile, List<Sample.Good> readings) {
    public Candidate {
      readings = List.copyOf(readings);
    }
  }

  /** The only candidate; empty also if its profile would write to the unit. */
  public Optional<DeviceProfile> onlyReader() {
    return candidates.size() == 1 && candidates.getFirst().profile().points().writes().isEmpty()
        ? Optional.of(candidates.getFirst().profile())
        : Optional.empty();
  }

  /** The unit taken for a device of that profile. */
  public DiscoveredDevice as(DeviceProfile profile) {
    return DiscoveredDevice.of(List.of(profile), at);
  }

  /**
   * True if two units are the same box: some TCP servers answer as every unit, with the same
   * counters. On a bus each unit is a box of its own.
   */
  boolean sameBox(UnidentifiedUnit other) {
    return at instanceof Connection.ModbusTcp && counters().equals(other.counters());
  }

  private List<String> counters() {
    return candidates.stream()
        .flatMap(candidate -> candidate.readings().stream())
        .filter(reading -> reading.signal().quantity().isCounted())
        .map(reading -> reading.signal() + " " + reading.value())
        .toList();
  }
}
