package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The mistake that this product must not make: an old value is handed out as a new one. */
final class HoldLast implements Device {

  private final Device device;
  private final Predicate<Sample> which;
  private final Map<Signal, Sample.Good> last = new HashMap<>();

  /**
   * @param which samples that are replaced by the last one that was not
   */
  HoldLast(Device device, Predicate<Sample> which) {
    this.device = device;
    this.which = which;
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
    return device.read(now).stream().map(sample -> held(sample, now)).toList();
  }

  private Sample held(Sample sample, Moment now) {
    if (which.test(sample)) {
      Sample.Good old = last.get(sample.signal());
      return old == null ? sample : new Sample.Good(old.signal(), old.value(), now);
    }
    if (sample instanceof Sample.Good good) {
      last.put(good.signal(), good);
    }
    return sample;
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
