package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A proxy shares the link of a Modbus device, and listens where no other one does. */
final class ProxySharesModbus implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (int i = 0; i < site.proxies().size(); i++) {
      Site.ModbusProxy proxy = site.proxies().get(i);
      String path = "modbus-proxies[" + i + "]";
      Optional<PartialSite.Device> device =
          site.devices().stream()
              .filter(d -> d.id().filter(proxy.device()::equals).isPresent())
              .findFirst();
      if (device.isEmpty()
          || device.get().connection().filter(c -> !(c instanceof Connection.Modbus)).isPresent()) {
        findings.add(new Finding(path + ".device", "the id of a Modbus device", proxy.device()));
      }
      if (!places.add(proxy.bind() + " " + proxy.port())) {
        String port = Integer.toString(proxy.port());
        findings.add(new Finding(path + ".port", "a port of its own", port));
      }
    }
    return findings;
  }
}
