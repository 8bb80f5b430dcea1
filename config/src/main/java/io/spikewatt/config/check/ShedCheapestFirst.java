package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Loads are shed by tier, so the first one must not be the most expensive; a load without a price
 * counts as such.
 */
final class ShedCheapestFirst implements SiteRule {

  private record Relay(PartialSite.Device device, Role.ShedRelay role) {}

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Relay> relays = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.role().orElse(null) instanceof Role.ShedRelay role) {
        relays.add(new Relay(device, role));
      }
    }
    relays.sort(Comparator.comparingInt((Relay relay) -> relay.role.tier()).reversed());
    List<Finding> findings = new ArrayList<>();
    for (int i = 1; i < relays.size(); i++) {
      Relay sooner = relays.get(i - 1);
      Relay later = relays.get(i);
      Optional<Double> most = later.role.costPerKwh();
      if (most.isPresent() && sooner.role.costPerKwh().filter(c -> c <= most.get()).isEmpty()) {
        findings.add(
            new Finding(
                sooner.device.path() + ".shed-relay.cost-per-kwh",
                "at most %s, the cost of %s, which is shed later"
                    .formatted(NumberText.number(most.get()), later.device.name()),
                sooner.role.costPerKwh().map(NumberText::number).orElse("nothing")));
      }
    }
    return findings;
  }
}
