package io.spikewatt.simulator.demo;

import io.spikewatt.simulator.server.RetryingClient;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A subscriber without product code: counts the setpoints that the broker delivers. */
final class SetpointCounter implements AutoCloseable {

  private final RetryingClient client;
  private final AtomicLong setpoints = new AtomicLong();
  private final Set<String> devices = new ConcurrentSkipListSet<>();

  /**
   * @throws MqttException if the broker is not there
   */
  SetpointCounter(String broker, String prefix) throws MqttException {
    client =
        RetryingClient.subscribed(
            broker,
            prefix + "device/+/setpoint",
            (topic, message) -> {
              String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
              if (payload.contains("\"value\":")) {
                setpoints.incrementAndGet();
                devices.add(topic.substring(prefix.length()).split("/", -1)[1]);
              }
            });
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
    client.close();
  }
}
