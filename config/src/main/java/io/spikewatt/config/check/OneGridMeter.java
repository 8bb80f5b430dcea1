package io.spikewatt.config.check;

import java.util.List;

/** Control holds the power at the grid connection, which exactly one device measures. */
final class OneGridMeter implements SiteRule {

  private static final String ROLE = "grid-meter";

  @Override
  public List<Finding> findings(PartialSite site) {
    List<PartialSite.Device> meters =
        site.devices().stream().filter(d -> d.roleName().filter(ROLE::equals).isPresent()).toList();
    boolean anyUnknown = site.devices().stream().anyMatch(d -> d.roleName().isEmpty());
    boolean controls = site.control().map(control -> !control.monitorOnly()).orElse(false);
    if (meters.isEmpty() && controls && !anyUnknown && !site.devices().isEmpty()) {
      return List.of(
          new Finding(
              "devices",
              "exactly one device with the role grid-meter, or control: { monitor-only: true }",
              "none"));
    }
    return meters.stream()
        .skip(1)
        .map(
            meter ->
                new Finding(
                    meter.path() + "." + ROLE,
                    "exactly one device with the role grid-meter",
                    "another one beside " + meters.getFirst().name()))
        .toList();
  }
}
