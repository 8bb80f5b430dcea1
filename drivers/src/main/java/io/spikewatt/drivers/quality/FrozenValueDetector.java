package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects a value that repeats bit by bit for longer than a true one. 0 is never frozen, because a
 * device at rest reads 0 for hours. Outliers that return to the same bits are line noise, not
 * movement. Once frozen, a single nearby reading is not movement either. Does no I/O.
 */
final class FrozenValueDetector {

  /** Longest outlier, in time; a longer one counts as movement. */
  private static final Duration ASTRAY = Duration.ofSeconds(10);

  private final Duration longest;
  private final double far;

  /** The first reading of the repeated value. */
  private Sample.@Nullable Good first;

  /** The first outlier, and the first reading of the latest outlier value. */
  private Sample.@Nullable Good left;

  private Sample.@Nullable Good other;

  /** Frozen, and the last reading was close but not equal. */
  private boolean stirred;

  /** {@code far} is a change that noise and small loads do not make, in the quantity's unit. */
  FrozenValueDetector(Duration longest, double far) {
    this.longest = longest;
    this.far = far;
  }

  /** Why the reading is rejected; empty if accepted. */
  Optional<Fault> judge(Sample.Good reading) {
    Sample.Good since = first;
    if (since == null || reading.value() == 0) {
      return moved(reading);
    }
    if (since.value() == reading.value()) {
      stays();
    } else {
      Sample.Good there = other;
      Sample.Good arrived = there != null && there.value() == reading.value() ? there : reading;
      Sample.Good away = left == null ? reading : left;
      boolean near = Math.abs(reading.value() - since.value()) <= far;
      if ((near && (stirred || !tooLong(since, reading)))
          || reading.at().since(away.at()).compareTo(ASTRAY) > 0) {
        return moved(arrived);
      }
      stirred = near;
      left = away;
      other = arrived;
    }
    return !tooLong(since, reading)
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                Fault.Kind.FROZEN,
                SignalCheck.text(since.value(), reading.signal().quantity())
                    + " for longer than "
                    + longest.toSeconds()
                    + " s"));
  }

  private Optional<Fault> moved(Sample.Good to) {
    first = to;
    stays();
    return Optional.empty();
  }

  private void stays() {
    left = null;
    other = null;
    stirred = false;
  }

  private boolean tooLong(Sample.Good since, Sample.Good reading) {
    return reading.at().since(since.at()).compareTo(longest) > 0;
  }
}
