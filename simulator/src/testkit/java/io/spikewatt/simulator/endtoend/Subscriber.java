package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.simulator.server.RetryingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A client of the broker that knows nothing of the daemon's code. */
final class Subscriber implements AutoCloseable {

  /**
   * @param retained whether the broker had kept it
   */
  record Heard(String topic, String payload, boolean retained) {}

  private final RetryingClient client;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  Subscriber(String broker, String filter) throws MqttException {
    client =
        RetryingClient.subscribed(
            broker,
            filter,
            (topic, message) ->
                add(
                    new Heard(
                        topic,
                        new String(message.getPayload(), StandardCharsets.UTF_8),
                        message.isRetained())));
  }

  void publish(String topic, String payload, boolean retained) throws MqttException {
    client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), retained);
  }

  /** Everything heard so far. */
  List<Heard> heard() {
    return List.copyOf(heard);
  }

  boolean hears(Predicate<Heard> wanted) {
    return heard.stream().anyMatch(wanted);
  }

  /** Waits for a message in real time. */
  synchronized Heard await(String what, long seconds, Predicate<Heard> wanted)
      throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(seconds);
    long end = System.nanoTime() + left;
    while (!hears(wanted) && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return heard.stream()
        .filter(wanted)
        .findFirst()
        .orElseGet(() -> fail(what + ": not within " + seconds + " s; heard " + heard));
  }

  private synchronized void add(Heard message) {
    heard.add(message);
    notifyAll();
  }

  @Override
  public void close() throws MqttException {
    client.close();
  }
}
