package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.sparkplug.PayloadMetric.Property;
import io.spikewatt.controller.sparkplug.SparkplugTopics.MessageKind;
import io.spikewatt.controller.sparkplug.SparkplugTopics.Target;
import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The session of an edge node: births, deaths, data by exception, their sequence numbers and
 * aliases. It knows no broker: messages are returned, and belong to the connection that they were
 * made for. Confined to one thread; {@link #death} may be called by any.
 */
public final class EdgeNode {

  /** By this metric a host asks for all births. */
  static final String REBIRTH = "Node Control/Rebirth";

  /** Number of the connection, in its birth and in its death. */
  static final String BD_SEQ = "bdSeq";

  private final SparkplugTopics topics;
  private final HostCommands commands;
  private final KnownMetrics node = new KnownMetrics();
  private final Map<String, KnownMetrics> devices = new LinkedHashMap<>();
  private final Set<String> alive = new LinkedHashSet<>();
  private long lastAlias;
  private int seq;
  private int bdSeq;
  private String lastRefusal = "";

  /**
   * @param validFor how long a host's command holds, unless its message says otherwise
   */
  public EdgeNode(SparkplugTopics topics, Duration validFor) {
    this.commands = new HostCommands(validFor);
    this.topics = topics;
  }

  /**
   * The death of a connection: its will, and its last message in an orderly end.
   *
   * @param bdSeq number of the connection, 0..255
   */
  public Message death(int bdSeq, Instant now) {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.of(now.toEpochMilli()), List.of(bdSeq(bdSeq, now)), OptionalLong.empty());
    return message(topics.ofNode(MessageKind.NDEATH), payload);
  }

  /**
   * All births, for a new connection.
   *
   * @param bdSeq number of the connection, 0..255, as in its will
   */
  public List<Message> birth(CycleOutcome outcome, int bdSeq) {
    this.bdSeq = bdSeq;
    return rebirth(outcome);
  }

  /** All births once more on the same connection. */
  public List<Message> rebirth(CycleOutcome outcome) {
    Instant now = now(outcome);
    seq = 0;
    List<MetricReading> readings = nodeReadings(outcome);
    node.born(readings, this::nextAlias);
    List<PayloadMetric> metrics = new ArrayList<>();
    metrics.add(bdSeq(bdSeq, now));
    metrics.add(plain(REBIRTH, MetricType.BOOLEAN, new MetricValue.Flag(false), now));
    metrics.addAll(definitions(readings, node));
    List<Message> messages = new ArrayList<>();
    messages.add(sequenced(topics.ofNode(MessageKind.NBIRTH), metrics, now));
    alive.clear();
    DeviceMetrics.of(outcome)
        .forEach(
            (device, present) -> {
              if (present.alive()) {
                messages.add(deviceBirth(device, present.readings(), now));
              }
            });
    return messages;
  }

  /**
   * What changed since the last call: devices that died or came back, then changed values. All
   * births if the metrics are not those of the birth.
   */
  public List<Message> changes(CycleOutcome outcome) {
    List<MetricReading> readings = nodeReadings(outcome);
    Map<String, DeviceMetrics> present = DeviceMetrics.of(outcome);
    if (!node.covers(readings) || !alive.stream().allMatch(id -> covered(id, present))) {
      return rebirth(outcome);
    }
    Instant now = now(outcome);
    List<Message> messages = new ArrayList<>();
    present.forEach((device, metrics) -> lifeOf(device, metrics, now).ifPresent(messages::add));
    List<MetricReading> news = node.changed(readings);
    if (!news.isEmpty()) {
      messages.add(sequenced(topics.ofNode(MessageKind.NDATA), values(news, node), now));
    }
    for (String device : alive) {
      KnownMetrics known = known(device);
      List<MetricReading> changed =
          known.changed(Objects.requireNonNull(present.get(device)).readings());
      if (!changed.isEmpty()) {
        messages.add(
            sequenced(topics.ofDevice(MessageKind.DDATA, device), values(changed, known), now));
      }
    }
    return messages;
  }

  /**
   * Values of a quarter hour that hosts did not hear, marked historical: of the node and of each
   * living device. A mean that is not known is null.
   */
  public List<Message> past(PastQuarterHour quarterHour, CycleOutcome outcome) {
    Map<Optional<String>, List<MetricReading>> readings = new LinkedHashMap<>();
    for (RecordedMetric metric : RecordedMetric.of(outcome.site())) {
      born(metric)
          .map(definition -> past(definition, metric, quarterHour))
          .ifPresent(
              reading ->
                  readings.computeIfAbsent(metric.device(), _ -> new ArrayList<>()).add(reading));
    }
    Instant now = now(outcome);
    List<Message> messages = new ArrayList<>();
    readings.forEach(
        (device, own) -> {
          String topic =
              device
                  .map(id -> topics.ofDevice(MessageKind.DDATA, id))
                  .orElseGet(() -> topics.ofNode(MessageKind.NDATA));
          KnownMetrics known = device.map(this::known).orElse(node);
          messages.add(
              sequenced(topic, own.stream().map(one -> value(one, known, true)).toList(), now));
        });
    return messages;
  }

  /** A metric's definition in the birth; empty if it had none, or the device is dead. */
  private Optional<MetricDefinition> born(RecordedMetric metric) {
    if (metric.device().isPresent() && !alive.contains(metric.device().get())) {
      return Optional.empty();
    }
    KnownMetrics known = metric.device().map(this::known).orElse(node);
    return known.find(Optional.of(metric.name()), OptionalLong.empty());
  }

  private static MetricReading past(
      MetricDefinition definition, RecordedMetric metric, PastQuarterHour quarterHour) {
    Double mean = quarterHour.means().get(metric.series());
    return mean == null
        ? MetricReading.missing(definition, MetricQuality.BAD, quarterHour.start())
        : MetricReading.of(definition, mean, quarterHour.start());
  }

  /** Requests of a received message; none if it is no command. */
  public List<HostRequest> read(Message message) {
    if (topics.turned(message.topic())) {
      return List.of(
          new HostRequest.Refused(
              HostCommands.cut(message.topic()),
              "the broker turns the dot of spBv1.0; RabbitMQ needs mqtt.sparkplug = true"));
    }
    Optional<Target> target = topics.commanded(message.topic());
    if (target.isEmpty()) {
      return List.of();
    }
    Optional<String> device = target.get().device();
    KnownMetrics known = device.isEmpty() ? node : devices.get(device.get());
    return known == null
        ? List.of(new HostRequest.Refused(HostCommands.cut(device.orElse("")), "no such device"))
        : commands.read(message, device, known);
  }

  /**
   * Remembers when and why a request was refused, for {@code Control/Last Refusal}: with the time,
   * the same refusal once more is a change that hosts receive.
   */
  public void refused(String why, Instant at) {
    lastRefusal = at + " " + why;
  }

  private Optional<Message> lifeOf(String device, DeviceMetrics metrics, Instant now) {
    if (metrics.alive() && !alive.contains(device)) {
      return Optional.of(deviceBirth(device, metrics.readings(), now));
    }
    if (!metrics.alive() && alive.remove(device)) {
      return Optional.of(sequenced(topics.ofDevice(MessageKind.DDEATH, device), List.of(), now));
    }
    return Optional.empty();
  }

  private Message deviceBirth(String device, List<MetricReading> readings, Instant now) {
    alive.add(device);
    KnownMetrics known = known(device);
    known.born(readings, this::nextAlias);
    return sequenced(
        topics.ofDevice(MessageKind.DBIRTH, device), definitions(readings, known), now);
  }

  private boolean covered(String device, Map<String, DeviceMetrics> present) {
    DeviceMetrics metrics = present.get(device);
    return metrics != null && known(device).covers(metrics.readings());
  }

  private KnownMetrics known(String device) {
    return devices.computeIfAbsent(device, _ -> new KnownMetrics());
  }

  private List<MetricReading> nodeReadings(CycleOutcome outcome) {
    return NodeMetrics.of(outcome, commands.usualValidityS(), lastRefusal);
  }

  private long nextAlias() {
    return ++lastAlias;
  }

  private static Instant now(CycleOutcome outcome) {
    return outcome.report().snapshot().at().instant();
  }

  private static PayloadMetric bdSeq(int bdSeq, Instant now) {
    return plain(BD_SEQ, MetricType.INT64, new MetricValue.Whole64(bdSeq), now);
  }

  /** A metric without an alias, as the session's own must be. */
  private static PayloadMetric plain(String name, MetricType type, MetricValue value, Instant now) {
    return new PayloadMetric(
        Optional.of(name),
        OptionalLong.empty(),
        OptionalLong.of(now.toEpochMilli()),
        OptionalInt.of(type.code()),
        false,
        Optional.of(value),
        Map.of());
  }

  /** In the order of a birth, oldest first. */
  private static List<PayloadMetric> definitions(List<MetricReading> readings, KnownMetrics known) {
    return inOrder(readings).stream().map(reading -> definition(reading, known)).toList();
  }

  private static PayloadMetric definition(MetricReading reading, KnownMetrics known) {
    MetricDefinition definition = reading.definition();
    Map<String, Property> properties = new LinkedHashMap<>();
    if (!definition.unit().isEmpty()) {
      properties.put(
          "engUnit", new Property(MetricType.STRING, new MetricValue.Text(definition.unit())));
    }
    properties.put(
        "readOnly",
        new Property(MetricType.BOOLEAN, new MetricValue.Flag(definition.commands().isEmpty())));
    if (reading.quality() != MetricQuality.GOOD) {
      quality(reading, properties);
    }
    return new PayloadMetric(
        Optional.of(definition.name()),
        OptionalLong.of(known.alias(definition)),
        OptionalLong.of(reading.at().toEpochMilli()),
        OptionalInt.of(definition.type().code()),
        false,
        reading.value(),
        properties);
  }

  /**
   * In the order of a data message, oldest first. The specification advises against the type, but
   * decoders that keep no births, such as the npm package, take a value without it for null.
   */
  private static List<PayloadMetric> values(List<MetricReading> readings, KnownMetrics known) {
    return inOrder(readings).stream().map(reading -> value(reading, known, false)).toList();
  }

  private static PayloadMetric value(
      MetricReading reading, KnownMetrics known, boolean historical) {
    Map<String, Property> properties = new LinkedHashMap<>();
    quality(reading, properties);
    return new PayloadMetric(
        Optional.empty(),
        OptionalLong.of(known.alias(reading.definition())),
        OptionalLong.of(reading.at().toEpochMilli()),
        OptionalInt.of(reading.definition().type().code()),
        historical,
        reading.value(),
        properties);
  }

  private static void quality(MetricReading reading, Map<String, Property> properties) {
    properties.put(
        "Quality",
        new Property(MetricType.INT32, new MetricValue.Whole32(reading.quality().code())));
  }

  private static List<MetricReading> inOrder(List<MetricReading> readings) {
    return readings.stream().sorted(Comparator.comparing(MetricReading::at)).toList();
  }

  private Message sequenced(String topic, List<PayloadMetric> metrics, Instant now) {
    Message message =
        message(
            topic,
            new SparkplugPayload(
                OptionalLong.of(now.toEpochMilli()), metrics, OptionalLong.of(seq)));
    seq = (seq + 1) % 256;
    return message;
  }

  private static Message message(String topic, SparkplugPayload payload) {
    return Message.fleeting(topic, SparkplugEncoder.encode(payload));
  }
}
