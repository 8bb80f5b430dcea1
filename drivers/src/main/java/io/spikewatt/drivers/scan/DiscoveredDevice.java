package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.drivers.sunspec.Nameplate;
import java.util.List;
import java.util.Optional;

/**
 * A device that answered and said who it is.
 *
 * @param unit Modbus unit id
 * @param manufacturer as it says; may be empty
 * @param model as it says, or the profile's title; may be empty
 * @param serial as it says; may be empty
 * @param uses what it can be on a site, the main one first
 * @param sunSpecModels ids of its SunSpec models in order; empty if it speaks something else
 * @param nameplate what it says that it can do; empty if it does not speak SunSpec
 */
public record DiscoveredDevice(
    String host,
    int port,
    int unit,
    String manufacturer,
    String model,
    String serial,
    List<Use> uses,
    List<Integer> sunSpecModels,
    Optional<Nameplate> nameplate) {

  public DiscoveredDevice {
    uses = List.copyOf(uses);
    sunSpecModels = List.copyOf(sunSpecModels);
  }

  /**
   * @param profile id of the shipped profile that fits
   * @param role what it usually is; empty = unknown
   */
  public record Use(String profile, Optional<UsualRole> role) {}

  /** Whether it is the same box: one that answers for several units, or at several ports. */
  boolean sameBox(DiscoveredDevice other) {
    return !serial.isEmpty()
        && serial.equals(other.serial)
        && manufacturer.equals(other.manufacturer)
        && model.equals(other.model)
        && sunSpecModels.equals(other.sunSpecModels);
  }
}
