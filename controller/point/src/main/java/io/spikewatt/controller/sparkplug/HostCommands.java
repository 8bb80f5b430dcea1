package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.sparkplug.MetricDefinition.CommandField;
import io.spikewatt.controller.sparkplug.SparkplugDecoder.MalformedPayload;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Turns commands of hosts into commands of the site. Their id follows from their content, so the
 * same message once more is recognised; they are issued at their own time, so an old one has
 * lapsed. Whether they are allowed and in range is judged where all commands are. Confined to one
 * thread.
 */
final class HostCommands {

  private static final int MOST_VALIDITY_S = 7 * 86_400;

  private static final int MOST_METRICS = 20;

  private static final int MOST_TEXT = 64;

  private final int usualValidityS;

  /**
   * @param usualValidity how long a command holds unless its message says otherwise
   */
  HostCommands(Duration usualValidity) {
    this.usualValidityS = (int) usualValidity.toSeconds();
  }

  /** How long commands hold unless their message says otherwise, s. */
  int usualValidityS() {
    return usualValidityS;
  }

  private static final class RefusedMetric extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedMetric(String message) {
      super(message);
    }
  }

  /** One metric that is to be written, with its value of the right kind. */
  private record Write(MetricDefinition definition, MetricValue value, Instant issuedAt) {}

  /** The requests of a message; {@code known} are the metrics of its target. */
  List<HostRequest> read(Message message, Optional<String> device, KnownMetrics known) {
    String what = device.orElse("node");
    if (message.retained()) {
      return List.of(
          new HostRequest.Refused(what, "retained commands are refused: they would be replayed"));
    }
    SparkplugPayload payload;
    try {
      payload = SparkplugDecoder.decode(message.payload());
    } catch (MalformedPayload malformed) {
      return List.of(new HostRequest.Refused(what, "no payload: " + malformed.getMessage()));
    }
    if (payload.metrics().size() > MOST_METRICS) {
      return List.of(
          new HostRequest.Refused(
              what,
              "%d metrics at once, at most %d".formatted(payload.metrics().size(), MOST_METRICS)));
    }
    if (payload.metrics().isEmpty()) {
      return List.of(new HostRequest.Refused(what, "no metric to write"));
    }
    List<HostRequest> requests = new ArrayList<>();
    List<Write> writes = new ArrayList<>();
    for (PayloadMetric metric : payload.metrics()) {
      try {
        if (device.isEmpty() && metric.name().filter(EdgeNode.REBIRTH::equals).isPresent()) {
          requests.add(rebirth(metric));
        } else {
          writes.add(write(metric, payload.timestamp(), known));
        }
      } catch (RefusedMetric refused) {
        requests.add(
            new HostRequest.Refused(what + " " + label(metric), "" + refused.getMessage()));
      }
    }
    try {
      commands(device, writes, validityS(writes), requests::add);
    } catch (RefusedMetric refused) {
      requests.add(new HostRequest.Refused(NodeMetrics.VALIDITY.name(), "" + refused.getMessage()));
    }
    return requests;
  }

  private static HostRequest rebirth(PayloadMetric metric) throws RefusedMetric {
    if (metric.value().equals(Optional.of(new MetricValue.Flag(true)))) {
      return new HostRequest.Rebirth();
    }
    throw new RefusedMetric("expected true");
  }

  private static Write write(PayloadMetric metric, OptionalLong sent, KnownMetrics known)
      throws RefusedMetric {
    MetricDefinition definition =
        known
            .find(metric.name(), metric.alias())
            .orElseThrow(() -> new RefusedMetric("no such metric"));
    if (definition.commands().isEmpty()) {
      throw new RefusedMetric("can only be read");
    }
    if (metric.historical()) {
      throw new RefusedMetric("is historical");
    }
    OptionalLong at = metric.timestamp().isPresent() ? metric.timestamp() : sent;
    if (at.isEmpty()) {
      throw new RefusedMetric("no timestamp: it could be of any age");
    }
    MetricValue value = metric.value().orElseThrow(() -> new RefusedMetric("null is no value"));
    return new Write(definition, fitting(definition, value), time(at.getAsLong()));
  }

  private static MetricValue fitting(MetricDefinition definition, MetricValue value)
      throws RefusedMetric {
    boolean fits =
        switch (definition.type()) {
          case DOUBLE -> value instanceof MetricValue.Real real && Double.isFinite(real.value());
          case INT32 -> value instanceof MetricValue.Whole32;
          case INT64, DATE_TIME -> value instanceof MetricValue.Whole64;
          case BOOLEAN -> value instanceof MetricValue.Flag;
          case STRING ->
              value instanceof MetricValue.Text text && text.value().length() <= MOST_TEXT;
        };
    if (!fits) {
      throw new RefusedMetric("expected a finite or short " + definition.type().wireName());
    }
    return value;
  }

  private static Instant time(long ms) throws RefusedMetric {
    return Timestamp.ofMillis((double) ms)
        .orElseThrow(
            () -> new RefusedMetric("expected a time of the years 1970 to 2199, found " + ms));
  }

  /**
   * How long the commands of a message hold, s. A validity counts for its own message alone: hosts
   * cannot be distinguished, so one would set it for all.
   */
  private int validityS(List<Write> writes) throws RefusedMetric {
    int validForS = usualValidityS;
    for (Write write : writes) {
      if (write.definition.equals(NodeMetrics.VALIDITY)
          && write.value instanceof MetricValue.Whole32 seconds) {
        if (seconds.value() < 1 || seconds.value() > MOST_VALIDITY_S) {
          throw new RefusedMetric(
              "expected 1..%d, found %d".formatted(MOST_VALIDITY_S, seconds.value()));
        }
        if (writes.size() == 1) {
          throw new RefusedMetric(
              "counts only in one message with the metrics that it is for;"
                  + " mqtt.sparkplug.valid-for-s sets it for all");
        }
        validForS = seconds.value();
      }
    }
    return validForS;
  }

  private void commands(
      Optional<String> device, List<Write> writes, int validForS, Consumer<HostRequest> to) {
    Map<String, Map<String, Write>> objects = new LinkedHashMap<>();
    for (Write write : writes) {
      CommandField target = write.definition.commands().orElseThrow();
      if (target.field().equals("value")) {
        to.accept(
            command(
                target.command(),
                write.issuedAt,
                validForS,
                writer -> value(writer, "value", write)));
      } else if (!write.definition.equals(NodeMetrics.VALIDITY)) {
        objects
            .computeIfAbsent(target.command(), _ -> new LinkedHashMap<>())
            .put(target.field(), write);
      }
    }
    objects.forEach((name, fields) -> to.accept(object(name, fields, device, validForS)));
  }

  /** One command of all the fields that a message has of its value. */
  private HostRequest object(
      String name, Map<String, Write> fields, Optional<String> device, int validForS) {
    for (Write write : fields.values()) {
      if (write.value instanceof MetricValue.Whole64 ms
          && Timestamp.ofMillis((double) ms.value()).isEmpty()) {
        return new HostRequest.Refused(
            device.orElse("node") + " " + write.definition.name(),
            "expected a time of the years 1970 to 2199, found " + ms.value());
      }
    }
    Instant issuedAt =
        fields.values().stream().map(Write::issuedAt).min(Instant::compareTo).orElseThrow();
    return command(
        name,
        issuedAt,
        validForS,
        writer ->
            writer.in(
                "value", body -> fields.forEach((field, write) -> value(body, field, write))));
  }

  private HostRequest command(
      String name, Instant issuedAt, int validForS, Consumer<JsonWriter> value) {
    byte[] content = JsonWriter.object(writer -> value.accept(writer.put("name", name)));
    String id = "sp-" + issuedAt.toEpochMilli() + "-" + fingerprint(content);
    byte[] payload =
        JsonWriter.object(
            writer ->
                value.accept(
                    writer
                        .put("id", id)
                        .put("issuedAt", issuedAt)
                        .put("validForS", (long) validForS)));
    return new HostRequest.Command(name, payload);
  }

  private static String fingerprint(byte[] content) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : content) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static void value(JsonWriter writer, String field, Write write) {
    switch (write.value) {
      case MetricValue.Whole32 whole -> writer.put(field, whole.value());
      case MetricValue.Whole64 ms when write.definition.type() == MetricType.DATE_TIME ->
          writer.put(field, Instant.ofEpochMilli(ms.value()));
      case MetricValue.Whole64 whole -> writer.put(field, whole.value());
      case MetricValue.Real real -> writer.put(field, real.value());
      case MetricValue.Flag flag -> writer.put(field, flag.value());
      case MetricValue.Text text -> writer.put(field, text.value());
      case MetricValue.Opaque _ -> throw new IllegalArgumentException("was refused before");
    }
  }

  /** A name from outside, short enough for an event. */
  static String cut(String name) {
    return name.length() > MOST_TEXT ? name.substring(0, MOST_TEXT) + "…" : name;
  }

  private static String label(PayloadMetric metric) {
    return metric
        .name()
        .map(HostCommands::cut)
        .orElseGet(
            () ->
                metric.alias().isPresent()
                    ? "alias " + Long.toUnsignedString(metric.alias().getAsLong())
                    : "without name");
  }
}
