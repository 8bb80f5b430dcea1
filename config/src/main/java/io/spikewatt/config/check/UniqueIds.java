package io.spikewatt.config.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A device's id names its signals and topics, so no two devices share one. */
final class UniqueIds implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (PartialSite.Device device : site.devices()) {
      device
          .id()
          .ifPresent(
              id -> {
                String first = seen.putIfAbsent(id, device.path());
                if (first != null) {
                  findings.add(
                      new Finding(
                          device.path() + ".id",
                          "an id that no other device has",
                          "\"" + id + "\", which is " + first + " too"));
                }
              });
    }
    return findings;
  }
}
