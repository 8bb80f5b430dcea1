package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.ForwardingDevice;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** A device whose readings are handed out as something else. */
final class Misread extends ForwardingDevice {

  private final BiFunction<Sample, Moment, Sample> as;

  /**
   * @param as what is handed out of a sample, and when it is read
   */
  Misread(Device device, BiFunction<Sample, Moment, Sample> as) {
    super(device);
    this.as = as;
  }

  /** One whose contact is always read as open. */
  static Misread unseen(Device device) {
    return new Misread(
        device,
        (sample, _) ->
            sample instanceof Sample.Good good && good.signal().quantity() == Quantity.CONTACT
                ? new Sample.Good(good.signal(), 0, good.at())
                : sample);
  }

  /**
   * The mistake that this product must not make: an old value is handed out as a new one.
   *
   * @param which samples that are replaced by the last one that was not
   */
  static Misread holdLast(Device device, Predicate<Sample> which) {
    Map<Signal, Sample.Good> last = new HashMap<>();
    return new Misread(
        device,
        (sample, now) -> {
          if (which.test(sample)) {
            Sample.Good old = last.get(sample.signal());
            return old == null ? sample : new Sample.Good(old.signal(), old.value(), now);
          }
          if (sample instanceof Sample.Good good) {
            last.put(good.signal(), good);
          }
          return sample;
        });
  }

  @Override
  public List<Sample> read(Moment now) {
    return device.read(now).stream().map(sample -> as.apply(sample, now)).toList();
  }
}
