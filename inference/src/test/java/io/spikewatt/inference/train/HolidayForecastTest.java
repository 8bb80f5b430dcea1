package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An office in Berlin that is closed on public holidays, and a home that does not know of them. */
class HolidayForecastTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final LocalDate FIRST = LocalDate.of(2025, 9, 1);
  private static final LocalDate LEARNT_TO = LocalDate.of(2026, 3, 30);
  private static final Instant START = FIRST.atStartOfDay(BERLIN).toInstant();

  /** Those on weekdays, by the law of the land; the list of the product is not asked. */
  private static final List<LocalDate> CLOSED =
      List.of(
          LocalDate.of(2025, 10, 3),
          LocalDate.of(2025, 12, 25),
          LocalDate.of(2025, 12, 26),
          LocalDate.of(2026, 1, 1),
          LocalDate.of(2026, 4, 3),
          LocalDate.of(2026, 4, 6));

  private static int row(LocalDate day) {
    return (int) Duration.between(START, day.atStartOfDay(BERLIN).toInstant()).toHours();
  }

  private static TimeSeries series(boolean closes) {
    SplittableRandom random = new SplittableRandom(4);
    double[] v = new double[row(LocalDate.of(2026, 4, 20))];
    for (int k = 0; k < v.length; k++) {
      ZonedDateTime at = START.plusSeconds(3600L * k).atZone(BERLIN);
      boolean weekend = at.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
      boolean closed = closes && CLOSED.contains(at.toLocalDate());
      boolean work = !weekend && !closed && at.getHour() >= 8 && at.getHour() < 18;
      v[k] = 1000 + (work ? 8000 : 0) + 600 * random.nextDouble();
    }
    return new TimeSeries(START, HOUR, v);
  }

  private static TrainingResult learn(TimeSeries s) {
    ForecastSettings settings =
        new ForecastSettings(BERLIN, HOUR, 36, Optional.empty(), OptionalDouble.empty());
    return Quick.learn(s.head(row(LEARNT_TO)), SeriesKind.LOAD, settings);
  }

  /** Mean absolute error, W, of a day forecast from the noon before. */
  private static double error(TrainingResult model, TimeSeries s, LocalDate day) {
    int origin = row(day) - 12;
    Forecast f = model.chosen().forecast(s.head(origin), 36);
    double sum = 0;
    for (int hour = 0; hour < 24; hour++) {
      sum += Math.abs(f.p50()[12 + hour] - s.values()[row(day) + hour]) / 24;
      assertTrue(f.p10()[12 + hour] <= f.p50()[12 + hour] && f.p10()[12 + hour] >= 0);
      assertTrue(f.p50()[12 + hour] <= f.p90()[12 + hour]);
    }
    return sum;
  }

  @Test
  void aClosedOfficeIsForecastAndNothingElseIsUpsetByIt() {
    TimeSeries s = series(true);
    TrainingResult model = learn(s);
    assertEquals(1, model.stack().base().holidayShare(), 0.1);
    double ordinary = error(model, s, LocalDate.of(2026, 4, 1));
    assertTrue(ordinary < 500, "Wednesday " + ordinary);
    for (LocalDate day :
        List.of(
            LocalDate.of(2026, 4, 3), // Good Friday
            LocalDate.of(2026, 4, 6), // Easter Monday
            LocalDate.of(2026, 4, 7), // the day after
            LocalDate.of(2026, 4, 10), // the same weekdays a week later
            LocalDate.of(2026, 4, 13))) {
      double error = error(model, s, day);
      assertTrue(error < 700, day + ": " + error + " W; " + ordinary + " on an ordinary day");
    }
  }

  @Test
  void aHomeKeepsItsWeekdays() {
    TimeSeries s = series(false);
    TrainingResult model = learn(s);
    assertEquals(0, model.stack().base().holidayShare());
    assertTrue(error(model, s, LocalDate.of(2026, 4, 3)) < 500);
  }
}
