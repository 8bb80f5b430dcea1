package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * A charger that discharges cars needs a profile with power into the site: most chargers would
 * interpret such a setpoint as charging, or refuse it.
 */
final class DischargeFitsProfile implements SiteRule {

  /** A charger that only charges may read this much the other way. */
  private static final double NOISE_W = 100;

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.role().orElse(null) instanceof Role.EvCharger ev
          && ev.discharges()
          && device.profile().isPresent()) {
        DeviceProfile profile = device.profile().get();
        double most = mostW(profile);
        if (ev.dischargeW() > most) {
          findings.add(
              new Finding(
                  device.path() + ".ev-charger.discharge-w",
                  most > 0
                      ? "at most %s (W), as profile %s says"
                          .formatted(NumberText.number(most), profile.id())
                      : "a profile whose plausible power_w has a max of so many W, which "
                          + profile.id()
                          + " has not",
                  NumberText.number(ev.dischargeW())));
        }
      }
    }
    return findings;
  }

  /** Largest power into the site that the profile knows of, W; 0 if it knows of none. */
  private static double mostW(DeviceProfile profile) {
    return profile.plausible().stream()
        .filter(p -> p.quantity() == Quantity.POWER_W && p.max() > NOISE_W)
        .filter(p -> Double.isFinite(p.max()))
        .mapToDouble(PlausibleRange::max)
        .max()
        .orElse(0);
  }
}
