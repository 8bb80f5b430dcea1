package io.spikewatt.drivers.quality;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a value that stands still to the last bit for longer than a true one does. 0 never
 * counts: a device at rest reads 0 for hours. Pure.
 */
final class Freeze {

  private final Duration longest;
  private Sample.@Nullable Good first;

  Freeze(Duration longest) {
    this.longest = longest;
  }

  /** Why the reading is not believed. */
  Optional<Fault> judge(Sample.Good reading) {
    Sample.Good since = first;
    if (since == null || since.value() != reading.value() || reading.value() == 0) {
      first = reading;
      return Optional.empty();
    }
    Duration still = reading.at().since(since.at());
    return still.compareTo(longest) <= 0
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                Fault.Kind.FROZEN,
                Text.of(reading.value(), reading.signal().quantity())
                    + " for longer than "
                    + longest.toSeconds()
                    + " s"));
  }
}
