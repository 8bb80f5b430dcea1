package io.spikewatt.inference.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortTermCorrectionTest {
  private static final int DAY = 24;
  private static final int AHEAD = 30;

  /** The blend of untrained candidates, hour by hour, and the correction that learns beside it. */
  private static final class Service {
    final double[] values;
    final PerformanceRecord record;
    final ForecastBlender blender;
    double blendError;
    double correctedError;

    Service(double[] values, SeriesKind kind) {
      this.values = values;
      record = new PerformanceRecord(DAY, kind, ZoneOffset.UTC);
      ForecastSettings settings =
          new ForecastSettings(
              ZoneOffset.UTC, Duration.ofHours(1), AHEAD, Optional.empty(), OptionalDouble.empty());
      blender =
          new ForecastBlender(
              kind, settings, record, Optional.empty(), Optional.empty(), Optional.empty());
    }

    TimeSeries history(int to) {
      return new TimeSeries(Instant.EPOCH, Duration.ofHours(1), Arrays.copyOf(values, to));
    }

    ForecastBlender.Blended at(int to) {
      TimeSeries history = history(to);
      record.settle(history, (day, actual, issued, lead) -> {});
      Map<ForecastSource, Forecast> made = blender.plain(history, AHEAD);
      ForecastBlender.Blended blended =
          blender.blend(history, made, ForecastSource.SEASONAL, Optional.empty());
      long origin = history.end().getEpochSecond();
      if (record.due(origin) && made.containsKey(ForecastSource.NAIVE_WEEK)) {
        record.add(new IssuedForecast(origin, blended.below(), blended.above(), blended.curves()));
      }
      return blended;
    }

    /** Absolute errors of the mean two hours ahead, with the correction and without. */
    void run(int from, int to, int countedFrom) {
      for (int t = from; t < to; t++) {
        ForecastBlender.Blended blended = at(t);
        if (t >= countedFrom) {
          blendError += Math.abs(values[t + 1] - curve(blended, ForecastSource.BLEND).mean()[1]);
          correctedError += Math.abs(values[t + 1] - blended.forecast().mean()[1]);
        }
      }
    }
  }

  private static IssuedQuantiles curve(ForecastBlender.Blended blended, ForecastSource source) {
    return Objects.requireNonNull(blended.curves().get(source));
  }

  /** A load whose level wanders within hours, around the same course each day. */
  private static double[] wandering(int days) {
    Random random = new Random(1);
    double[] values = new double[days * DAY + AHEAD];
    double off = 0;
    for (int t = 0; t < values.length; t++) {
      off = 0.9 * off + 20 * random.nextGaussian();
      values[t] = 500 + 200 * Math.sin(2 * Math.PI * t / DAY) + off;
    }
    return values;
  }

  @Test
  void a_level_that_lasts_for_hours_is_taken_into_account() {
    Service load = new Service(wandering(40), SeriesKind.LOAD);
    load.run(1, 40 * DAY, 20 * DAY);
    assertTrue(
        load.correctedError < 0.85 * load.blendError,
        load.correctedError + " against " + load.blendError);
  }

  @Test
  void haze_that_lasts_for_hours_is_taken_into_account() {
    Random random = new Random(7);
    double[] values = new double[60 * DAY + AHEAD];
    double sky = 0.5;
    for (int t = 0; t < values.length; t++) {
      sky = Math.clamp(0.5 + 0.95 * (sky - 0.5) + 0.12 * random.nextGaussian(), 0.05, 1);
      values[t] = 1000 * sky * Math.max(0, Math.sin(Math.PI * (t % DAY - 6) / 12));
    }
    Service pv = new Service(values, SeriesKind.PV);
    pv.run(1, 60 * DAY, 30 * DAY);
    assertTrue(
        pv.correctedError < 0.85 * pv.blendError, pv.correctedError + " against " + pv.blendError);
    for (int k = 0; k < AHEAD; k++) {
      int hour = (60 * DAY - 1 + k) % DAY;
      double mean = pv.at(60 * DAY - 1).forecast().mean()[k];
      assertTrue(mean >= 0 && ((hour > 6 && hour < 18) || mean < 1e-9), "hour " + hour);
    }
  }

  @Test
  void without_a_pattern_in_the_errors_hardly_anything_is_corrected() {
    Random random = new Random(2);
    double[] values = new double[50 * DAY + AHEAD];
    Arrays.setAll(values, t -> 500 + 100 * random.nextGaussian());
    Service load = new Service(values, SeriesKind.LOAD);
    load.run(1, 50 * DAY, 20 * DAY);
    assertTrue(
        load.correctedError < 1.02 * load.blendError,
        load.correctedError + " against " + load.blendError);
  }

  @Test
  void in_the_first_week_nothing_is_corrected() {
    Service load = new Service(wandering(7), SeriesKind.LOAD);
    for (int t = 1; t < 7 * DAY; t++) {
      ForecastBlender.Blended blended = load.at(t);
      assertArrayEquals(
          curve(blended, ForecastSource.BLEND).mean(),
          curve(blended, ForecastSource.PUBLISHED).mean());
    }
  }

  @Test
  void missing_values_leave_a_finite_forecast() {
    double[] values = wandering(30);
    Random random = new Random(3);
    for (int t = 0; t < values.length; t++) {
      values[t] = t > 0 && random.nextInt(3) == 0 ? Double.NaN : values[t];
    }
    Service load = new Service(values, SeriesKind.LOAD);
    for (int t = 1; t < 30 * DAY; t++) {
      assertTrue(Arrays.stream(load.at(t).forecast().mean()).allMatch(Double::isFinite));
    }
  }

  @Test
  void a_stored_one_corrects_as_before() {
    Service load = new Service(wandering(30), SeriesKind.LOAD);
    load.run(1, 30 * DAY, 0);
    ShortTermCorrection before = load.record.blend().shortTerm();
    ShortTermCorrection stored =
        ShortTermCorrection.of(DAY, SeriesKind.LOAD, ZoneOffset.UTC, before.state());
    TimeSeries history = load.history(30 * DAY);
    Map<ForecastSource, Forecast> made = load.blender.plain(history, AHEAD);
    Forecast seasonal = Objects.requireNonNull(made.get(ForecastSource.SEASONAL));
    double[] median = seasonal.p50();
    double[] mean = seasonal.mean();
    ShortTermCorrection.Corrected corrected = before.correct(history, made, median, mean);
    assertNotEquals(mean[0], corrected.mean()[0]);
    assertNotEquals(median[0], corrected.median()[0]);
    assertArrayEquals(corrected.mean(), stored.correct(history, made, median, mean).mean());
    assertArrayEquals(corrected.median(), stored.correct(history, made, median, mean).median());
    assertThrows(
        IllegalArgumentException.class,
        () -> ShortTermCorrection.of(DAY, SeriesKind.PV, ZoneOffset.UTC, before.state()));
  }
}
