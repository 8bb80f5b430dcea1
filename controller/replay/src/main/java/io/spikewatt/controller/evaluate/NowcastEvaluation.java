package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.lifecycle.TrialRules;
import io.spikewatt.inference.nowcast.MinuteSeries;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastTrainer;
import io.spikewatt.inference.nowcast.NowcastTrainingResult;
import io.spikewatt.inference.nowcast.Nowcaster;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Measures nowcasts on recorded minutes: learns from what is before the test part and issues each
 * minute of it. At slot starts the product's forecaster, learnt from the same rows as quarter
 * hours, is beside it.
 */
public record NowcastEvaluation(NowcastTask task) {
  private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
  private static final int SLOT = 15;
  private static final int SLOTS_A_DAY = 96;

  /** Days in which the product's record grows before the test part. */
  private static final int RECORD_DAYS = 30;

  private static final long SEED = 1;

  /** Share of minutes that a mean needs. */
  private static final double KNOWN = 0.9;

  /** Irradiance of a cloudless sky from which on nowcasts of PV are scored, kW/m². */
  private static final double DAYLIGHT = 0.06;

  /** Days before the test part that the nowcaster observes. */
  private static final Duration WARM_UP = Duration.ofDays(8);

  /** Receives nowcasts and their outcomes in the order of time. */
  @FunctionalInterface
  public interface Sink {
    void take(MinuteOutcome outcome);

    /** This sink, then another. */
    default Sink and(Sink next) {
      return outcome -> {
        take(outcome);
        next.take(outcome);
      };
    }
  }

  /** Why it cannot be evaluated, or empty if it can. */
  public static Optional<String> obstacle(NowcastTask task) {
    long before = 0;
    long after = 0;
    for (MinuteSeries part : task.parts()) {
      for (int k = 0; k < part.values().length; k++) {
        boolean test = !minute(part, k).isBefore(task.testFrom());
        before += Double.isFinite(part.values()[k]) && !test ? 1 : 0;
        after += Double.isFinite(part.values()[k]) && test ? 1 : 0;
      }
    }
    if (before < NowcastTrainer.LEAST_MINUTES) {
      return Optional.of("two days of minutes before " + task.testFrom() + ", found " + before);
    }
    return after < 2L * Nowcast.windowEnd(Nowcast.WINDOWS - 1)
        ? Optional.of("two hours of minutes from " + task.testFrom() + " on, found " + after)
        : Optional.empty();
  }

  private static Instant minute(MinuteSeries part, int k) {
    return part.start().plus(Duration.ofMinutes(k));
  }

  /** Learns from the minutes before the test part; empty if they are too few. */
  public Optional<NowcastTrainingResult> learn() {
    List<MinuteSeries> before = new ArrayList<>();
    for (MinuteSeries part : task.parts()) {
      int rows = rowsBefore(part, task.testFrom());
      if (rows > 0) {
        before.add(part.range(0, rows));
      }
    }
    return NowcastTrainer.fit(task.kind(), task.settings(), before, () -> false);
  }

  private static int rowsBefore(MinuteSeries part, Instant time) {
    long minutes = Duration.between(part.start(), time).toMinutes();
    return Math.clamp(minutes, 0, part.values().length);
  }

  /** The quarter hours that the product's forecaster knows, from the first part to the last. */
  private TimeSeries quarterHours() {
    long slot = QUARTER_HOUR.toSeconds();
    long first = Math.floorDiv(task.parts().getFirst().start().getEpochSecond(), slot);
    long end = Math.floorDiv(task.parts().getLast().end().getEpochSecond() + slot - 1, slot);
    double[] sums = new double[(int) (end - first)];
    int[] counts = new int[sums.length];
    for (MinuteSeries part : task.parts()) {
      for (int k = 0; k < part.values().length; k++) {
        if (Double.isFinite(part.values()[k])) {
          long at = Math.floorDiv(part.start().getEpochSecond() + 60L * k, slot) - first;
          sums[(int) at] += part.values()[k];
          counts[(int) at]++;
        }
      }
    }
    Arrays.setAll(sums, i -> counts[i] >= KNOWN * SLOT ? sums[i] / counts[i] : Double.NaN);
    return new TimeSeries(Instant.ofEpochSecond(first * slot), QUARTER_HOUR, sums);
  }

