package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accepted level of a signal. A reading that jumps away from it, or has its sign flipped, is
 * rejected. A new level is accepted after some consistent readings in a row, so a rejection lasts
 * seconds and never latches. Does no I/O.
 */
final class JumpFilter {

  /** Number of readings after which a new level is accepted. */
  static final int SPIKE_READINGS = 3;

  /** The same for a flipped sign. More readings: a wrong sign reverses the control direction. */
  static final int FLIP_READINGS = 10;

  /**
   * Multiple of the floor below which a flipped sign is accepted as soon as any new level. Small
   * values often cross 0 to about their mirror image, and a wrong sign does little harm there.
   */
  private static final double SMALL = 4;

  /** Tolerance of a mirror image, as a share of the value. */
  private static final double MIRROR = 0.02;

  /** The same as a share of the floor: noise within a reading. */
  private static final double MIRROR_FLOOR = 0.1;

  private final PlausibilityLimits limits;
  private Sample.@Nullable Good accepted;
  private Sample.@Nullable Good rejected;
  private int rejections;
  private boolean flipped;

  JumpFilter(PlausibilityLimits limits) {
    this.limits = limits;
  }

  /** Why a newer reading is rejected; empty = accepted. A setpoint may explain its sign. */
  Optional<Fault> judge(Sample.Good reading, boolean explained) {
    Sample.Good before = accepted;
    if (before == null) {
      return accept(reading);
    }
    Optional<Fault> fault = flip(before, reading, explained);
    flipped = fault.isPresent();
    if (fault.isEmpty()) {
      fault = spike(before, reading);
    }
    if (fault.isEmpty()) {
      return accept(reading);
    }
    Sample.Good last = rejected;
    boolean stays = last != null && (flipped || near(last, reading));
    rejections = stays ? rejections + 1 : 1;
    rejected = reading;
    boolean small = Math.abs(before.value()) < SMALL * limits.flipFloor();
    int enough = flipped && !small ? FLIP_READINGS : SPIKE_READINGS;
    return rejections >= enough ? accept(reading) : fault;
  }

  /** Whether {@link #judge} would accept it at once; changes nothing. */
  boolean accepts(Sample.Good reading, boolean explained) {
    Sample.Good before = accepted;
    return before != null
        && rejected == null
        && flip(before, reading, explained).isEmpty()
        && near(before, reading);
  }

  private Optional<Fault> accept(Sample.Good reading) {
    accepted = reading;
    rejected = null;
    rejections = 0;
    flipped = false;
    return Optional.empty();
  }

  private Optional<Fault> spike(Sample.Good before, Sample.Good reading) {
    return near(before, reading)
        ? Optional.empty()
        : Optional.of(
            Fault.of(Fault.Kind.SPIKE, text(before) + " to " + text(reading) + " is too fast"));
  }

  private boolean near(Sample.Good from, Sample.Good to) {
    return Math.abs(to.value() - from.value())
        <= limits.step() + limits.ratePerS() * seconds(from, to);
  }

  /** After a flip every value of that sign is suspect, because a mirrored value keeps changing. */
  private Optional<Fault> flip(Sample.Good before, Sample.Good reading, boolean explained) {
    double value = reading.value();
    boolean judged =
        Math.abs(value) > limits.flipFloor() && Math.abs(before.value()) > limits.flipFloor();
    double room = Math.max(MIRROR * Math.abs(before.value()), MIRROR_FLOOR * limits.flipFloor());
    boolean mirrored = flipped || Math.abs(value + before.value()) <= room;
    return judged && !explained && mirrored && value * before.value() < 0
        ? Optional.of(
            Fault.of(
                Fault.Kind.SIGN_FLIPPED,
                text(reading) + " mirrors " + text(before) + " just before"))
        : Optional.empty();
  }

  /** Readings within a second count as a second apart: their times are not that exact. */
  private static double seconds(Sample.Good from, Sample.Good to) {
    Moment at = to.at();
    return Math.max(1, at.since(from.at()).toNanos() * 1e-9);
  }

  private static String text(Sample.Good reading) {
    return SignalCheck.text(reading.value(), reading.signal().quantity());
  }
}
