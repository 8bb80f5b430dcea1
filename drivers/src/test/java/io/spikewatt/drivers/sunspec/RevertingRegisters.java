package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device with a reversion timer, as models 123, 124 and 704 describe it: enabling a control
 * starts the timer anew with the time that stands in the registers, 0 meaning "no end". When it has
 * run out, the control is not enabled any more, or as its "Rvrt" point says where there is one.
 */
final class RevertingRegisters extends FakeRegisters {

  private final ManualClock clock;
  private @Nullable SimulatedSunSpec simulated;
  private int model;
  private String enable = "";
  private String time = "";
  private String afterwards = "";
  private @Nullable Moment endsAt;

  RevertingRegisters(ManualClock clock) {
    this.clock = clock;
  }

  /**
   * Arms it.
   *
   * @param afterwards the point with the state after the timer's end; empty for none
   */
  void timer(SimulatedSunSpec device, int id, String enabling, String timing, String afterwards) {
    this.simulated = device;
    this.model = id;
    this.enable = enabling;
    this.time = timing;
    this.afterwards = afterwards;
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    SimulatedSunSpec device = simulated;
    if (device != null && endsAt != null && !clock.now().isBefore(endsAt)) {
      endsAt = null;
      device.set(model, enable, afterwards.isEmpty() ? 0 : device.get(model, afterwards));
    }
    return super.read(table, address, count);
  }

  @Override
  public RegisterReply write(int address, int... words) {
    RegisterReply reply = super.write(address, words);
    SimulatedSunSpec device = Objects.requireNonNull(simulated);
    if (address == device.address(model, enable)) {
      long seconds = device.get(model, time);
      endsAt =
          device.get(model, enable) == 0 || seconds == 0
              ? null
              : clock.now().plus(Duration.ofSeconds(seconds));
    }
    return reply;
  }
}
