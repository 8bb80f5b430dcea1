package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;
import java.util.ArrayList;
import java.util.List;

/** A SunSpec device's power comes from a place that its kind has, and modules go with modules. */
final class SunSpecFits {

  private SunSpecFits() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    if (profile.points() instanceof SunSpec device) {
      boolean modules = !device.modulesIn().isEmpty() || !device.modulesOut().isEmpty();
      if (modules && device.powerFrom() != PowerFrom.DC_MODULES) {
        findings.add(powerFrom("dc-modules, as modules are named", device));
      } else if (!modules && device.powerFrom() == PowerFrom.DC_MODULES) {
        findings.add(
            new Finding("sunspec", "modules-in or modules-out, for power-from dc-modules", "none"));
      } else if (device.powerFrom() == PowerFrom.DC_MODULES && device.kind() == Kind.METER) {
        findings.add(powerFrom("ac, for a meter", device));
      } else if (device.powerFrom() == PowerFrom.BATTERY_BANK && device.kind() != Kind.BATTERY) {
        findings.add(powerFrom("ac or dc-modules, for what is no battery", device));
      }
      if (device.modulesIn().stream().anyMatch(device.modulesOut()::contains)) {
        findings.add(
            new Finding(
                "sunspec.modules-out", "other modules than modules-in", device.modulesOut() + ""));
      }
    }
    return findings;
  }

  private static Finding powerFrom(String expected, SunSpec device) {
    String found =
        switch (device.powerFrom()) {
          case AC -> "ac";
          case BATTERY_BANK -> "battery-bank";
          case DC_MODULES -> "dc-modules";
        };
    return new Finding("sunspec.power-from", expected, found);
  }
}
