package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two devices with one address are a copy error: two Modbus units, two meters on one optical head,
 * two uses of a pin. Two parts of one OPC UA server or broker are not, nor are the inverter, the
 * battery and the meter of one Modbus unit, each with a profile of its own.
 */
final class AddressOnce implements SiteRule {

  /**
   * @param part what of it is used
   */
  private record Address(String endpoint, int unit, String part) {
    @Override
    public String toString() {
      return unit < 0 ? endpoint : endpoint + " " + unit;
    }
  }

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Map<Address, PartialSite.Device> seen = new LinkedHashMap<>();
    for (PartialSite.Device device : site.devices()) {
      for (Address address : addresses(device)) {
        PartialSite.Device first = seen.putIfAbsent(address, device);
        if (first != null) {
          findings.add(
              new Finding(
                  device.path() + ".connection",
                  "an address that no other device has",
                  address + ", where " + first.name() + " is too"));
        }
      }
    }
    return findings;
  }

  private static List<Address> addresses(PartialSite.Device device) {
    if (device.connection().isEmpty()) {
      return List.of();
    }
    Connection connection = device.connection().get();
    String endpoint = connection.endpoint();
    return switch (connection) {
      case Connection.Modbus c ->
          List.of(
              new Address(endpoint, c.unit(), device.profile().map(AddressOnce::part).orElse("")));
      case Connection.OpcUa _, Connection.Mqtt _ -> List.of();
      case Connection.Iec62056 _ -> List.of(new Address(endpoint, -1, ""));
      case Connection.Gpio c ->
          c.pins().stream().map(pin -> new Address(endpoint, pin, "")).toList();
    };
  }

  /** SunSpec profiles of one kind find the same models, whatever they are called. */
  private static String part(DeviceProfile profile) {
    return profile.points() instanceof SunSpec sunSpec ? sunSpec.kind().name() : profile.id();
  }
}
