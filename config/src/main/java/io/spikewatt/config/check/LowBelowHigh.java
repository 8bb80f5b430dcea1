package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.ArrayList;
import java.util.List;

/** The lower end of a range is below its upper end. */
final class LowBelowHigh implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      device.role().ifPresent(role -> check(device.path(), role, findings));
    }
    return findings;
  }

  private static void check(String path, Role role, List<Finding> findings) {
    if (role instanceof Role.Battery b && b.minSocPct() >= b.maxSocPct()) {
      below(path + ".battery.min-soc-pct", "max-soc-pct", b.minSocPct(), b.maxSocPct(), findings);
    }
    if (role instanceof Role.EvCharger ev && ev.minW() > ev.maxW()) {
      below(path + ".ev-charger.min-w", "max-w", ev.minW(), ev.maxW(), findings);
    }
    if (role instanceof Role.Genset g && g.startSocPct() >= g.stopSocPct()) {
      below(
          path + ".genset.start-soc-pct",
          "stop-soc-pct",
          g.startSocPct(),
          g.stopSocPct(),
          findings);
    }
    if (role instanceof Role.Genset g && g.minW() >= g.ratedW()) {
      below(path + ".genset.min-w", "rated-w", g.minW(), g.ratedW(), findings);
    }
    if (role instanceof Role.Compute c && c.minW() >= c.maxW()) {
      below(path + ".compute.min-w", "max-w", c.minW(), c.maxW(), findings);
    }
    if (role instanceof Role.HeatPump pump) {
      heatPump(path + ".heat-pump", pump, findings);
    }
  }

  private static void heatPump(String path, Role.HeatPump pump, List<Finding> findings) {
    if (pump.minW() > pump.maxW()) {
      below(path + ".min-w", "max-w", pump.minW(), pump.maxW(), findings);
    }
    Role.HeatStore store = pump.store();
    if (store.lowestC() >= store.highestC()) {
      below(path + ".lowest-c", "highest-c", store.lowestC(), store.highestC(), findings);
    }
  }

  private static void below(
      String path, String highName, double low, double high, List<Finding> findings) {
    findings.add(
        new Finding(
            path,
            "less than " + highName + ", which is " + NumberText.number(high),
            NumberText.number(low)));
  }
}
