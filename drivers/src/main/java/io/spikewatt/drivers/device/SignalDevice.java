package io.spikewatt.drivers.device;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Set;

/** A device with a fixed set of signals. */
public abstract class SignalDevice<I, O> implements Device {

  protected final SignalSet<I, O> signals;

  protected SignalDevice(SignalSet<I, O> signals) {
    this.signals = signals;
  }

  @Override
  public final String id() {
    return signals.id();
  }

  @Override
  public final Set<Signal> inputs() {
    return signals.inputs().keySet();
  }

  @Override
  public final Set<Signal> outputs() {
    return signals.outputs().keySet();
  }

  /** Every input without a value. */
  protected final List<Sample> missing(Fault why, Moment now) {
    return inputs().stream().<Sample>map(signal -> new Sample.Missing(signal, why, now)).toList();
  }
}
