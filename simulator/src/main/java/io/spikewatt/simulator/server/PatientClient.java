package io.spikewatt.simulator.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Connects clients without product code to a {@link BrokerServer}, which ends a connection now and
 * then whose first subscription comes fast.
 */
public final class PatientClient {

  private static final long PATIENCE_MS = 5_000;

  private PatientClient() {}

  /**
   * Connects under a random name and subscribes with QoS 1, again and again for five seconds.
   *
   * @throws MqttException if the last attempt failed, too
   */
  public static MqttAsyncClient subscribed(
      String broker, String filter, IMqttMessageListener listener) throws MqttException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (true) {
      MqttAsyncClient client =
          new MqttAsyncClient(broker, MqttAsyncClient.generateClientId(), new MemoryPersistence());
      try {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(true);
        client.connect(options).waitForCompletion(PATIENCE_MS);
        client.subscribe(filter, 1, listener).waitForCompletion(PATIENCE_MS);
        return client;
      } catch (MqttException e) {
        client.close(true);
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }
}
