package io.spikewatt.drivers.device;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Signal;
import java.util.Set;

/** A device whose signals do not change while it lives. */
public interface SignalDevice extends Device {

  /** Its id, inputs and outputs. */
  SignalSet<?, ?> signals();

  @Override
  default String id() {
    return signals().id();
  }

  @Override
  default Set<Signal> inputs() {
    return signals().inputs().keySet();
  }

  @Override
  default Set<Signal> outputs() {
    return signals().outputs().keySet();
  }
}
