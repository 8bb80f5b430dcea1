package io.spikewatt.drivers.quality;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.ForwardingDevice;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Corrects a device with inverted signs, for readings and written powers. */
final class InvertedDevice extends ForwardingDevice {

  InvertedDevice(Device device) {
    super(device);
  }

  @Override
  public Set<Signal> inputs() {
    Set<Signal> inputs = new LinkedHashSet<>();
    device.inputs().forEach(signal -> inputs.add(SignInversion.of(signal)));
    return inputs;
  }

  @Override
  public Duration every(Signal input) {
    return device.every(SignInversion.of(input));
  }

  @Override
  public List<Sample> read(Moment now) {
    return device.read(now).stream().map(SignInversion::of).toList();
  }

  @Override
  public List<Sample.Good> readPowerOnly(Moment now) {
    return device.readPowerOnly(now).stream().map(SignInversion::of).toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return turned(device.write(turned(setpoint), now));
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return turned(device.release(turned(neutral), now));
  }

  private static ApprovedSetpoint turned(ApprovedSetpoint setpoint) {
    return SignInversion.signed(setpoint.signal().quantity()) ? setpoint.mirrored() : setpoint;
  }

  private static WriteReceipt turned(WriteReceipt receipt) {
    return receipt instanceof WriteReceipt.Written written
        ? new WriteReceipt.Written(
            written.signal(),
            SignInversion.of(written.signal().quantity(), written.value()),
            written.onWire(),
            written.at())
        : receipt;
  }
}
