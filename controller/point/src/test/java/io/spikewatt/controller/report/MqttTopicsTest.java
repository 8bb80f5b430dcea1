package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MqttTopicsTest {

  private final MqttTopics mqttTopics = new MqttTopics("spikewatt/farm/");

  @Test
  void namesAreThoseThatDashboardsSubscribeTo() {
    assertEquals(
        List.of(
            "spikewatt/farm/status",
            "spikewatt/farm/state",
            "spikewatt/farm/event",
            "spikewatt/farm/plan",
            "spikewatt/farm/forecast/pv",
            "spikewatt/farm/device/meter1/telemetry",
            "spikewatt/farm/device/battery1/setpoint",
            "spikewatt/farm/command/#",
            "spikewatt/farm/command/ev/ev1/result"),
        List.of(
            mqttTopics.status(),
            mqttTopics.state(),
            mqttTopics.event(),
            mqttTopics.plan(),
            mqttTopics.forecast(MqttTopics.Forecasted.PV),
            mqttTopics.telemetry("meter1"),
            mqttTopics.setpoint("battery1"),
            mqttTopics.commands(),
            mqttTopics.result("ev/ev1")));
  }

  @Test
  void aCommandIsToldFromItsResultAndFromOtherTopics() {
    assertEquals(Optional.of("ev/ev1"), mqttTopics.command("spikewatt/farm/command/ev/ev1"));
    assertEquals(Optional.empty(), mqttTopics.command(mqttTopics.result("ev/ev1")));
    assertEquals(Optional.empty(), mqttTopics.command("spikewatt/farm/state"));
    assertEquals(Optional.empty(), mqttTopics.command("spikewatt/barn/command/mode"));
  }
}
