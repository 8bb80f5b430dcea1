package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * No published value is read as telemetry: our own topics belong to no device, and a topic that
 * sets one device is neither read from nor set by another.
 */
final class TopicsApart implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> set = new HashMap<>();
    each(site, (device, base) -> own(site, device, base, findings));
    each(
        site,
        (device, base) ->
            outputs(device)
                .forEach(
                    place -> {
                      String first = set.putIfAbsent(place.under(base), device.name());
                      if (first != null && !first.equals(device.name())) {
                        clash(device, place.under(base), first, findings);
                      }
                    }));
    each(
        site,
        (device, base) ->
            inputs(device)
                .map(place -> place.under(base))
                .distinct()
                .filter(topic -> !device.name().equals(set.getOrDefault(topic, device.name())))
                .forEach(topic -> clash(device, topic, set.getOrDefault(topic, ""), findings)));
    return findings;
  }

  private static void own(
      PartialSite site, PartialSite.Device device, String base, List<Finding> findings) {
    Optional<String> root = site.mqtt().map(mqtt -> mqtt.root());
    if (root.isPresent() && (base + "/").startsWith(root.get() + "/")) {
      findings.add(
          new Finding(
              device.path() + ".connection.mqtt",
              "a topic outside of our own, which start with " + root.get() + "/",
              base));
    }
  }

  private static void clash(
      PartialSite.Device device, String topic, String first, List<Finding> findings) {
    findings.add(
        new Finding(
            device.path() + ".connection.mqtt",
            "topics that set no other device",
            topic + ", which sets " + first));
  }

  private static void each(PartialSite site, BiConsumer<PartialSite.Device, String> action) {
    for (PartialSite.Device device : site.devices()) {
      if (device.connection().orElse(null) instanceof Connection.Mqtt mqtt) {
        action.accept(device, mqtt.base());
      }
    }
  }

  private static Stream<TopicPlace> outputs(PartialSite.Device device) {
    return topics(device).flatMap(m -> m.outputs().stream().map(TopicOutput::place));
  }

  private static Stream<TopicPlace> inputs(PartialSite.Device device) {
    return topics(device).flatMap(TopicsMakeSense::read);
  }

  private static Stream<DeviceProfile.Mqtt> topics(PartialSite.Device device) {
    return device.profile().map(DeviceProfile::points).stream()
        .filter(DeviceProfile.Mqtt.class::isInstance)
        .map(DeviceProfile.Mqtt.class::cast);
  }
}
