package io.spikewatt.controller.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayConditionTest {

  private static final Instant AT = Instant.parse("2026-11-28T13:40:00Z");
  private static final SharedLearning LEARNING =
      new SharedLearning(Optional.of(7L), Optional.empty(), 0.5, OptionalDouble.of(2));

  private static OpenAlarm alarm(String code) {
    return new OpenAlarm(code, AlarmSeverity.of(code), AT);
  }

  private static GatewayCondition condition(boolean controls, String... codes) {
    List<OpenAlarm> alarms = List.of(codes).stream().map(GatewayConditionTest::alarm).toList();
    return GatewayCondition.of(controls, "auto", "1.2.0", alarms, LEARNING);
  }

  @Test
  void what_is_sent_is_read_as_it_was() throws MalformedMessage {
    GatewayCondition sent =
        condition(true, "shed", "device/battery1", "gate/battery1/power_w", "broker");
    assertEquals(sent, GatewayCondition.decoded(sent.encoded()));
    assertEquals("device/battery1", sent.alarms().getFirst().code(), "errors come first");
  }

  @Test
  void a_site_is_degraded_without_control_or_with_an_error() {
    assertFalse(condition(true).degraded());
    assertFalse(condition(true, "shed", "forecast-drift/load").degraded());
    assertTrue(condition(true, "device/meter1").degraded());
    assertTrue(condition(false).degraded());
  }

  @Test
  void of_many_alarms_the_errors_are_sent_and_the_others_are_counted() throws MalformedMessage {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < GatewayCondition.MOST_ALARMS; i++) {
      codes.add("forecast-drift/series" + i);
    }
    codes.add("export-limit");
    GatewayCondition sent = condition(true, codes.toArray(String[]::new));
    assertEquals(GatewayCondition.MOST_ALARMS, sent.alarms().size());
    assertEquals("export-limit", sent.alarms().getFirst().code());
    assertEquals(1, sent.moreAlarms());
    assertEquals(sent, GatewayCondition.decoded(sent.encoded()));
  }

  private static String with(String name, String value) {
    String valid = new String(condition(true, "shed").encoded(), UTF_8);
    return valid.replaceFirst("\\{", "{\"" + name + "\":\"" + value + "\",");
  }

  @ParameterizedTest
  @CsvSource({
    "alarm <b>x</b>, error 2026-11-28T13:40:00Z",
    "alarm shed2, loud 2026-11-28T13:40:00Z",
    "alarm shed2, error yesterday",
    "alarm shed2, error +1000000-01-01T00:00:00Z",
  })
  void an_alarm_that_no_page_may_show_is_refused(String name, String value) {
    byte[] message = with(name, value).getBytes(UTF_8);
    assertThrows(MalformedMessage.class, () -> GatewayCondition.decoded(message));
  }

  @Test
  void a_field_of_a_newer_gateway_is_left_out() throws MalformedMessage {
    byte[] message = with("weather", "rain").getBytes(UTF_8);
    assertEquals(condition(true, "shed"), GatewayCondition.decoded(message));
  }

  @ParameterizedTest
  @CsvSource({
    "degraded, false, maybe",
    "mode, auto, <b>",
    "mode, auto, ''",
    "software, 1.2.0, a b",
    "moreAlarms, 0, -1",
    "moreAlarms, 0, 10000000",
    "usedVersion, 7, -7",
    "epsilon, 0.5, NaN",
    "epsilon, 0.5, -1",
    "epsilonLimit, 2.0, 1e9",
  })
  void a_value_out_of_its_range_is_refused(String name, String valid, String wrong) {
    String message = new String(condition(true, "shed").encoded(), UTF_8);
    String before = "\"" + name + "\":\"" + valid + "\"";
    assertTrue(message.contains(before), message);
    byte[] bent = message.replace(before, "\"" + name + "\":\"" + wrong + "\"").getBytes(UTF_8);
    assertThrows(MalformedMessage.class, () -> GatewayCondition.decoded(bent));
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 100})
  void more_alarms_than_a_gateway_sends_are_refused(int count) {
    StringBuilder message = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      message.append("\"alarm a%d\":\"error %s\",".formatted(i, AT));
    }
    message.append(new String(condition(true).encoded(), UTF_8).substring(1));
    assertThrows(
        MalformedMessage.class, () -> GatewayCondition.decoded(message.toString().getBytes(UTF_8)));
  }

  @Test
  void a_message_that_is_too_large_is_not_read() {
    byte[] large = with("more", "x".repeat(9000)).getBytes(UTF_8);
    assertThrows(MalformedMessage.class, () -> GatewayCondition.decoded(large));
  }
}
