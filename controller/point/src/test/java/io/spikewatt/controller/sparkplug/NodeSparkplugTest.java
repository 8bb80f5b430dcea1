package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another decoder and encoder than ours: that of JavaScript hosts. */
@Timeout(300)
class NodeSparkplugTest {

  @TempDir Path folder;

  @Test
  void the_npm_package_reads_what_is_written() throws Exception {
    byte[] payload = SparkplugEncoder.encode(SparkplugPayloadTest.everything());
    assertEquals(
        """
        timestamp 1780000000123 seq 255
        int32 1 Int32 -7 null=false historical=false °C true 500
        int64 2 Int64 -1099511627776 null=false historical=false °C true 500
        double 300 Double -1.5e-9 null=false historical=false °C true 500
        flag 4 Boolean true null=false historical=false °C true 500
        text 5 String Größe 🔋 null=false historical=false °C true 500
        time 6 DateTime 1780000000123 null=false historical=false °C true 500
        null 7 Double null null=true historical=false °C true 500
        old 8 Double 0 null=false historical=true °C true 500
        """,
        new NodeSparkplug(folder).decode(payload));
  }

  /** The package knows no births: without its type a value would be null. */
  @Test
  void the_npm_package_reads_data_by_alias() throws Exception {
    PayloadMetric named =
        SparkplugPayloadTest.metric(
            "power_w", 23, MetricType.DOUBLE, Optional.of(new MetricValue.Real(1043)), false);
    PayloadMetric data =
        new PayloadMetric(
            Optional.empty(),
            named.alias(),
            named.timestamp(),
            named.type(),
            false,
            named.value(),
            named.properties());
    byte[] payload =
        SparkplugEncoder.encode(
            new SparkplugPayload(named.timestamp(), List.of(data), OptionalLong.of(1)));
    assertTrue(
        new NodeSparkplug(folder)
            .decode(payload)
            .contains("\nundefined 23 Double 1043 null=false "));
  }

  /** A quarter hour of the past whose mean is not known. */
  @Test
  void the_npm_package_reads_a_historical_null() throws Exception {
    PayloadMetric past =
        new PayloadMetric(
            Optional.empty(),
            OptionalLong.of(23),
            OptionalLong.of(1_780_000_000_123L),
            OptionalInt.of(MetricType.DOUBLE.code()),
            true,
            Optional.empty(),
            SparkplugPayloadTest.metric("", 23, MetricType.DOUBLE, Optional.empty(), true)
                .properties());
    byte[] payload =
        SparkplugEncoder.encode(
            new SparkplugPayload(
                OptionalLong.of(1_780_000_900_000L), List.of(past), OptionalLong.of(1)));
    assertTrue(
        new NodeSparkplug(folder)
            .decode(payload)
            .contains("\nundefined 23 Double null null=true historical=true "));
  }

  @Test
  void what_the_npm_package_writes_is_read() throws Exception {
    byte[] payload =
        new NodeSparkplug(folder)
            .encode(
                """
                {"timestamp": 1780000000123, "seq": 3, "metrics": [
                  {"name": "Node Control/Rebirth", "type": "Boolean", "value": true},
                  {"alias": 5, "type": "Double", "value": 700.5, "timestamp": 1780000000000},
                  {"name": "mode", "type": "String", "value": "hold"},
                  {"name": "s", "type": "Int32", "value": 900}]}
                """);
    SparkplugPayload read = SparkplugDecoder.decode(payload);
    assertEquals(OptionalLong.of(1_780_000_000_123L), read.timestamp());
    assertEquals(OptionalLong.of(3), read.seq());
    assertEquals(
        List.of(
            Optional.of(new MetricValue.Flag(true)),
            Optional.of(new MetricValue.Real(700.5)),
            Optional.of(new MetricValue.Text("hold")),
            Optional.of(new MetricValue.Whole32(900))),
        read.metrics().stream().map(PayloadMetric::value).toList());
    assertEquals(OptionalLong.of(5), read.metrics().get(1).alias());
    assertEquals(OptionalLong.of(1_780_000_000_000L), read.metrics().get(1).timestamp());
  }
}
