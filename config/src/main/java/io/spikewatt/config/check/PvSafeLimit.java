package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.ArrayList;
import java.util.List;

/** What a PV inverter falls back to lies between its smallest limit and its nameplate. */
final class PvSafeLimit implements Rule {

  @Override
  public List<Finding> findings(Draft site) {
    List<Finding> findings = new ArrayList<>();
    for (Draft.Device device : site.devices()) {
      if (device.role().orElse(null) instanceof Role.Pv pv) {
        double min = pv.ratedW() * Role.Pv.MIN_SHARE;
        if (!(pv.safeLimitW() >= min && pv.safeLimitW() <= pv.ratedW())) {
          String range = Show.number(min) + " to " + Show.number(pv.ratedW());
          findings.add(
              new Finding(
                  device.path() + ".pv.safe-limit-w",
                  "1 % to 100 % of rated-w, which is " + range + " (W)",
                  Show.number(pv.safeLimitW())));
        }
      }
    }
    return findings;
  }
}
