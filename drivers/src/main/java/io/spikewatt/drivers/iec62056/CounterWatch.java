package io.spikewatt.drivers.iec62056;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.util.HashMap;
import java.util.Map;

/**
 * Distrusts an energy counter that goes backwards. One lower reading is refused; when the next one
 * goes on from there, the meter was exchanged or has rolled over, and the new count is taken.
 */
final class CounterWatch {

  private final Map<Signal, Double> trusted = new HashMap<>();
  private final Map<Signal, Double> suspect = new HashMap<>();

  /** The sample itself, or what it turns into when it is a counter that went back. */
  Sample judge(Sample sample) {
    if (!(sample instanceof Sample.Good good) || !isCounter(sample.signal())) {
      return sample;
    }
    Signal signal = good.signal();
    Double last = trusted.get(signal);
    if (last != null && good.value() < last && !goesOn(signal, good.value())) {
      suspect.put(signal, good.value());
      return Sample.missing(
          signal,
          Fault.Kind.OUT_OF_RANGE,
          "counter went back from " + last + " to " + good.value(),
          good.at());
    }
    trusted.put(signal, good.value());
    suspect.remove(signal);
    return sample;
  }

  private boolean goesOn(Signal signal, double value) {
    Double first = suspect.get(signal);
    return first != null && value >= first;
  }

  private static boolean isCounter(Signal signal) {
    return switch (signal.quantity()) {
      case ENERGY_IMPORT_WH, ENERGY_EXPORT_WH -> true;
      default -> false;
    };
  }
}
