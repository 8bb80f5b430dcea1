package io.spikewatt.drivers.iec62056;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Rejects an energy counter that runs backwards, or forwards faster than energy can flow. A display
 * that wraps from its maximum to 0 is accepted at once. Any other jump is rejected once: if the
 * next reading confirms it, the meter was replaced or reset. Values are the display's, also after a
 * wrap. After a restart the first reading is accepted.
 */
final class CounterPlausibility {

  /** More than any low-voltage connection carries, W. */
  private static final double FASTEST_W = 10e6;

  private final Map<Signal, Count> trusted = new HashMap<>();
  private final Map<Signal, Count> suspect = new HashMap<>();

  private record Count(Sample.Good sample, CounterDisplay display) {

    /** Whether energy can have made this count of {@code earlier} in the time between. */
    boolean follows(Count earlier) {
      return possible(sample.value() - earlier.sample.value(), earlier);
    }

    boolean rolledOver(Count earlier) {
      return display.span() == earlier.display.span()
          && possible(display.span() - earlier.sample.value() + sample.value(), earlier);
    }

    private boolean possible(double more, Count earlier) {
      Duration time = sample.at().since(earlier.sample.at());
      double hours = time.toMillis() / 3_600_000.0;
      return more >= 0 && more <= FASTEST_W * hours + display.step();
    }
  }

  /** The sample itself, or a missing one if the counter jumped. */
  Sample judge(Sample sample, CounterDisplay counterDisplay) {
    if (!(sample instanceof Sample.Good good) || !sample.signal().quantity().isCounted()) {
      return sample;
    }
    Signal signal = good.signal();
    Count now = new Count(good, counterDisplay);
    Count last = trusted.get(signal);
    if (last == null || now.follows(last)) {
      return trust(now);
    }
    if (now.rolledOver(last)) {
      Logger.info("{} rolled over from {} to {}", signal, last.sample.value(), good.value());
      return trust(now);
    }
    Count suspected = suspect.get(signal);
    if (suspected != null && now.follows(suspected)) {
      Logger.warn("{} was reset: {} became {}", signal, last.sample.value(), good.value());
      return trust(now);
    }
    suspect.put(signal, now);
    String leap = "counter leapt from " + last.sample.value() + " to " + good.value();
    return Sample.missing(signal, Fault.Kind.OUT_OF_RANGE, leap, good.at());
  }

  private Sample trust(Count count) {
    trusted.put(count.sample.signal(), count);
    suspect.remove(count.sample.signal());
    return count.sample;
  }
}
