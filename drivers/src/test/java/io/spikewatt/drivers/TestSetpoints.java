package io.spikewatt.drivers;

import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;

/** Approved setpoints the only way there is: through a gate, here one with wide limits. */
public final class TestSetpoints {

  private TestSetpoints() {}

  /** Valid for a minute; safe and neutral value 0. */
  public static ApprovedSetpoint approved(Signal signal, double value, Moment now) {
    return approved(signal, value, Setpoint.Purpose.ROUTINE, now);
  }

  /** The same for a purpose. */
  public static ApprovedSetpoint approved(
      Signal signal, double value, Setpoint.Purpose purpose, Moment now) {
    Setpoint wish =
        new Setpoint(
            signal, value, now.plus(Duration.ofMinutes(1)), "test", "for the test", purpose);
    Verdict verdict = gate(signal, 0).approve(wish, new PlantSnapshot(now, List.of()));
    if (verdict instanceof Verdict.Approved approved) {
      return approved.setpoint();
    }
    throw new AssertionError(verdict);
  }

  /** What the gate makes when the daemon stops. */
  public static ApprovedSetpoint neutral(Signal signal, double value, Moment now) {
    return gate(signal, value).neutral(now).getFirst();
  }

  private static CommandGate gate(Signal signal, double neutral) {
    OutputSpec spec = new OutputSpec(signal, -1e9, 1e9, Double.POSITIVE_INFINITY, 0, neutral);
    return new CommandGate(List.of(spec), List.of());
  }
}
