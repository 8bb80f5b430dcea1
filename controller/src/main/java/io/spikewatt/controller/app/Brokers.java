package io.spikewatt.controller.app;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.report.Json;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/** The site's broker, or nobody. */
public final class Brokers {

  private Brokers() {}

  /**
   * Starts connecting to the configured broker in the background. {@code status} says online as
   * long as the connection is there; the broker itself says offline when it is lost.
   */
  public static MessagePort connect(Site site, String configHash, Moment startedAt) {
    if (site.mqtt().isEmpty()) {
      return new NoBroker();
    }
    String prefix = Topics.prefix(site);
    return new MqttLink(
        site.mqtt().get(),
        status(prefix, "offline", configHash, startedAt),
        status(prefix, "online", configHash, startedAt),
        List.of(prefix + "command/#"));
  }

  private static Message status(String prefix, String state, String configHash, Moment startedAt) {
    byte[] payload =
        Json.object(
            json ->
                json.put("state", state)
                    .put("version", Version.get())
                    .put("configHash", configHash)
                    .put("startedAt", startedAt.instant()));
    return new Message(prefix + "status", payload, true);
  }

  /**
   * A connection that only looks, beside a gateway that may be running: no status, no commands, a
   * client id of its own.
   */
  public static MessagePort look(Site site) {
    return site.mqtt().<MessagePort>map(MqttLink::onlooker).orElseGet(NoBroker::new);
  }
}
