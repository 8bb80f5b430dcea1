package io.spikewatt.hal.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommandGateTest {

  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);
  private static final Moment T0 = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));

  @Test
  void clamps_to_the_device_limits_and_says_so() {
    Verdict.Approved approved = approve(gate(), wish(9_000, T0), T0);
    assertEquals(5_000, approved.setpoint().value());
    assertEquals(List.of("device limit"), approved.limits());
  }

  @Test
  void lets_a_modest_wish_through_unchanged() {
    Verdict.Approved approved = approve(gate(), wish(-1_234, T0), T0);
    assertEquals(-1_234, approved.setpoint().value());
    assertTrue(approved.limits().isEmpty());
  }

  @Test
  void slows_down_to_the_ramp() {
    CommandGate gate = gate();
    assertEquals(0, approve(gate, wish(0, T0), T0).setpoint().value());
    Moment later = T0.plus(Duration.ofSeconds(1));
    assertEquals(1_000, approve(gate, wish(5_000, later), later).setpoint().value(), 1e-6);
  }

  @Test
  void an_interlock_narrows_whatever_the_ramp_says() {
    Interlock noDischarge = (signal, snapshot) -> new Interlock.Range(-5_000, 0, "battery empty");
    CommandGate gate = new CommandGate(List.of(battery()), List.of(noDischarge));
    Verdict.Approved approved = approve(gate, wish(3_000, T0), T0);
    assertEquals(0, approved.setpoint().value());
    assertEquals(List.of("battery empty"), approved.limits());
  }

  @Test
  void refuses_nan_unknown_outputs_and_expired_wishes() {
    CommandGate gate = gate();
    assertRefused(gate, wish(Double.NaN, T0), "not a number: NaN");
    assertRefused(gate, wish(Double.POSITIVE_INFINITY, T0), "not a number: Infinity");
    Signal unknown = new Signal("battery2", Quantity.POWER_W);
    assertRefused(
        gate,
        new Setpoint(unknown, 0, later(T0), "test", "", Setpoint.Purpose.ROUTINE),
        "no such output");
    assertRefused(
        gate,
        new Setpoint(BATTERY, 0, T0, "test", "", Setpoint.Purpose.ROUTINE),
        "already expired");
  }

  @Test
  void one_output_has_one_owner_in_a_cycle() {
    CommandGate gate = gate();
    approve(gate, wish(100, T0), T0);
    assertRefused(
        gate,
        new Setpoint(BATTERY, 200, later(T0), "other", "", Setpoint.Purpose.ROUTINE),
        "owned by test in this cycle");
    Moment next = T0.plus(Duration.ofSeconds(1));
    Setpoint handedOver =
        new Setpoint(BATTERY, 200, later(next), "other", "", Setpoint.Purpose.ROUTINE);
    assertInstanceOf(Verdict.Approved.class, gate.approve(handedOver, snapshot(next)));
  }

  @Test
  void an_expired_setpoint_becomes_the_safe_value() {
    ApprovedSetpoint setpoint = approve(gate(), wish(2_000, T0), T0).setpoint();
    assertEquals(2_000, setpoint.orSafe(T0.plus(Duration.ofSeconds(4))).value());
    Moment after = T0.plus(Duration.ofSeconds(5));
    assertTrue(setpoint.expired(after));
    assertEquals(-50, setpoint.orSafe(after).value());
    assertFalse(setpoint.orSafe(after).expired(after.plus(Duration.ofDays(100))));
  }

  @Test
  void stopping_gives_every_output_its_neutral_value() {
    List<ApprovedSetpoint> neutral = gate().neutral(T0);
    assertEquals(1, neutral.size());
    assertEquals(25, neutral.getFirst().value());
  }

  @Test
  void an_output_spec_with_an_unsafe_safe_value_cannot_be_made() {
    assertThrows(IllegalArgumentException.class, () -> new OutputSpec(BATTERY, -1, 1, 1, 2, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new OutputSpec(BATTERY, -1, 1, 1, 0, Double.NaN));
  }

  @Test
  void nothing_outside_the_limits_ever_passes() {
    SplittableRandom random = new SplittableRandom(7);
    Interlock odd =
        (signal, snapshot) -> {
          double a = random.nextDouble(-9_000, 9_000);
          double b = random.nextDouble(-9_000, 9_000);
          return new Interlock.Range(Math.min(a, b), Math.max(a, b), "odd");
        };
    CommandGate gate = new CommandGate(List.of(battery()), List.of(odd));
    Moment now = T0;
    for (int i = 0; i < 10_000; i++) {
      now = now.plus(Duration.ofMillis(random.nextInt(1, 3_000)));
      double value = approve(gate, wish(random.nextDouble(-1e6, 1e6), now), now).setpoint().value();
      assertTrue(value >= -5_000 && value <= 5_000, "seed 7, step " + i + ": " + value);
    }
  }

  private static OutputSpec battery() {
    return new OutputSpec(BATTERY, -5_000, 5_000, 1_000, -50, 25);
  }

  private static CommandGate gate() {
    return new CommandGate(List.of(battery()), List.of());
  }

  @Test
  void a_device_in_its_own_mode_does_not_know_a_limit_so_it_is_set_where_one_applies() {
    CommandGate gate = gate();
    assertEquals(Setpoint.Purpose.OWN_MODE, purpose(gate, 100, T0));
    assertEquals(Setpoint.Purpose.LIMIT, purpose(gate, 1e6, T0.plus(Duration.ofSeconds(1))));
  }

  private static Setpoint.Purpose purpose(CommandGate gate, double value, Moment now) {
    Setpoint left =
        new Setpoint(BATTERY, value, later(now), "test", "own", Setpoint.Purpose.OWN_MODE);
    return approve(gate, left, now).setpoint().purpose();
  }

  private static Moment later(Moment now) {
    return now.plus(Duration.ofSeconds(5));
  }

  private static Setpoint wish(double value, Moment now) {
    return new Setpoint(BATTERY, value, later(now), "test", "because", Setpoint.Purpose.ROUTINE);
  }

  private static PlantSnapshot snapshot(Moment now) {
    return new PlantSnapshot(now, List.of());
  }

  private static Verdict.Approved approve(CommandGate gate, Setpoint wish, Moment now) {
    return assertInstanceOf(Verdict.Approved.class, gate.approve(wish, snapshot(now)));
  }

  private static void assertRefused(CommandGate gate, Setpoint wish, String why) {
    Verdict verdict = gate.approve(wish, snapshot(T0));
    assertEquals(why, assertInstanceOf(Verdict.Refused.class, verdict).why());
  }
}
