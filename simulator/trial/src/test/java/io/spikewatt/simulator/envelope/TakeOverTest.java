package io.spikewatt.simulator.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.DirectPort;
import io.spikewatt.simulator.server.SharedPlant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Remote control over a battery acts with whatever stands in its register at that moment. */
class TakeOverTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T06:00:00Z"));
  private final SimulatedPlant plant =
      new SimulatedPlant(
          SiteParameters.demo(1), clock.now(), Duration.ofMillis(50), new PlainContacts());
  private final EnvelopeRecorder recorder =
      new EnvelopeRecorder(SafetyEnvelope.of(SiteParameters.demo(1), 1), plant.truth());
  private final DirectPort battery = DirectPort.battery(new SharedPlant(plant, clock));

  @BeforeEach
  void watch() {
    plant.observe(recorder);
  }

  @Test
  void aFreshSetpointAndThenControlIsWithinTheEnvelope() {
    power(1_000);
    remote();
    later(2);
    assertEquals(List.of(), recorder.violations());
  }

  @Test
  void nothingInTheRegisterHarmsNobody() {
    remote();
    power(1_000);
    later(2);
    assertEquals(List.of(), recorder.violations());
  }

  @Test
  void soIsControlOverADecisionThatStillHolds() {
    power(1_000);
    later(4);
    remote();
    later(2);
    assertEquals(List.of(), recorder.violations());
  }

  @Test
  void controlOverOneThatDoesNotIsOutside() {
    power(1_000);
    later(6);
    remote();
    later(2);
    assertEquals(
        List.of(EnvelopeRule.DEAD_MAN),
        recorder.violations().stream().map(Violation::rule).toList());
  }

  /** What was loosened once: the right value a moment later, and control given back, hid it. */
  @Test
  void aSetpointThatFollowsAtOnceDoesNotHideIt() {
    power(1_000);
    later(10);
    remote();
    power(-500);
    battery.write(DeviceRegisters.MODE, 0);
    later(2);
    assertEquals(
        List.of(EnvelopeRule.DEAD_MAN),
        recorder.violations().stream().map(Violation::rule).toList());
  }

  private void remote() {
    battery.write(DeviceRegisters.MODE, 1);
  }

  private void power(int watts) {
    battery.write(DeviceRegisters.POWER, watts >>> 16, watts & 0xFFFF);
  }

  private void later(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    battery.read(io.spikewatt.config.profile.RegisterSpec.Table.HOLDING, DeviceRegisters.MODE, 1);
  }
}
