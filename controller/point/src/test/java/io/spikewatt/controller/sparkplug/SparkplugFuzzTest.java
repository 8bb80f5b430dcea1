package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.spikewatt.controller.sparkplug.SparkplugDecoder.MalformedPayload;
import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Any bytes as a payload of Sparkplug: refused in words, or understood. */
final class SparkplugFuzzTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /** What is understood is the same once it was encoded again. */
  @FuzzTest(maxDuration = "2m")
  void sparkplug(byte[] bytes) {
    SparkplugPayload payload;
    try {
      payload = SparkplugDecoder.decode(bytes);
    } catch (MalformedPayload declared) {
      return;
    }
    assertTrue(payload.metrics().size() <= SparkplugDecoder.MAX_METRICS);
    boolean opaque =
        payload.metrics().stream()
            .anyMatch(metric -> metric.value().orElse(null) instanceof MetricValue.Opaque);
    if (!opaque) {
      try {
        assertEquals(payload, SparkplugDecoder.decode(SparkplugEncoder.encode(payload)));
      } catch (MalformedPayload e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The first byte chooses whom the command is for. */
  @FuzzTest(maxDuration = "2m")
  void host(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    HostCommands commands = new HostCommands(Duration.ofMinutes(15));
    Optional<String> device = input[0] % 2 == 0 ? Optional.empty() : Optional.of("ev1");
    KnownMetrics known = new KnownMetrics();
    long[] aliases = {0};
    known.born(device.isEmpty() ? node() : charger(), () -> ++aliases[0]);
    byte[] payload = Arrays.copyOfRange(input, 1, input.length);
    for (HostRequest request : commands.read(new Message("topic", payload, false), device, known)) {
      switch (request) {
        case HostRequest.Rebirth _ -> assertTrue(device.isEmpty());
        case HostRequest.Command command -> isCommand(command);
        case HostRequest.Refused refused ->
            assertTrue(!refused.why().isEmpty() && refused.why().length() < 200, refused.why());
      }
    }
    assertTrue(commands.usualValidityS() == 900, "no message sets it for others");
  }

  private static void isCommand(HostRequest.Command command) throws IOException {
    assertTrue(command.payload().length < 1_000, command.name());
    try (JsonParser parser = new JsonFactory().createParser(command.payload())) {
      parser.nextToken();
      parser.skipChildren();
      assertEquals(null, parser.nextToken());
    }
  }

  static List<MetricReading> node() {
    return List.of(
        MetricReading.of(
            MetricDefinition.text("Control/Mode").commanding("mode", "value"), "", NOW),
        limit("Import Limit", "limit-import"),
        limit("Export Limit", "limit-export"),
        MetricReading.good(NodeMetrics.VALIDITY, new MetricValue.Whole32(900), NOW));
  }

  private static MetricReading limit(String name, String command) {
    return MetricReading.of(
        MetricDefinition.number("Control/" + name + " W", "W").commanding(command, "value"),
        11_000,
        NOW);
  }

  static List<MetricReading> charger() {
    return List.of(
        MetricReading.of(MetricDefinition.number("power_w", "W"), 0, NOW),
        MetricReading.of(
            MetricDefinition.number("Setpoint/power_w", "W").commanding("setpoint/ev1", "value"),
            0,
            NOW),
        MetricReading.unset(
            MetricDefinition.of("Control/Departure", MetricType.DATE_TIME, "")
                .commanding("ev/ev1", "departure"),
            NOW),
        MetricReading.unset(
            MetricDefinition.number("Control/Energy Wh", "Wh").commanding("ev/ev1", "energyWh"),
            NOW),
        MetricReading.unset(
            MetricDefinition.number("Control/Budget W", "W").commanding("compute/c", "value"),
            NOW));
  }
}
