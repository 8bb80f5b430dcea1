package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Implausible values of signals that control uses, once they last: a single spike is dropped
 * without a report. Confined to one thread.
 */
final class ImplausibleSignals {

  /** An implausible signal is reported after this time. */
  static final Duration LASTS = Duration.ofSeconds(5);

  /** A report ends when the value was plausible for this long. */
  static final Duration OVER = Duration.ofSeconds(10);

  private static final Set<Quantity> STEER_BY = Set.of(Quantity.POWER_W, Quantity.SOC_PCT);

  private static final Set<Fault.Kind> IMPLAUSIBLE =
      Set.of(Fault.Kind.OUT_OF_RANGE, Fault.Kind.FROZEN, Fault.Kind.SPIKE, Fault.Kind.SIGN_FLIPPED);

  private record Doubt(Moment first, Moment last, Phrase text) {
    boolean persistent() {
      return last.since(first).compareTo(LASTS) >= 0;
    }
  }

  private final Map<Signal, Doubt> doubts = new LinkedHashMap<>();

  /** Code to sentence. */
  Map<String, Phrase> of(PlantSnapshot snapshot) {
    Moment now = snapshot.at();
    for (Sample sample : snapshot.all()) {
      if (sample instanceof Sample.Missing missing
          && STEER_BY.contains(missing.signal().quantity())
          && IMPLAUSIBLE.contains(missing.reason().kind())) {
        Doubt before = doubts.get(missing.signal());
        Moment first = before == null ? now : before.first();
        Phrase text = AlarmTexts.implausible(missing.signal(), missing.reason());
        doubts.put(missing.signal(), new Doubt(first, now, text));
      }
    }
    doubts.values().removeIf(doubt -> now.since(doubt.last()).compareTo(OVER) > 0);
    Map<String, Phrase> wrong = new LinkedHashMap<>();
    doubts.forEach(
        (signal, doubt) -> {
          if (doubt.persistent()) {
            wrong.put("implausible/" + signal, doubt.text());
          }
        });
    return wrong;
  }
}
