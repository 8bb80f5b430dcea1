package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.sunspec.Nameplate;
import java.util.List;
import java.util.Optional;

/**
 * A device that answered and was identified.
 *
 * @param at how it was reached
 * @param identity its reported identity
 * @param uses its possible roles on a site, the main one first
 * @param sunSpecModels ids of its SunSpec models in order; empty for other protocols
 * @param nameplate its reported ratings; empty without SunSpec
 */
public record DiscoveredDevice(
    Connection.Modbus at,
    Identity identity,
    List<Use> uses,
    List<Integer> sunSpecModels,
    Optional<Nameplate> nameplate) {

  public DiscoveredDevice {
    uses = List.copyOf(uses);
    sunSpecModels = List.copyOf(sunSpecModels);
  }

  /** As reported by the device, or the profile's title as model; may be empty. */
  public record Identity(String manufacturer, String model, String serial) {}

  /** Id of the shipped profile that fits, and what the device usually is; empty = unknown. */
  public record Use(String profile, Optional<UsualRole> role) {}

  /** A device without SunSpec, recognised as one of these profiles; the first gives its title. */
  static DiscoveredDevice of(List<DeviceProfile> profiles, Connection.Modbus at) {
    return new DiscoveredDevice(
        at,
        new Identity("", profiles.getFirst().about().title(), ""),
        profiles.stream()
            .map(it -> new Use(it.id(), it.identity().flatMap(identity -> identity.role())))
            .toList(),
        List.of(),
        Optional.empty());
  }

  /** Whether it is the same box, which answers for several units or at several ports. */
  boolean sameBox(DiscoveredDevice other) {
    return !identity.serial.isEmpty()
        && identity.equals(other.identity)
        && sunSpecModels.equals(other.sunSpecModels);
  }
}
