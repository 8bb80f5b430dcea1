package io.spikewatt.simulator.scenario;

import io.spikewatt.simulator.server.RetryingClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * An independent broker client that publishes commands and reads the status without product code.
 */
final class OperatorClient implements AutoCloseable {

  private final String broker;
  private final String prefix;
  private RetryingClient client;
  private final Map<String, String> newest = new ConcurrentHashMap<>();
  private int ids;

  OperatorClient(String broker, String prefix) throws MqttException {
    this.broker = broker;
    this.prefix = prefix;
    this.client = connect();
  }

  private RetryingClient connect() throws MqttException {
    return RetryingClient.subscribed(
        broker,
        prefix + "#",
        (topic, message) ->
            newest.put(topic, new String(message.getPayload(), StandardCharsets.UTF_8)));
  }

  /**
   * Gives a command for six hours.
   *
   * @param value as JSON
   */
  void command(String name, String value, Instant now) throws MqttException {
    if (!client.connected()) {
      client.close();
      client = connect();
    }
    String payload =
        "{\"id\": \"operator-%d\", \"issuedAt\": \"%s\", \"validForS\": 21600, \"value\": %s}"
            .formatted(++ids, now, value);
    client.publish(prefix + "command/" + name, payload.getBytes(StandardCharsets.UTF_8), false);
  }

  /** The newest payload of a topic below the site's prefix. */
  Optional<String> newest(String topic) {
    return Optional.ofNullable(newest.get(prefix + topic));
  }

  @Override
  public void close() throws MqttException {
    client.close();
  }
}
