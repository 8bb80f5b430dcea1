package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.List;

/** A reserve below a battery's lowest state of charge, or above its highest, is an error. */
final class ReserveInSocRange implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    double reserve = site.control().map(Site.Control::reserveSocPct).orElse(0.0);
    for (PartialSite.Device device : site.devices()) {
      if (reserve > 0
          && device.role().orElse(null) instanceof Role.Battery b
          && b.minSocPct() < b.maxSocPct()
          && !(reserve >= b.minSocPct() && reserve <= b.maxSocPct())) {
        String range = NumberText.number(b.minSocPct()) + " to " + NumberText.number(b.maxSocPct());
        findings.add(
            new Finding(
                "control.reserve-soc-pct",
                "0, or within the range of " + device.name() + ": " + range + " (%)",
                NumberText.number(reserve)));
      }
    }
    return findings;
  }
}
