package io.spikewatt.hal.device;

import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Forwards every method, default ones included, to another device; subclasses override some. */
public abstract class ForwardingDevice implements Device {

  protected final Device device;

  protected ForwardingDevice(Device device) {
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
  public Duration every(Signal input) {
    return device.every(input);
  }

  @Override
  public Optional<AwaitedAnswer> ask(Moment now) {
    return device.ask(now);
  }

  @Override
  public List<Sample> read(Moment now) {
    return device.read(now);
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
  public List<WriteBudget> budgets(Moment now) {
    return device.budgets(now);
  }

  @Override
  public void close() {
    device.close();
  }
}