  /**
   * The forecaster that the daemon runs on quarter hours: models learnt before the test part, and a
   * blend and corrections that follow their record.
   */
  public final class Product {
    private final TimeSeries series = quarterHours();
    private final ServiceForecaster forecaster;
    private LocalDate learntOn = LocalDate.MIN;

    private Product() {
      ForecastSettings settings =
          new ForecastSettings(
              task.settings().zone(),
              QUARTER_HOUR,
              SLOTS_A_DAY,
              task.settings().position(),
              task.settings().capacityW());
      int rows = row(task.testFrom());
      Optional<TrainingResult> learnt =
          ForecastTrainer.learn(
              series.head(rows),
              task.kind(),
              settings,
              LearningSettings.onGateway(task.kind()),
              OptionalInt.of(rows * 7 / 8),
              SEED,
              () -> false);
      forecaster =
          new ServiceForecaster(
              task.kind(),
              settings,
              (history, of, network, cancelled) -> Optional.empty(),
              TrialRules.USUAL);
      learnt.ifPresent(forecaster::adopt);
      // The record needs some weeks of forecasts and outcomes before the first that is compared.
      for (int row = Math.max(SLOTS_A_DAY, rows - RECORD_DAYS * SLOTS_A_DAY); row < rows; row++) {
        forecast(series.head(row));
      }
    }

    private int row(Instant time) {
      return (int) (Duration.between(series.start(), time).toMinutes() / SLOT);
    }

    /** The next day, from a slot's start; origins ascend. */
    public Forecast at(Instant origin) {
      return forecast(series.head(row(origin)));
    }

    private Forecast forecast(TimeSeries history) {
      LocalDate day = history.end().atZone(task.settings().zone()).minusHours(2).toLocalDate();
      if (day.isAfter(learntOn)) {
        learntOn = day;
        forecaster.learn(history, () -> false);
      }
      return forecaster.forecast(history, SLOTS_A_DAY);
    }
  }

  public Product product() {
    return new Product();
  }

  /** Issues each minute of the test part, and the product's forecast at slot starts if given. */
  public void run(Nowcaster nowcaster, Optional<Product> product, Sink sink) {
    Optional<ClearSky> sky =
        task.kind().followsSun() ? task.settings().position().map(ClearSky::new) : Optional.empty();
    Instant warm = task.testFrom().minus(WARM_UP);
    for (MinuteSeries part : task.parts()) {
      double[] values = part.values();
      for (int k = rowsBefore(part, warm); k < values.length; k++) {
        Instant minute = minute(part, k);
        nowcaster.observe(minute, values[k]);
        Instant issued = minute.plusSeconds(60);
        boolean inside = k + 1 + Nowcast.windowEnd(Nowcast.WINDOWS - 1) <= values.length;
        Optional<Nowcast> nowcast =
            issued.isBefore(task.testFrom()) || !inside ? Optional.empty() : nowcaster.nowcast();
        if (nowcast.isPresent()) {
          boolean slotStart = issued.getEpochSecond() % QUARTER_HOUR.toSeconds() == 0;
          boolean bright =
              sky.isEmpty() || sky.get().irradiance(issued.plusSeconds(450)) >= DAYLIGHT;
          sink.take(
              new MinuteOutcome(
                  nowcast.get(),
                  actual(values, k + 1),
                  mean(values, k, k + 1, 0),
                  mean(values, k + 1 - SLOT, k + 1, 0),
                  bright,
                  slotStart ? product.map(p -> p.at(issued)) : Optional.empty()));
        }
      }
    }
  }

  private static double[] actual(double[] values, int from) {
    double[] actual = new double[Nowcast.WINDOWS];
    Arrays.setAll(
        actual,
        w -> mean(values, from + Nowcast.windowStart(w), from + Nowcast.windowEnd(w), KNOWN));
    return actual;
  }

  private static double mean(double[] values, int from, int to, double known) {
    double sum = 0;
    int count = 0;
    for (int k = Math.max(0, from); k < to; k++) {
      if (Double.isFinite(values[k])) {
        sum += values[k];
        count++;
      }
    }
    return count > 0 && count >= known * (to - from) ? sum / count : Double.NaN;
  }
}
