package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.ArrayList;
import java.util.List;

/** At most one transfer switch, and exactly one where a mode switch requests an island. */
final class SwitchForIslands implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    List<PartialSite.Device> switches =
        site.devices().stream().filter(d -> has(d, Role.TransferSwitch.class)).toList();
    switches.stream()
        .skip(1)
        .forEach(
            more ->
                findings.add(
                    new Finding(
                        more.path() + ".transfer-switch",
                        "at most one device with the role transfer-switch",
                        "another one beside " + switches.getFirst().name())));
    boolean anyUnknown = site.devices().stream().anyMatch(d -> d.role().isEmpty());
    for (PartialSite.Device device : site.devices()) {
      boolean island =
          device.role().orElse(null) instanceof Role.ModeSwitch asking
              && asking.asks() == Role.ModeSwitch.Asked.ISLAND;
      if (island && switches.isEmpty() && !anyUnknown) {
        findings.add(
            new Finding(
                device.path() + ".mode-switch.asks",
                "hold or self-consumption, or a device with the role transfer-switch",
                "island, which nobody could carry out"));
      }
    }
    return findings;
  }

  private static boolean has(PartialSite.Device device, Class<? extends Role> role) {
    return device.role().filter(role::isInstance).isPresent();
  }
}
