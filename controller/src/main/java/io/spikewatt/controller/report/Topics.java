package io.spikewatt.controller.app;

import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.function.Predicate;

/** What the configuration says about topics. */
final class Topics {

  private Topics() {}

  /** {@code <root>/<site>/}. */
  static String prefix(Site site) {
    return site.mqtt().map(Site.Mqtt::root).orElse("spikewatt") + "/" + site.name() + "/";
  }

  /** Shortest time between two telemetry messages of a device. */
  static Duration pace(Site site) {
    return site.mqtt().map(Site.Mqtt::telemetry).orElse(Duration.ofSeconds(1));
  }

  /** Which commands are permitted. */
  static Predicate<String> allowed(Site site) {
    return name -> site.mqtt().filter(mqtt -> mqtt.commands().contains(name)).isPresent();
  }
}
