package io.spikewatt.drivers.testing;

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

/** Setpoints through a real gate, which is the only way to get one. */
public final class Setpoints {

  private Setpoints() {}

  /** Valid for an hour; safe value 0. */
  public static ApprovedSetpoint of(Signal signal, double value, Moment now) {
    OutputSpec output = new OutputSpec(signal, -1e9, 1e9, Double.POSITIVE_INFINITY, 0, 0);
    Setpoint wish =
        new Setpoint(
            signal, value, now.plus(Duration.ofHours(1)), "test", "test", Setpoint.Purpose.ROUTINE);
    CommandGate gate = new CommandGate(List.of(output), List.of());
    return ((Verdict.Approved) gate.approve(wish, new PlantSnapshot(now, List.of()))).setpoint();
  }
}
