package io.spikewatt.inference.naive;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.score.SampleQuantile;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Forecasts a series without a season (wind): the deviation of the last hour decays into the mean
 * at that time of day, at the rate with the least error so far. The mean of a time of day is shrunk
 * to that of all times by a week's weight. P10, P50 and P90 come from its own errors that far
 * ahead, since wind power is skewed. Needs one good value. Stateless.
 *
 * @param forcedHours time constant, h; empty = the one with the least error
 */
public record FadingForecaster(String id, ForecastSettings settings, OptionalDouble forcedHours)
    implements Forecaster {
  private static final int MEMORY_DAYS = 28;
  private static final int DRAWN_DAYS = 7;

  /** Hours between the past origins whose errors are used. */
  private static final int SPACING = 3;

  private static final int ENOUGH = 20;

  /** Time constants, in hours, in which the last hour's weight falls to 1/e. */
  private static final double[] HOURS = {2, 4, 8, 16, 32};

  /** The one that chooses the rate. */
  static FadingForecaster usual(ForecastSettings settings) {
    return new FadingForecaster("fading-1", settings, OptionalDouble.empty());
  }

  /** The last hour for ever, whatever the time of day, for comparisons. */
  public static FadingForecaster persistence(ForecastSettings settings) {
    return new FadingForecaster(
        "persistence", settings, OptionalDouble.of(Double.POSITIVE_INFINITY));
  }

  /** The mean of the last four weeks at that time of day, for comparisons. */
  public static FadingForecaster runningMean(ForecastSettings settings) {
    return new FadingForecaster("running-mean", settings, OptionalDouble.of(1e-3));
  }

  @Override
  public Forecast forecast(TimeSeries whole, int slots) {
    if (whole.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    TimeSeries recent = whole.tail(MEMORY_DAYS * whole.slotsPerDay());
    TimeSeries history = recent.goodSlots() > 0 ? recent : whole;
    boolean lasts = forcedHours.isPresent() && Double.isInfinite(forcedHours.getAsDouble());
    FadingHistory fadingHistory = new FadingHistory(history, settings, slots, !lasts);
    double hours = forcedHours.orElseGet(() -> fadingHistory.bestHours());
    double[] all = fadingHistory.seen();
    double floor = Math.min(0, all[0]);
    double ceiling = settings.ceiling(SeriesKind.WIND);
    double[][] errors = fadingHistory.errorsByHour(hours);
    double[] low = new double[slots];
    double[] median = new double[slots];
    double[] high = new double[slots];
    double[] mean = new double[slots];
    for (int i = 0; i < slots; i++) {
      double expected = fadingHistory.value(fadingHistory.v.length, i, hours);
      double[] error = errors[i / fadingHistory.perHour];
      boolean known = error.length >= ENOUGH;
      double p50 =
          forcedHours.isEmpty() && known ? expected + SampleQuantile.of(error, 0.5) : expected;
      double p10 = known ? expected + SampleQuantile.of(error, 0.1) : SampleQuantile.of(all, 0.1);
      double p90 = known ? expected + SampleQuantile.of(error, 0.9) : SampleQuantile.of(all, 0.9);
      low[i] = Math.clamp(Math.min(p10, p50), floor, ceiling);
      median[i] = Math.clamp(p50, floor, ceiling);
      high[i] = Math.clamp(Math.max(p90, p50), floor, ceiling);
      mean[i] = Math.clamp(expected, floor, ceiling);
    }
    return new Forecast(history.end(), history.step(), low, median, high, mean, id());
  }

  /** The history and its mean. */
  private static final class FadingHistory {
    private final double[] v;
    private final int perHour;
    private final int slots;
    private final double mean;
    private final double[] profile;
    private final SlotCalendar slotCalendar;

    FadingHistory(TimeSeries history, ForecastSettings settings, int slots, boolean byHour) {
      v = history.values();
      this.slots = slots;
      slotCalendar =
          new SlotCalendar(
              history.start(), history.step(), settings.zone(), SeriesKind.WIND, v.length + slots);
      perHour = slotCalendar.slotsPerHour();
      double sum = 0;
      int count = 0;
      double[] sums = new double[24];
      int[] counts = new int[24];
      for (int k = 0; k < v.length; k++) {
        if (Double.isFinite(v[k])) {
          sum += v[k];
          count++;
          sums[slotCalendar.hour(k)] += v[k];
          counts[slotCalendar.hour(k)]++;
        }
      }
      mean = sum / count;
      profile = new double[24];
      for (int hour = 0; hour < 24; hour++) {
        int drawn = DRAWN_DAYS * perHour;
        profile[hour] = byHour ? (sums[hour] + drawn * mean) / (counts[hour] + drawn) : mean;
      }
    }

    /** All that was measured, ascending. */
    double[] seen() {
      return Arrays.stream(v).filter(Double::isFinite).sorted().toArray();
    }

    /** Difference of the last hour from the mean at its time; 0 if nothing of it was measured. */
    private double deviation(int origin) {
      double sum = 0;
      int count = 0;
      for (int k = Math.max(0, origin - perHour); k < origin; k++) {
        if (Double.isFinite(v[k])) {
          sum += v[k] - profile[slotCalendar.hour(k)];
          count++;
        }
      }
      return count == 0 ? 0 : sum / count;
    }

    /** The mean that is expected {@code lead} slots after an origin. */
    double value(int origin, int lead, double hours) {
      return faded(origin + lead, lead, deviation(origin), hours);
    }

    private double faded(int k, int lead, double deviation, double hours) {
      double left = StrictMath.exp(-(lead + 0.5) / (hours * perHour));
      return profile[slotCalendar.hour(k)] + deviation * left;
    }

    /** With the least absolute error over all that was measured; the slowest before that. */
    double bestHours() {
      double best = HOURS[HOURS.length - 1];
      double least = Double.POSITIVE_INFINITY;
      for (double hours : HOURS) {
        double sum = 0;
        int count = 0;
        for (double[] errors : errorsByHour(hours)) {
          for (double error : errors) {
            sum += Math.abs(error);
          }
          count += errors.length;
        }
        if (count > 0 && sum < least) {
          least = sum;
          best = hours;
        }
      }
      return best;
    }

    /** Sorted errors of each hour ahead, one of each hour, over origins of the past. */
    double[][] errorsByHour(double hours) {
      int ahead = (slots + perHour - 1) / perHour;
      double[][] errors = new double[ahead][v.length / (SPACING * perHour) + 1];
      int[] count = new int[ahead];
      for (int origin = perHour; origin < v.length; origin += SPACING * perHour) {
        double deviation = deviation(origin);
        for (int hour = 0; hour < ahead; hour++) {
          int lead = hour * perHour;
          if (origin + lead < v.length && Double.isFinite(v[origin + lead])) {
            errors[hour][count[hour]++] =
                v[origin + lead] - faded(origin + lead, lead, deviation, hours);
          }
        }
      }
      for (int hour = 0; hour < ahead; hour++) {
        errors[hour] = Arrays.copyOf(errors[hour], count[hour]);
        Arrays.sort(errors[hour]);
      }
      return errors;
    }
  }
}
