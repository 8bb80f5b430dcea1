package io.spikewatt.simulator.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one rule that drivers and dispatch both keep, so that no single mistake breaks it. */
class RelayCheckTest {

  private final PlainContacts contacts = new PlainContacts();
  private final SimulatedPlant plant =
      new SimulatedPlant(
          SiteParameters.demo(1),
          new Moment(0, Instant.parse("2026-06-09T06:00:00Z")),
          Duration.ofMillis(100),
          contacts);
  private final EnvelopeRecorder recorder =
      new EnvelopeRecorder(SafetyEnvelope.of(SiteParameters.demo(1), 1), plant.truth());

  @Test
  void aRelayThatMovesOnceAMinuteIsWithinTheEnvelope() {
    plant.observe(recorder);
    plant.step(Duration.ofMinutes(2));
    for (int i = 0; i < 4; i++) {
      move(Duration.ofSeconds(61), i % 2 == 0);
    }
    assertEquals(List.of(), recorder.violations());
    assertEquals(4, recorder.writes().get(PlantWrite.Device.RELAY));
  }

  @Test
  void aRelayThatMovesSoonerIsNot() {
    plant.observe(recorder);
    plant.step(Duration.ofMinutes(2));
    move(Duration.ofSeconds(61), true);
    move(Duration.ofSeconds(30), false);
    assertEquals(
        List.of(EnvelopeRule.RELAY), recorder.violations().stream().map(Violation::rule).toList());
  }

  private void move(Duration after, boolean closed) {
    plant.step(after);
    contacts.setRelay(closed);
    plant.step(Duration.ofSeconds(1));
  }
}
