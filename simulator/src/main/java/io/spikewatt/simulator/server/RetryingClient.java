package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A client without product code. It connects again and again to a {@link BrokerServer}, which ends
 * a connection now and then whose first subscription comes fast.
 */
public final class RetryingClient implements AutoCloseable {

  private static final long PATIENCE_MS = 5_000;

  /** More than anything sends before the broker confirms it. */
  private static final int MOST_UNCONFIRMED = 20_000;

  private final MqttAsyncClient client;

  private RetryingClient(MqttAsyncClient client) {
    this.client = client;
  }

  /**
   * Connects under a random name and subscribes with QoS 1, again and again for five seconds.
   *
   * @throws MqttException if the last attempt failed, too
   */
  public static RetryingClient subscribed(
      String broker, String filter, IMqttMessageListener listener) throws MqttException {
    Clock clock = new SystemClock();
    Moment begin = clock.now();
    while (true) {
      MqttAsyncClient client =
          new MqttAsyncClient(broker, MqttAsyncClient.generateClientId(), new MemoryPersistence());
      try {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setMaxInflight(MOST_UNCONFIRMED);
        client.connect(options).waitForCompletion(PATIENCE_MS);
        client.subscribe(filter, 1, listener).waitForCompletion(PATIENCE_MS);
        return new RetryingClient(client);
      } catch (MqttException e) {
        client.close(true);
        if (clock.now().millisSince(begin) > PATIENCE_MS) {
          throw e;
        }
      }
    }
  }

  public boolean connected() {
    return client.isConnected();
  }

  /** Publishes with QoS 1 and waits until the broker has confirmed it. */
  public void publish(String topic, byte[] payload, boolean retained) throws MqttException {
    client.publish(topic, payload, 1, retained).waitForCompletion(PATIENCE_MS);
  }

  /** Publishes with QoS 0 and waits for nothing. */
  public void send(String topic, String payload) throws MqttException {
    client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 0, false);
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(100, PATIENCE_MS);
    }
    client.close(true);
  }
}
