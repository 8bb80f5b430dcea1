package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Learns one series from its own history: linear stack, spiking residual network, and the choice
 * between them and the seasonal forecaster on rows that none was fitted to. Up to half a CPU minute
 * in the caller's thread. Deterministic from the seed. It stops soon after {@code cancelled}
 * returns true.
 */
public final class ForecastTrainer {
  /** Days of history below which nothing is learnt. */
  public static final int MIN_DAYS = 14;

  /** Share of measured slots below which nothing is learnt. */
  private static final double MIN_GOOD = 0.6;

  private ForecastTrainer() {}

  /**
   * Trains. A history that is too short, too full of holes or constant gives the seasonal
   * forecaster, with no validation.
   *
   * @param history PV as production, 0 and above
   * @return empty if and only if cancelled
   * @throws IllegalArgumentException if history and settings differ in slot length
   */
  public static Optional<TrainedForecaster> train(
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      LearningSettings learning,
      long seed,
      BooleanSupplier cancelled) {
    CancellationLatch latch = new CancellationLatch(cancelled);
    Optional<TrainedForecaster> trained =
        learn(history, kind, settings, learning, OptionalInt.empty(), seed, latch)
            .map(TrainingResult::chosen);
    if (latch.getAsBoolean()) {
      return Optional.empty();
    }
    return Optional.of(trained.orElseGet(() -> coldStart(history, kind, settings)));
  }

  /**
   * Trains, and shows all candidates.
   *
   * @param boundary first row of the part that chooses and is not learnt from until all is chosen;
   *     otherwise the last weeks
   * @return empty if cancelled, or if there is too little to learn from
   * @throws IllegalArgumentException if history and settings differ in slot length
   */
  public static Optional<TrainingResult> learn(
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      LearningSettings learning,
      OptionalInt boundary,
      long seed,
      BooleanSupplier cancelled) {
    if (!history.step().equals(settings.slot())) {
      throw new IllegalArgumentException(
          "slots of " + history.step() + " where " + settings.slot() + " were expected");
    }
    CancellationLatch latch = new CancellationLatch(cancelled);
    Optional<TrainingResult> learnt =
        enough(history)
            ? new SeriesTraining(
                    history, kind, settings, learning, boundary, OptionalDouble.empty(), latch)
                .run(OptionalLong.of(seed))
            : Optional.empty();
    return latch.getAsBoolean() ? Optional.empty() : learnt;
  }

  /** As {@link #learn} on the last weeks, without a network, in about half of its time. */
  public static Optional<TrainingResult> learnWithoutNetwork(
      TimeSeries history,
      SeriesKind kind,
      ForecastSettings settings,
      LearningSettings learning,
      BooleanSupplier cancelled) {
    CancellationLatch latch = new CancellationLatch(cancelled);
    return enough(history)
        ? new SeriesTraining(
                history,
                kind,
                settings,
                learning,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                latch)
            .run(OptionalLong.empty())
        : Optional.empty();
  }

  /**
   * Fits the linear models anew, a few seconds' work: they gain most from the newest rows. The
   * network, its blend and the choice stay.
   *
   * @param history of the series that {@code before} was learnt from, grown since
   * @return empty if cancelled, or if there is too little to learn from
   */
  public static Optional<TrainingResult> refresh(
      TrainingResult before,
      TimeSeries history,
      LearningSettings learning,
      BooleanSupplier cancelled) {
    CancellationLatch latch = new CancellationLatch(cancelled);
    TrainedForecaster chosen = before.chosen();
    return enough(history)
        ? new SeriesTraining(
                history,
                chosen.kind(),
                chosen.settings(),
                learning,
                OptionalInt.empty(),
                OptionalDouble.of(before.stack().base().scale()),
                latch)
            .refresh(before)
        : Optional.empty();
  }

  private static TrainedForecaster coldStart(
      TimeSeries history, SeriesKind kind, ForecastSettings settings) {
    return new TrainedForecaster(
        kind,
        settings,
        new SeasonalForecaster(kind, settings),
        Optional.empty(),
        history.start(),
        history.end());
  }

  private static boolean enough(TimeSeries history) {
    double[] v = history.values();
    int first = history.firstGood();
    int rows = v.length - first;
    return rows >= MIN_DAYS * history.slotsPerDay()
        && history.goodSlots() >= MIN_GOOD * rows
        && Arrays.stream(v, first, v.length)
            .anyMatch(value -> Double.isFinite(value) && Math.abs(value - v[first]) > 0);
  }

  /** Latches a cancellation, so that an aborted run never passes for a complete one. */
  private static final class CancellationLatch implements BooleanSupplier {
    private final BooleanSupplier source;
    private boolean closed;

    CancellationLatch(BooleanSupplier source) {
      this.source = source;
    }

    @Override
    public boolean getAsBoolean() {
      closed |= source.getAsBoolean();
      return closed;
    }
  }
}
