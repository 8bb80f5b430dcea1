package io.spikewatt.simulator.demo;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A subscriber without product code: counts the setpoints that the broker delivers. */
final class SetpointCounter implements AutoCloseable {

  private static final long PATIENCE_MS = 5_000;

  private final MqttAsyncClient client;
  private final AtomicLong setpoints = new AtomicLong();
  private final Set<String> devices = new ConcurrentSkipListSet<>();

  /**
   * @throws MqttException if the broker is not there
   */
  SetpointCounter(String broker, String prefix) throws MqttException {
    client = new MqttAsyncClient(broker, "demo-witness", new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(true);
    client.connect(options).waitForCompletion(PATIENCE_MS);
    IMqttMessageListener listener =
        (topic, message) -> {
          String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
          if (payload.contains("\"value\":")) {
            setpoints.incrementAndGet();
            devices.add(topic.substring(prefix.length()).split("/", -1)[1]);
          }
        };
    client.subscribe(prefix + "device/+/setpoint", 0, listener).waitForCompletion(PATIENCE_MS);
  }

  /** Setpoints received so far. */
  long setpoints() {
    return setpoints.get();
  }

  /** Devices with a received setpoint. */
  Set<String> devices() {
    return new TreeSet<>(devices);
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(100, PATIENCE_MS);
    client.close(true);
  }
}
