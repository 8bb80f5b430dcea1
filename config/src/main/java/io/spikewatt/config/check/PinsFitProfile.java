package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.List;

/** A device has as many lines as its profile defines. */
final class PinsFitProfile implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.profile().isPresent()
          && device.connection().orElse(null) instanceof Connection.Gpio gpio) {
        int wanted = lines(device.profile().get());
        if (wanted > 0 && gpio.pins().size() != wanted) {
          String expected = wanted + " for profile " + device.profile().get().id();
          findings.add(
              new Finding(device.path() + ".connection.gpio", expected, gpio.pins().size() + ""));
        }
      }
    }
    return findings;
  }

  /** How many; 0 = it does not speak of lines. */
  private static int lines(DeviceProfile profile) {
    return switch (profile.points()) {
      case DeviceProfile.GpioInput c -> c.codes().getFirst().contacts().length();
      case DeviceProfile.GpioOutput c -> c.codes().getFirst().contacts().length();
      case DeviceProfile.Modbus _,
          DeviceProfile.SunSpec _,
          DeviceProfile.OpcUa _,
          DeviceProfile.Iec62056 _,
          DeviceProfile.Mqtt _ ->
          0;
    };
  }
}
