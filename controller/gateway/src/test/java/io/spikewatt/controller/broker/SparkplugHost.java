package io.spikewatt.controller.broker;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.jspecify.annotations.Nullable;

/** A host application that decodes and encodes with Eclipse Tahu, not with the node's own code. */
public final class SparkplugHost implements AutoCloseable {

  /** A message as it came in, and decoded. */
  public record Heard(String topic, SparkplugBPayload payload) {

    /** NBIRTH for example. */
    public String kind() {
      return topic.split("/", -1)[2];
    }

    public Optional<String> device() {
      String[] levels = topic.split("/", -1);
      return levels.length > 4 ? Optional.of(levels[4]) : Optional.empty();
    }

    /** The metric of that name, which only births have. */
    public Optional<Metric> metric(String name) {
      return payload.getMetrics().stream().filter(m -> name.equals(m.getName())).findFirst();
    }

    /** The metric of that alias. */
    public Optional<Metric> metric(long alias) {
      return payload.getMetrics().stream()
          .filter(m -> m.hasAlias() && m.getAlias() == alias)
          .findFirst();
    }

    public long bdSeq() {
      return ((Number) metric("bdSeq").orElseThrow().getValue()).longValue();
    }
  }

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final List<Throwable> notUnderstood = new CopyOnWriteArrayList<>();
  private final MetricDataTypeMap types = new MetricDataTypeMap();
  private final MqttAsyncClient client;

  public SparkplugHost(int port) throws MqttException {
    client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "host" + port, new MemoryPersistence());
    client.connect().waitForCompletion(5_000);
    client
        .subscribe("spBv1.0/+/+/#", 1, (topic, message) -> take(topic, message.getPayload()))
        .waitForCompletion(5_000);
  }

  private void take(String topic, byte[] payload) {
    if (topic.startsWith("spBv1.0/STATE/") || topic.contains("CMD/")) {
      return;
    }
    try {
      Heard one = new Heard(topic, decode(payload, types));
      if (one.kind().endsWith("BIRTH")) {
        one.payload().getMetrics().stream()
            .filter(Metric::hasAlias)
            .forEach(metric -> types.addMetricDataType(metric.getAlias(), metric.getDataType()));
      }
      heard.add(one);
    } catch (Exception e) {
      notUnderstood.add(e);
    }
  }

  static SparkplugBPayload decode(byte[] payload, MetricDataTypeMap types) throws Exception {
    return new SparkplugBPayloadDecoder().buildFromByteArray(payload, types);
  }

  /** Everything so far; fails if something was not understood. */
  public List<Heard> heard() {
    if (!notUnderstood.isEmpty()) {
      throw new AssertionError(notUnderstood.getFirst());
    }
    return List.copyOf(heard);
  }

  public void forget() {
    heard.clear();
  }

  /** Kinds with devices so far, NBIRTH and DBIRTH pv1 for example. */
  public List<String> kinds() {
    return heard().stream()
        .map(one -> one.kind() + one.device().map(id -> " " + id).orElse(""))
        .toList();
  }

  public Optional<Heard> last(String kind) {
    return heard().stream().filter(one -> one.kind().equals(kind)).reduce((a, b) -> b);
  }

  public Optional<Heard> last(String kind, String device) {
    return heard().stream()
        .filter(one -> one.kind().equals(kind) && one.device().equals(Optional.of(device)))
        .reduce((a, b) -> b);
  }

  /**
   * Sends a command whose metrics have no time of their own.
   *
   * @param at time of the payload; null = none
   */
  void command(String topic, @Nullable Date at, boolean retained, Metric... metrics) {
    for (Metric metric : metrics) {
      metric.setTimestamp(null);
    }
    SparkplugBPayload payload =
        new SparkplugBPayload(at, new ArrayList<>(List.of(metrics)), null, null, null);
    try {
      send(topic, new SparkplugBPayloadEncoder().getBytes(payload, false), retained);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void send(String topic, byte[] payload, boolean retained) {
    try {
      client.publish(topic, payload, 1, retained).waitForCompletion(5_000);
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1_000, false);
    client.close(true);
  }
}
