package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private final Topics topics = new Topics("spikewatt/farm/");

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
            topics.status(),
            topics.state(),
            topics.event(),
            topics.plan(),
            topics.forecast(Topics.Forecasted.PV),
            topics.telemetry("meter1"),
            topics.setpoint("battery1"),
            topics.commands(),
            topics.result("ev/ev1")));
  }

  @Test
  void aCommandIsToldFromItsResultAndFromOtherTopics() {
    assertEquals(Optional.of("ev/ev1"), topics.command("spikewatt/farm/command/ev/ev1"));
    assertEquals(Optional.empty(), topics.command(topics.result("ev/ev1")));
    assertEquals(Optional.empty(), topics.command("spikewatt/farm/state"));
    assertEquals(Optional.empty(), topics.command("spikewatt/barn/command/mode"));
  }
}
