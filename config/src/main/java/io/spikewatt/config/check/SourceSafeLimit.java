package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.ArrayList;
import java.util.List;

/** The fallback limit of PV or a wind turbine is between its smallest limit and its nameplate. */
final class SourceSafeLimit implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.role().orElse(null) instanceof Role.Source source) {
        double min = source.ratedW() * Role.Source.MIN_SHARE;
        if (!(source.safeLimitW() >= min && source.safeLimitW() <= source.ratedW())) {
          String range = NumberText.number(min) + " to " + NumberText.number(source.ratedW());
          findings.add(
              new Finding(
                  device.path() + "." + device.roleName().orElseThrow() + ".safe-limit-w",
                  "1 % to 100 % of rated-w, which is " + range + " (W)",
                  NumberText.number(source.safeLimitW())));
        }
      }
    }
    return findings;
  }
}
