package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.List;

/** A device whose values are topics needs the site's broker. */
final class BrokerForTopics implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (!site.hasBroker() && device.connection().orElse(null) instanceof Connection.Mqtt) {
        String expected = "a section mqtt with the broker";
        findings.add(new Finding(device.path() + ".connection.mqtt", expected, "none"));
      }
    }
    return findings;
  }
}
