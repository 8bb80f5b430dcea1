package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Set;

/** A device whose contact is always read as open. */
final class Unseen implements Device {

  private final Device device;

  Unseen(Device device) {
    this.device = device;
  }

  @Override
  public String id() {
    return device.id();
  }

  @Override
  public Set<Signal> inputs() {
    return device.inputs();
  }

  @Override
  public Set<Signal> outputs() {
    return device.outputs();
  }

  @Override
  public List<Sample> read(Moment now) {
    return device.read(now).stream()
        .map(
            sample ->
                sample instanceof Sample.Good good && good.signal().quantity() == Quantity.CONTACT
                    ? new Sample.Good(good.signal(), 0, good.at())
                    : sample)
        .toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return device.write(setpoint, now);
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return device.release(neutral, now);
  }

  @Override
  public void close() {
    device.close();
  }
}
