package io.spikewatt.config.check;

import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The meter that measures a device independently is another device, and reads power. */
final class MeterExists implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      device
          .meter()
          .flatMap(meter -> problem(site, device, meter))
          .ifPresent(
              found ->
                  findings.add(
                      new Finding(
                          device.path() + ".meter", "another device that reads power_w", found)));
    }
    return findings;
  }

  private static Optional<String> problem(
      PartialSite site, PartialSite.Device device, String meter) {
    if (device.id().filter(meter::equals).isPresent()) {
      return Optional.of(meter + ", which is the device itself");
    }
    Optional<PartialSite.Device> other =
        site.devices().stream().filter(d -> d.id().filter(meter::equals).isPresent()).findFirst();
    if (other.isEmpty()) {
      return Optional.of(meter + ", which is no device");
    }
    boolean reads =
        other
            .flatMap(PartialSite.Device::profile)
            .map(profile -> profile.points().reads().contains(Quantity.POWER_W))
            .orElse(true);
    return reads ? Optional.empty() : Optional.of(meter + ", which does not");
  }
}
