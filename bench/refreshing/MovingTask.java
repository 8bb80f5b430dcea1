import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A series of minutes, with its parts for learning and scoring.
 *
 * @param minutes from a quarter hour's start on, NaN = missing
 * @param learnTo minutes before it are learnt from
 * @param scored half-open spans of minutes
 */
record MovingTask(
    String name,
    SeriesKind kind,
    ForecastSettings settings,
    Instant start,
    double[] minutes,
    Instant learnTo,
    List<Span> scored) {
  static final int SLOT = 15;

  /** From a slot's start to another's. */
  record Span(Instant from, Instant to) {}

  /** The history's slots: each needs nine tenths of its minutes. */
  TimeSeries quarterHours() {
    double[] slots = new double[minutes.length / SLOT];
    for (int slot = 0; slot < slots.length; slot++) {
      double[] known =
          Arrays.stream(minutes, slot * SLOT, (slot + 1) * SLOT).filter(Double::isFinite).toArray();
      slots[slot] =
          known.length >= 0.9 * SLOT ? Arrays.stream(known).average().orElseThrow() : Double.NaN;
    }
    return new TimeSeries(start, Duration.ofMinutes(SLOT), slots);
  }

  int row(Instant time) {
    return (int) (Duration.between(start, time).toMinutes() / SLOT);
  }

  double days() {
    return scored.stream()
        .mapToDouble(s -> Duration.between(s.from(), s.to()).toMinutes() / 1440.0)
        .sum();
  }
}
