package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Optional;

/** Registers whose sum is added to a setpoint before it is written. */
final class AddedRegisters {

  private final RegisterSum sum;
  private final PollPlan plan;
  private final int[] places;

  /** At least one register; the device gives at most {@code maxRead} in one answer. */
  AddedRegisters(Signal signal, List<RegisterSpec> registers, int maxRead) {
    List<RegisterSpan> spans = registers.stream().map(RegisterSpan::of).toList();
    this.sum = new RegisterSum(signal, registers, List.of(), Optional.empty());
    this.plan = new PollPlan(spans, PolledModbusDevice.MAX_GAP, maxRead);
    this.places = plan.places(spans);
  }

  /** Their sum, in the signal's unit. */
  Sample read(RegisterSession session, Moment now) {
    return sum.of(plan.poll(session, now), places, now);
  }
}
