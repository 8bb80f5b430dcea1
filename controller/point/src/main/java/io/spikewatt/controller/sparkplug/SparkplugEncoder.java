package io.spikewatt.controller.sparkplug;

import io.spikewatt.controller.sparkplug.PayloadMetric.Property;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes payloads in the protobuf encoding of {@code sparkplug_b.proto}. */
final class SparkplugEncoder {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  private SparkplugEncoder() {}

  static byte[] encode(SparkplugPayload payload) {
    SparkplugEncoder encoder = new SparkplugEncoder();
    payload.timestamp().ifPresent(ms -> encoder.varint(1, ms));
    for (PayloadMetric metric : payload.metrics()) {
      encoder.bytes(2, metric(metric));
    }
    payload.seq().ifPresent(seq -> encoder.varint(3, seq));
    return encoder.out.toByteArray();
  }

  private static byte[] metric(PayloadMetric metric) {
    SparkplugEncoder encoder = new SparkplugEncoder();
    metric.name().ifPresent(name -> encoder.text(1, name));
    metric.alias().ifPresent(alias -> encoder.varint(2, alias));
    metric.timestamp().ifPresent(ms -> encoder.varint(3, ms));
    metric.type().ifPresent(code -> encoder.varint(4, code));
    if (metric.historical()) {
      encoder.varint(5, 1);
    }
    if (metric.value().isEmpty()) {
      encoder.varint(7, 1);
    }
    if (!metric.properties().isEmpty()) {
      encoder.bytes(9, properties(metric.properties()));
    }
    metric.value().ifPresent(value -> encoder.value(10, value));
    return encoder.out.toByteArray();
  }

  private static byte[] properties(Map<String, Property> properties) {
    SparkplugEncoder set = new SparkplugEncoder();
    properties.keySet().forEach(key -> set.text(1, key));
    for (Property property : properties.values()) {
      SparkplugEncoder encoder = new SparkplugEncoder();
      encoder.varint(1, property.type().code());
      encoder.value(3, property.value());
      set.bytes(2, encoder.out.toByteArray());
    }
    return set.out.toByteArray();
  }

  /**
   * @param first field of a 32-bit integer; those of the other kinds follow
   */
  private void value(int first, MetricValue value) {
    switch (value) {
      case MetricValue.Whole32 whole -> varint(first, Integer.toUnsignedLong(whole.value()));
      case MetricValue.Whole64 whole -> varint(first + 1, whole.value());
      case MetricValue.Real real -> fixed64(first + 3, Double.doubleToRawLongBits(real.value()));
      case MetricValue.Flag flag -> varint(first + 4, flag.value() ? 1 : 0);
      case MetricValue.Text text -> text(first + 5, text.value());
      case MetricValue.Opaque _ -> throw new IllegalArgumentException("is only received");
    }
  }

  private void varint(int field, long value) {
    tag(field, VARINT);
    raw(value);
  }

  private void fixed64(int field, long bits) {
    tag(field, FIXED64);
    for (int shift = 0; shift < 64; shift += 8) {
      out.write((int) (bits >>> shift));
    }
  }

  private void text(int field, String text) {
    bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(int field, byte[] bytes) {
    tag(field, LENGTH);
    raw(bytes.length);
    out.writeBytes(bytes);
  }

  private void tag(int field, int wireType) {
    raw(((long) field << 3) | wireType);
  }

  /** Seven bits a byte, the lowest first. */
  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
