package io.spikewatt.simulator.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * An independent broker client that publishes commands and reads the status without product code.
 */
final class OperatorClient implements AutoCloseable {

  private static final long PATIENCE_MS = 5_000;
  private static final int ATTEMPTS = 5;

  private final String broker;
  private final String prefix;
  private MqttAsyncClient client;
  private final Map<String, String> newest = new ConcurrentHashMap<>();
  private int ids;

  OperatorClient(String broker, String prefix) throws MqttException {
    this.broker = broker;
    this.prefix = prefix;
    this.client = connect();
  }

  /** A broker that has only just begun to listen may drop a client or two. */
  private MqttAsyncClient connect() throws MqttException {
    MqttException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      MqttAsyncClient made =
          new MqttAsyncClient(broker, MqttAsyncClient.generateClientId(), new MemoryPersistence());
      try {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(true);
        made.connect(options).waitForCompletion(PATIENCE_MS);
        made.subscribe(prefix + "#", 1, this::heard).waitForCompletion(PATIENCE_MS);
        return made;
      } catch (MqttException e) {
        last = e;
        made.close(true);
      }
    }
    throw java.util.Objects.requireNonNull(last);
  }

  private void heard(String topic, MqttMessage message) {
    newest.put(topic, new String(message.getPayload(), StandardCharsets.UTF_8));
  }

  /**
   * Gives a command for six hours.
   *
   * @param value as JSON
   */
  void command(String name, String value, Instant now) throws MqttException {
    if (!client.isConnected()) {
      client.close(true);
      client = connect();
    }
    String payload =
        "{\"id\": \"operator-%d\", \"issuedAt\": \"%s\", \"validForS\": 21600, \"value\": %s}"
            .formatted(++ids, now, value);
    MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
    message.setQos(1);
    client.publish(prefix + "command/" + name, message).waitForCompletion(PATIENCE_MS);
  }

  /** The newest payload of a topic below the site's prefix. */
  Optional<String> newest(String topic) {
    return Optional.ofNullable(newest.get(prefix + topic));
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(100, PATIENCE_MS);
    }
    client.close(true);
  }
}
