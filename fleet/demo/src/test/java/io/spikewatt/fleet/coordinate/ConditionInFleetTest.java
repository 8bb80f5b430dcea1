package io.spikewatt.fleet.coordinate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.testing.TestFleet;
import io.spikewatt.hal.message.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConditionInFleetTest {

  private static final GatewayCondition DEGRADED =
      new GatewayCondition(
          true,
          "hold",
          "1.2.0",
          List.of(
              new OpenAlarm(
                  "device/meter1", AlarmSeverity.ERROR, Instant.parse("2026-11-28T01:00:00Z"))),
          0,
          new SharedLearning(Optional.of(3L), Optional.empty(), 0.5, OptionalDouble.empty()));

  @TempDir private Path folder = Path.of("");

  private static void send(TestFleet fleet, String kind, byte[] body) {
    fleet.broker.publish(new Message(fleet.topics.up("g01", kind), body, false));
  }

  private static GatewayContact contact(TestFleet fleet) {
    return Optional.ofNullable(fleet.state().contacts().all().get("g01")).orElseThrow();
  }

  @Test
  void a_condition_is_kept_with_the_time_of_its_arrival_and_outlives_a_restart() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      fleet.addMany(1);
      fleet.steps(3, Duration.ofMinutes(1));
      Instant hello = contact(fleet).connectedSince().orElseThrow();
      send(fleet, GatewayCondition.TOPIC, DEGRADED.encoded());
      fleet.steps(1, Duration.ofMinutes(1));
      assertEquals(DEGRADED, contact(fleet).reported().orElseThrow().condition());
      assertEquals(hello.plusSeconds(60), contact(fleet).reported().orElseThrow().arrivedAt());
      fleet.restartCoordinator();
      assertEquals(DEGRADED, contact(fleet).reported().orElseThrow().condition());
      fleet.steps(3, Duration.ofMinutes(1));
      assertEquals(
          hello.plusSeconds(120), contact(fleet).connectedSince().orElseThrow(), "greeted again");
    }
  }

  @Test
  void a_condition_that_no_page_may_show_is_refused_and_the_last_one_stays() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      fleet.addMany(1);
      send(fleet, GatewayCondition.TOPIC, DEGRADED.encoded());
      String bent = new String(DEGRADED.encoded(), UTF_8).replace("hold", "<script>");
      send(fleet, GatewayCondition.TOPIC, bent.getBytes(UTF_8));
      fleet.steps(3, Duration.ofMinutes(1));
      assertTrue(fleet.happened(EventKind.REFUSED, "MALFORMED: condition"));
      assertEquals(DEGRADED, contact(fleet).reported().orElseThrow().condition());
    }
  }

  @Test
  void the_newest_record_and_the_end_of_a_connection_are_kept() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      fleet.addMany(1);
      fleet.steps(3, Duration.ofMinutes(1));
      Instant newest = Instant.parse("2026-11-28T01:45:00Z");
      for (Instant at : List.of(newest, newest.minusSeconds(900))) {
        RecordBatch batch =
            new RecordBatch(1, List.of(new QuarterRecord(at, "load_w", 0, 500, "")));
        send(fleet, RecordBatch.TOPIC, batch.encoded());
      }
      fleet.steps(1, Duration.ofMinutes(1));
      assertEquals(Optional.of(newest), contact(fleet).recordsTo(), "a late row is no newer one");
      Instant heard = contact(fleet).heardAt();
      send(fleet, "offline", new byte[0]);
      fleet.steps(1, Duration.ofMinutes(5));
      assertEquals(Optional.empty(), contact(fleet).connectedSince());
      assertEquals(heard.plusSeconds(300), contact(fleet).heardAt());
    }
  }
}
