package io.spikewatt.controller.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Advice depends on the cause of an alarm. */
class AlarmAdviceTest {

  private static String advice(String code, Phrase alarm) {
    return AlarmAdvice.of(code, alarm).orElseThrow().english();
  }

  private static Phrase failed(Fault.Kind kind) {
    return AlarmTexts.writeFailed("battery1", Fault.of(kind, "not connected"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"UNREACHABLE", "TIMEOUT", "NEVER_READ", "STALE", "OFF"})
  void a_device_that_is_not_reached_refuses_nothing(Fault.Kind kind) {
    String advice = advice("write/battery1", failed(kind));
    assertTrue(advice.contains("power and network"), advice);
    assertFalse(advice.contains("refuses"), advice);
  }

  @Test
  void a_device_that_refuses_is_distinguished_from_an_unreachable_one() {
    assertEquals(
        "The device refuses commands: check its remote-control setting.",
        advice("write/battery1", failed(Fault.Kind.REJECTED)));
    assertEquals(
        "The device refuses commands: check its remote-control setting.",
        advice(
            "write/battery1",
            AlarmTexts.setpointRefused("battery1", Fault.of(Fault.Kind.REJECTED, ""))));
    assertTrue(
        advice("device/meter1", AlarmTexts.device("meter1", Fault.of(Fault.Kind.BAD_FRAME, "")))
            .contains("protocol"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device/a",
        "write/a",
        "foreign-writer/a",
        "implausible/a",
        "gate/a",
        "battery-unknown",
        "not-following/a",
        "battery-not-counted-on",
        "import-limit",
        "export-limit",
        "hunting",
        "shed",
        "prices-missing",
        "source/a",
        "network-fees-expired",
        "forecast-drift/pv",
        "forecast-weather/pv",
        "state-directory",
        "broker-certificate/9",
        "broker",
        "broker-backlog",
        "islanding",
        "black-start",
        "write-budget/a",
        "page"
      })
  void every_alarm_has_advice(String code) {
    assertFalse(advice(code, AlarmTexts.hunting()).isBlank());
  }

  @Test
  void an_alarm_names_its_device() {
    Fault fault = Fault.of(Fault.Kind.SPIKE, "");
    assertEquals(
        Optional.of("meter1"),
        AlarmAdvice.device(AlarmTexts.implausible(new Signal("meter1", Quantity.POWER_W), fault)));
    assertEquals(
        Optional.of("battery1"), AlarmAdvice.device(AlarmTexts.batteryUnknown("battery1")));
    assertEquals(Optional.empty(), AlarmAdvice.device(AlarmTexts.hunting()));
  }
}
