package io.spikewatt.controller.broker;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.message.NoBroker;
import java.time.Duration;
import java.util.List;

/** The site's broker, or no connection. */
public final class BrokerConnection {

  private BrokerConnection() {}

  /**
   * Starts connecting to the configured broker in the background. {@code status} is online while
   * the connection lasts; the broker itself publishes offline when it is lost.
   */
  public static MessagePort connect(Site site, ServiceStatus status) {
    if (site.mqtt().isEmpty()) {
      return new NoBroker();
    }
    return new MqttLink(
        site.mqtt().get(),
        status.offline(site),
        status.online(site),
        List.of(MqttTopics.of(site).commands()));
  }

  /**
   * Shortest time between two telemetry messages of a device: half a cycle less than configured, so
   * that a cycle that comes a little early does not miss its turn.
   */
  public static Duration telemetryInterval(Site site) {
    return site.mqtt()
        .map(Site.Mqtt::telemetry)
        .orElse(Duration.ofSeconds(1))
        .minus(site.control().cycle().dividedBy(2));
  }

  /** Whether the configuration permits a command on a topic, after {@code command/}. */
  public static boolean permits(Site site, String topic) {
    return site.mqtt().filter(mqtt -> mqtt.rights().permit(topic)).isPresent();
  }

  /**
   * A read-only connection beside a gateway that may be running: no status, no commands, a client
   * id of its own.
   */
  public static MessagePort readOnly(Site site) {
    return site.mqtt().<MessagePort>map(MqttLink::onlooker).orElseGet(NoBroker::new);
  }
}
