package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VersionChoiceTest {

  private static final Moment START = new Moment(0, Instant.EPOCH);

  private final VersionChoice choice = new VersionChoice(MqttVersion.AUTO);

  @Test
  void a_broker_that_refuses_5_is_spoken_to_with_the_older_version_for_a_day() {
    assertEquals(ProtocolVersion.V5, choice.next(START));
    assertTrue(choice.refused(START));
    assertEquals(ProtocolVersion.V3_1_1, choice.next(START));
    choice.connected(ProtocolVersion.V3_1_1);
    assertEquals(ProtocolVersion.V3_1_1, choice.next(after(Duration.ofHours(23))));
    assertEquals(ProtocolVersion.V5, choice.next(after(Duration.ofHours(24))));
  }

  @Test
  void one_that_answers_nothing_gets_both_in_turn() {
    choice.unanswered(ProtocolVersion.V5);
    assertEquals(ProtocolVersion.V3_1_1, choice.next(START));
    choice.unanswered(ProtocolVersion.V3_1_1);
    assertEquals(ProtocolVersion.V5, choice.next(START));
    choice.unanswered(ProtocolVersion.V5);
    choice.connected(ProtocolVersion.V3_1_1);
    assertEquals(ProtocolVersion.V5, choice.next(START));
  }

  @Test
  void one_that_spoke_5_is_not_spoken_to_with_less_because_it_is_silent() {
    choice.connected(ProtocolVersion.V5);
    choice.unanswered(ProtocolVersion.V5);
    assertEquals(ProtocolVersion.V5, choice.next(START));
    assertTrue(choice.refused(START));
    assertEquals(ProtocolVersion.V3_1_1, choice.next(START));
  }

  @Test
  void a_configured_version_is_kept() {
    VersionChoice five = new VersionChoice(MqttVersion.V5);
    assertFalse(five.refused(START));
    assertEquals(ProtocolVersion.V5, five.next(START));
    VersionChoice older = new VersionChoice(MqttVersion.V3_1_1);
    older.unanswered(ProtocolVersion.V3_1_1);
    assertEquals(ProtocolVersion.V3_1_1, older.next(START));
  }

  private static Moment after(Duration time) {
    return START.plus(time);
  }
}
