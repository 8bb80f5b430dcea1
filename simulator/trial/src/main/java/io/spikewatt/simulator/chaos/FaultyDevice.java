package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.ForwardingDevice;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A device that cannot be reached from time to time. */
final class FaultyDevice extends ForwardingDevice {

  private static final Fault GONE = Fault.of(Fault.Kind.UNREACHABLE, "no connection");

  private final BooleanSupplier gone;

  FaultyDevice(Device device, BooleanSupplier gone) {
    super(device);
    this.gone = gone;
  }

  @Override
  public List<Sample> read(Moment now) {
    return gone.getAsBoolean()
        ? inputs().stream().<Sample>map(signal -> new Sample.Missing(signal, GONE, now)).toList()
        : device.read(now);
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return gone.getAsBoolean()
        ? new WriteReceipt.Failed(setpoint.signal(), GONE, now)
        : device.write(setpoint, now);
  }

  @Override
  public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
    return gone.getAsBoolean()
        ? new WriteReceipt.Failed(neutral.signal(), GONE, now)
        : device.release(neutral, now);
  }
}
