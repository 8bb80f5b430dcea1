package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.sparkplug.PayloadMetric.Property;
import io.spikewatt.controller.sparkplug.SparkplugDecoder.MalformedPayload;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.DataSet;
import org.eclipse.tahu.message.model.DataSetDataType;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SparkplugPayloadTest {

  private static final long AT = 1_780_000_000_123L;
  private static final Date DATE = Date.from(Instant.ofEpochMilli(AT));

  static PayloadMetric metric(
      String name, long alias, MetricType type, Optional<MetricValue> value, boolean historical) {
    Map<String, Property> properties = new LinkedHashMap<>();
    properties.put("engUnit", new Property(MetricType.STRING, new MetricValue.Text("°C")));
    properties.put("readOnly", new Property(MetricType.BOOLEAN, new MetricValue.Flag(true)));
    properties.put("Quality", new Property(MetricType.INT32, new MetricValue.Whole32(500)));
    return new PayloadMetric(
        Optional.of(name),
        OptionalLong.of(alias),
        OptionalLong.of(AT),
        OptionalInt.of(type.code()),
        historical,
        value,
        properties);
  }

  /** One metric of each type, one without a value, and an old one. */
  static SparkplugPayload everything() {
    return new SparkplugPayload(
        OptionalLong.of(AT),
        List.of(
            metric("int32", 1, MetricType.INT32, some(new MetricValue.Whole32(-7)), false),
            metric("int64", 2, MetricType.INT64, some(new MetricValue.Whole64(-1L << 40)), false),
            metric("double", 300, MetricType.DOUBLE, some(new MetricValue.Real(-1.5e-9)), false),
            metric("flag", 4, MetricType.BOOLEAN, some(new MetricValue.Flag(true)), false),
            metric("text", 5, MetricType.STRING, some(new MetricValue.Text("Größe 🔋")), false),
            metric("time", 6, MetricType.DATE_TIME, some(new MetricValue.Whole64(AT)), false),
            metric("null", 7, MetricType.DOUBLE, Optional.empty(), false),
            metric("old", 8, MetricType.DOUBLE, some(new MetricValue.Real(0)), true)),
        OptionalLong.of(255));
  }

  private static Optional<MetricValue> some(MetricValue value) {
    return Optional.of(value);
  }

  @Test
  void tahu_reads_what_is_written() throws Exception {
    SparkplugBPayload read =
        new SparkplugBPayloadDecoder()
            .buildFromByteArray(SparkplugEncoder.encode(everything()), new MetricDataTypeMap());
    assertEquals(DATE, read.getTimestamp());
    assertEquals(255L, read.getSeq());
    assertEquals(
        Arrays.asList(-7, -1L << 40, -1.5e-9, true, "Größe 🔋", DATE, null, 0.0),
        read.getMetrics().stream().map(Metric::getValue).toList());
    assertEquals(
        List.of("Int32", "Int64", "Double", "Boolean", "String", "DateTime", "Double", "Double"),
        read.getMetrics().stream().map(metric -> metric.getDataType().toString()).toList());
    assertEquals(
        List.of(1L, 2L, 300L, 4L, 5L, 6L, 7L, 8L),
        read.getMetrics().stream().map(Metric::getAlias).toList());
    for (Metric metric : read.getMetrics()) {
      assertEquals(DATE, metric.getTimestamp());
      assertEquals(metric.getName().equals("null"), metric.isNull());
      assertEquals(metric.getName().equals("old"), metric.isHistorical());
      assertEquals("°C", metric.getProperties().getPropertyValue("engUnit").getValue());
      assertEquals(true, metric.getProperties().getPropertyValue("readOnly").getValue());
      assertEquals(500, metric.getProperties().getPropertyValue("Quality").getValue());
    }
  }

  @Test
  void what_tahu_writes_is_read() throws Exception {
    DataSet table =
        new DataSet.DataSetBuilder(1)
            .addColumnName("c")
            .addType(DataSetDataType.Int32)
            .createDataSet();
    SparkplugBPayload written =
        new SparkplugBPayload(
            DATE,
            new ArrayList<>(
                List.of(
                    new MetricBuilder("int", MetricDataType.Int32, -7).createMetric(),
                    new MetricBuilder("long", MetricDataType.Int64, 1L << 40).createMetric(),
                    new MetricBuilder("float", MetricDataType.Float, 1.5f).createMetric(),
                    new MetricBuilder("double", MetricDataType.Double, 2.5).createMetric(),
                    new MetricBuilder("flag", MetricDataType.Boolean, true).createMetric(),
                    new MetricBuilder("text", MetricDataType.String, "ü").createMetric(),
                    new MetricBuilder("time", MetricDataType.DateTime, DATE).createMetric(),
                    new MetricBuilder("null", MetricDataType.Double, null).createMetric(),
                    new MetricBuilder("bytes", MetricDataType.Bytes, new byte[] {1}).createMetric(),
                    new MetricBuilder("table", MetricDataType.DataSet, table).createMetric(),
                    new MetricBuilder(42L, MetricDataType.Double, 3.5).createMetric())),
            7L,
            "uuid",
            new byte[] {1, 2});
    SparkplugPayload read =
        SparkplugDecoder.decode(new SparkplugBPayloadEncoder().getBytes(written, false));
    assertEquals(OptionalLong.of(AT), read.timestamp());
    assertEquals(OptionalLong.of(7), read.seq());
    assertEquals(
        List.of(
            some(new MetricValue.Whole32(-7)),
            some(new MetricValue.Whole64(1L << 40)),
            some(new MetricValue.Real(1.5)),
            some(new MetricValue.Real(2.5)),
            some(new MetricValue.Flag(true)),
            some(new MetricValue.Text("ü")),
            some(new MetricValue.Whole64(AT)),
            Optional.empty(),
            some(new MetricValue.Opaque()),
            some(new MetricValue.Opaque()),
            some(new MetricValue.Real(3.5))),
        read.metrics().stream().map(PayloadMetric::value).toList());
    assertEquals(OptionalLong.of(42), read.metrics().getLast().alias());
    assertEquals(Optional.empty(), read.metrics().getLast().name());
  }

  static List<byte[]> broken() {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i <= SparkplugDecoder.MAX_METRICS; i++) {
      many.writeBytes(new byte[] {2 << 3 | 2, 0});
    }
    return List.of(
        new byte[SparkplugDecoder.MAX_BYTES + 1],
        many.toByteArray(),
        // A metric, and a length of 2^31 - 1 and of 2^64 - 1.
        new byte[] {18, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7},
        new byte[] {18, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        // A number that does not end, one of more than ten bytes, field 0, a group.
        new byte[] {8, -1},
        new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        new byte[] {0, 0},
        new byte[] {11},
        // A name that is not UTF-8, and one that is longer than its metric.
        new byte[] {18, 3, 10, 1, (byte) 0xFF},
        new byte[] {18, 2, 10, 1, 65});
  }

  @ParameterizedTest
  @MethodSource("broken")
  void broken_payloads_are_declared_so(byte[] payload) {
    assertThrows(MalformedPayload.class, () -> SparkplugDecoder.decode(payload));
  }

  @Test
  void a_payload_cut_off_anywhere_is_refused_or_shorter() {
    byte[] whole = SparkplugEncoder.encode(everything());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        assertTrue(SparkplugDecoder.decode(part).metrics().size() <= 8);
      } catch (MalformedPayload declared) {
        assertTrue(!String.valueOf(declared.getMessage()).isEmpty());
      }
    }
  }

  @Test
  void a_text_longer_than_any_name_is_refused_unread() {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.empty(),
            List.of(
                metric(
                    "x".repeat(SparkplugDecoder.MAX_TEXT + 1),
                    1,
                    MetricType.DOUBLE,
                    Optional.empty(),
                    false)),
            OptionalLong.empty());
    assertThrows(
        MalformedPayload.class, () -> SparkplugDecoder.decode(SparkplugEncoder.encode(payload)));
  }
}
