package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastSource;
import java.time.Duration;
import java.util.Locale;

/** Sentences of the events. */
final class EventText {

  private EventText() {}

  static String learnt(ServedModel model) {
    return "learnt from %d days: %s chosen, %s than the seasonal naive on held-out days"
        .formatted(
            Duration.between(model.from(), model.to()).toDays(),
            model.chosen().words(),
            better(model.validation().skill()));
  }

  /**
   * @param days that were scored
   * @param less share by which the best's error is below that of the best before
   * @param network the network's error / the best's - 1
   */
  static String lead(
      ForecastSource best, ForecastSource before, int days, double less, double network) {
    String text =
        String.format(
            Locale.ROOT,
            "best over the last %d days: %s, with %.1f %% less error than %s",
            days,
            best.words(),
            100 * less,
            before.words());
    return best == ForecastSource.SPIKING || !Double.isFinite(network)
        ? text
        : String.format(
            Locale.ROOT,
            "%s; the LIF network is not the best forecaster here, it errs %.1f %% more",
            text,
            100 * network);
  }

  static String compared(ShadowTrial.TrialResult result, double p) {
    return String.format(
        Locale.ROOT, "%s over %d days, p = %.3f", better(result.gain()), result.days(), p);
  }

  private static String better(double share) {
    return String.format(
        Locale.ROOT, "%.1f %% %s", 100 * Math.abs(share), share >= 0 ? "better" : "worse");
  }
}
