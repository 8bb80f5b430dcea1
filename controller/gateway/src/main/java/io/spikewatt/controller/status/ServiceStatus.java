package io.spikewatt.controller.status;

import io.spikewatt.config.cli.Version;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.resilience.SurvivalProbability;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/**
 * Content of the retained topic {@code status}.
 *
 * @param configHash of the configuration in force
 */
public record ServiceStatus(String version, String configHash, Moment startedAt) {

  public static ServiceStatus of(String configHash, Moment startedAt) {
    return new ServiceStatus(Version.get(), configHash, startedAt);
  }

  public Message offline(Site site) {
    return message(site, "offline", List.of());
  }

  public Message online(Site site) {
    return message(site, "online", List.of());
  }

  /**
   * Publishes it with the outages that the site would survive.
   *
   * <p>A new connection publishes {@link #online} first, which replaces this until the next call.
   */
  public void publish(MessagePort port, Site site, List<SurvivalProbability> survival) {
    port.publish(message(site, "online", survival));
  }

  private Message message(Site site, String state, List<SurvivalProbability> survival) {
    byte[] payload =
        JsonWriter.object(
            writer -> {
              writer
                  .put("state", state)
                  .put("version", version)
                  .put("configHash", configHash)
                  .put("startedAt", startedAt.instant());
              if (!survival.isEmpty()) {
                writer.each(
                    "survival",
                    survival,
                    (item, one) -> {
                      item.put("hours", one.hours()).put("starts", one.starts());
                      if (one.probability().isPresent()) {
                        item.put("probability", one.probability().getAsDouble());
                      } else {
                        item.put("unknown", "too few outages of that length were recorded whole");
                      }
                    });
              }
            });
    return new Message(MqttTopics.of(site).status(), payload, true);
  }
}
