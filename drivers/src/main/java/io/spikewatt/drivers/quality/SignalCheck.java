package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges one signal's readings, in the order of range, freeze, sign, rate. A value out of range
 * does not change the level that later readings are compared with. Does no I/O.
 */
final class SignalCheck {

  /** Tolerance for equal power readings, as a share of the power. */
  private static final double CLOSE = 0.02;

  private final PlausibilityLimits limits;
  private final JumpFilter filter;
  private final Optional<FrozenValueDetector> freeze;
  private Sample.@Nullable Good last;
  private Optional<Fault> verdict = Optional.empty();

  SignalCheck(PlausibilityLimits limits) {
    this.limits = limits;
    this.filter = new JumpFilter(limits);
    this.freeze =
        limits.freeze().map(longest -> new FrozenValueDetector(longest, limits.flipFloor()));
  }

  /** The reading, or missing, given whether a setpoint explains its sign. */
  Sample check(Sample.Good reading, boolean explained) {
    // A rarely read value is repeated in between; a repetition confirms nothing.
    if (!reading.equals(last)) {
      last = reading;
      verdict = judge(reading, explained);
    }
    return verdict.isEmpty()
        ? reading
        : new Sample.Missing(reading.signal(), verdict.get(), reading.at());
  }

  /** Whether this would be accepted as the next reading; the state does not change. */
  boolean accepts(Sample.Good reading, boolean explained) {
    return last != null
        && verdict.isEmpty()
        && range(reading).isEmpty()
        && filter.accepts(reading, explained);
  }

  /** True if a reading differs from the last one by more than noise and small loads. */
  boolean far(Sample.Good reading) {
    return last != null && !close(last, reading);
  }

  /** Whether two consecutive reads agree. */
  boolean close(Sample.Good one, Sample.Good other) {
    double room = Math.max(limits.flipFloor(), CLOSE * Math.abs(one.value()));
    return Math.abs(one.value() - other.value()) <= room;
  }

  private Optional<Fault> judge(Sample.Good reading, boolean explained) {
    Optional<Fault> fault = range(reading);
    if (fault.isEmpty() && freeze.isPresent()) {
      fault = freeze.get().judge(reading);
    }
    return fault.isEmpty() ? filter.judge(reading, explained) : fault;
  }

  private Optional<Fault> range(Sample.Good reading) {
    double value = reading.value();
    if (value >= limits.min() && value <= limits.max()) {
      return Optional.empty();
    }
    Quantity quantity = reading.signal().quantity();
    String detail =
        "%s, by its %s within %s and %s"
            .formatted(
                text(value, quantity),
                limits.source(),
                text(limits.min(), quantity),
                text(limits.max(), quantity));
    return Optional.of(Fault.of(Fault.Kind.OUT_OF_RANGE, detail));
  }

  /** A value with its unit, for people. */
  static String text(double value, Quantity quantity) {
    String number = Math.abs(value) >= 100 ? "%.0f" : "%.2f";
    return String.format(Locale.ROOT, number + " %s", value, quantity.unit());
  }
}
