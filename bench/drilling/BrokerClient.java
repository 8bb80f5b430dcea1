package io.spikewatt.simulator.drill;

import io.spikewatt.simulator.server.RetryingClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** An operator's client at the broker: records the site's messages and gives commands. */
final class BrokerClient implements AutoCloseable {

  static final String PREFIX = "spikewatt/demo/";

  /**
   * @param topic below the site's prefix
   * @param at when it was heard, s
   */
  record Heard(String topic, String payload, boolean retained, double at) {}

  private final RetryingClient client;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  BrokerClient(int port) throws MqttException {
    client = RetryingClient.subscribed("tcp://127.0.0.1:" + port, PREFIX + "#", this::hear);
  }

  private void hear(String topic, MqttMessage message) {
    heard.add(
        new Heard(
            topic.substring(PREFIX.length()),
            new String(message.getPayload(), StandardCharsets.UTF_8),
            message.isRetained(),
            MeasuredWait.now()));
  }

  void publish(String topic, byte[] payload, boolean retained) throws MqttException {
    client.publish(PREFIX + topic, payload, retained);
  }

  /** Publishes and waits for nothing. */
  void throwAt(String topic, String payload) throws MqttException {
    client.send(PREFIX + topic, payload);
  }

  static String message(String id, Instant issuedAt, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":9000,\"value\":%s}"
        .formatted(id, issuedAt, value);
  }

  /** Gives a command and returns the result's payload. */
  String command(String name, String id, String value) throws Exception {
    return command(name, message(id, Instant.now(), value));
  }

  String command(String name, String message) throws Exception {
    double asked = MeasuredWait.now();
    publish("command/" + name, message.getBytes(StandardCharsets.UTF_8), false);
    return await("result of " + name, 15, asked, is("command/" + name + "/result")).payload();
  }

  /** Gives a command that has to be taken. */
  void accepted(String name, String id, String value) throws Exception {
    accepted(name, message(id, Instant.now(), value));
  }

  void accepted(String name, String message) throws Exception {
    String result = command(name, message);
    Drill.require(result.contains("\"accepted\":true"), "expected to be accepted: %s", result);
  }

  static Predicate<Heard> is(String topic) {
    return message -> message.topic().equals(topic);
  }

  static Predicate<Heard> is(String topic, String part) {
    return is(topic).and(message -> message.payload().contains(part));
  }

  /** Telemetry of a device with a power to believe. */
  static Predicate<Heard> power(String id) {
    return is("device/" + id + "/telemetry", "\"power_w\":{\"value\"");
  }

  /** Telemetry of a device whose power is missing. */
  static Predicate<Heard> noPower(String id) {
    return is("device/" + id + "/telemetry", "\"power_w\":{\"quality\"");
  }

  List<Heard> since(double start) {
    return heard.stream().filter(message -> message.at() >= start).toList();
  }

  /** First message since then. */
  Optional<Heard> first(double start, Predicate<Heard> wanted) {
    return since(start).stream().filter(wanted).findFirst();
  }

  /** Longest time without such a message from start to end, s. */
  double longestGap(double start, double end, Predicate<Heard> wanted) {
    List<Double> times =
        since(start).stream().filter(wanted).map(Heard::at).filter(at -> at <= end).toList();
    return MeasuredWait.longestGap(times, start, end);
  }

  Heard await(String what, double seconds, double start, Predicate<Heard> wanted) throws Exception {
    try {
      MeasuredWait.until(what, seconds, () -> first(start, wanted).isPresent());
    } catch (Drill.Failed late) {
      throw new Drill.Failed(late.getMessage() + "; newest state: " + newest("state"));
    }
    return first(start, wanted).orElseThrow();
  }

  /** As {@link #await}; returns how long after the start it was heard, s. */
  double secondsUntil(String what, double seconds, double start, Predicate<Heard> wanted)
      throws Exception {
    return await(what, seconds, start, wanted).at() - start;
  }

  /** Newest payload of a topic. */
  String newest(String topic) {
    return heard.stream().filter(is(topic)).reduce((a, b) -> b).map(Heard::payload).orElse("");
  }

  @Override
  public void close() throws MqttException {
    client.close();
  }
}
