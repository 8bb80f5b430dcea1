package io.spikewatt.hal.signal;

import io.spikewatt.hal.time.Moment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** All samples of one control cycle: the immutable process image. */
public final class PlantSnapshot {

  private final Moment at;
  private final Map<Signal, Sample> samples;

  /**
   * @param at the cycle's one reading of the clock
   * @param samples at most one sample a signal; a later one replaces an earlier one
   */
  public PlantSnapshot(Moment at, Collection<? extends Sample> samples) {
    Map<Signal, Sample> map = new LinkedHashMap<>();
    for (Sample sample : samples) {
      map.put(sample.signal(), sample);
    }
    this.at = at;
    this.samples = java.util.Collections.unmodifiableMap(map);
  }

  public Moment at() {
    return at;
  }

  /** The signal's sample; {@link Fault.Kind#NEVER_READ} if there is none. */
  public Sample get(Signal signal) {
    Sample sample = samples.get(signal);
    return sample != null ? sample : Sample.missing(signal, Fault.Kind.NEVER_READ, "", at);
  }

  public Sample get(String deviceId, Quantity quantity) {
    return get(new Signal(deviceId, quantity));
  }

  /** The value if it is good, otherwise empty; the caller's policy decides what empty means. */
  public OptionalDouble value(String deviceId, Quantity quantity) {
    return get(deviceId, quantity) instanceof Sample.Good good
        ? OptionalDouble.of(good.value())
        : OptionalDouble.empty();
  }

  /** Every sample, in the order of the configured devices. */
  public Collection<Sample> all() {
    return samples.values();
  }
}
