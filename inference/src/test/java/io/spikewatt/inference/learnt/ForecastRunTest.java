package io.spikewatt.inference.learnt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.train.Quick;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a forecaster remembers makes it quick, and never another one. */
class ForecastRunTest {
  private static final int DAY = 24;
  private static final int DAYS = 130;
  private static final int HORIZON = 36;
  private static final Duration HOUR = Duration.ofHours(1);

  private static double[] values(SeriesKind kind) {
    double[] quarters = Synthetic.of(kind, DAYS, 3).values();
    double[] hours = new double[quarters.length / 4];
    for (int k = 0; k < hours.length; k++) {
      hours[k] = (quarters[4 * k] + quarters[4 * k + 1]) / 2;
    }
    return hours;
  }

  private static WeatherColumns weather(double[] sun, double[] temperature) {
    return WeatherColumns.of(
        List.of(
            new WeatherColumns.Column("temp_c", temperature),
            new WeatherColumns.Column("nwp_ghi_wm2", sun)));
  }

  private static double[] wave(int rows, double top) {
    double[] wave = new double[rows];
    for (int k = 0; k < rows; k++) {
      wave[k] = top * (1 + Math.sin(2 * Math.PI * (k - 6) / DAY + k / 500.0));
    }
    return wave;
  }

  private static TimeSeries series(SeriesKind kind, boolean weather) {
    WeatherColumns beside =
        weather ? weather(wave((DAYS + 3) * DAY, 400), wave(DAYS * DAY, 10)) : WeatherColumns.NONE;
    return new TimeSeries(Synthetic.MONDAY, HOUR, values(kind), beside);
  }

  /** Learnt in a moment; the network has its say, whatever validation thought of it. */
  private static SpikingForecaster learn(TimeSeries s, SeriesKind kind) {
    ForecastSettings settings =
        new ForecastSettings(
            ZoneId.of("Europe/Berlin"),
            HOUR,
            HORIZON,
            Optional.empty(),
            OptionalDouble.empty(),
            s.weather().names());
    SpikingForecaster made = Quick.learn(s.head(50 * DAY), kind, settings).spiking().orElseThrow();
    LinearBase base = made.ridge().base();
    // Easter and the first of May are other days, whether the series shows it or not.
    LinearBase moved =
        new LinearBase(kind, settings, base.standardiser(), base.scale(), 0.6, base.stack());
    return new SpikingForecaster(
        new RidgeForecaster(moved, made.ridge().band()),
        made.network(),
        new NetworkBlend(0.5, 0.25, 1.1));
  }

  /** The same model without a memory. */
  private static SpikingForecaster fresh(SpikingForecaster model) {
    return new SpikingForecaster(
        new RidgeForecaster(model.ridge().base(), model.ridge().band()),
        model.network(),
        model.blend());
  }

  private static void assertSame(Forecast expected, Forecast actual, String where) {
    assertArrayEquals(expected.p10(), actual.p10(), where);
    assertArrayEquals(expected.p50(), actual.p50(), where);
    assertArrayEquals(expected.p90(), actual.p90(), where);
    assertArrayEquals(expected.mean(), actual.mean(), where);
    assertEquals(expected.origin(), actual.origin());
  }

  private static void check(SpikingForecaster model, TimeSeries history, String where) {
    Forecast expected = fresh(model).forecast(history, HORIZON);
    assertSame(expected, model.forecast(history, HORIZON), where);
    SpikingForecaster.Parts parts = model.parts(history, HORIZON, 1);
    assertSame(expected, parts.spiking(), where + ", in parts");
    assertSame(
        fresh(model).ridge().forecast(history, HORIZON), parts.ridge(), where + ", linear part");
    assertSame(parts.ridge(), model.ridge().forecast(history, HORIZON), where + ", linear");
  }

  @ParameterizedTest
  @CsvSource({"LOAD, false", "PV, true", "PV, false"})
  void originsInAnyOrderAndWithGapsGiveTheBitsOfAForecastMadeAnew(SeriesKind kind, boolean sky) {
    TimeSeries s = series(kind, sky);
    SpikingForecaster model = learn(s, kind);
    SplittableRandom random = new SplittableRandom(1);
    int origin = 30 * DAY;
    for (int round = 0; round < 150; round++) {
      origin =
          switch (random.nextInt(12)) {
            case 0 -> random.nextInt(8 * DAY, s.values().length);
            case 1 -> origin + random.nextInt(20 * DAY);
            case 2 -> origin - random.nextInt(10 * DAY);
            case 3 -> origin;
            case 4, 5, 6 -> origin + DAY;
            default -> origin + 1;
          };
      origin = Math.clamp(origin, 8 * DAY, s.values().length);
      check(model, s.head(origin), "round " + round + ", origin " + origin);
    }
  }

  @Test
  void valuesThatComeInLateOrAreCorrectedAreNoticed() {
    double[] v = values(SeriesKind.LOAD);
    SpikingForecaster model = learn(series(SeriesKind.LOAD, false), SeriesKind.LOAD);
    SplittableRandom random = new SplittableRandom(2);
    int origin = 60 * DAY;
    for (int round = 0; round < 150; round++) {
      int back = random.nextInt(4) == 0 ? random.nextInt(60 * DAY) : random.nextInt(9 * DAY);
      int row = Math.max(0, origin - 1 - back);
      switch (random.nextInt(5)) {
        case 0 -> v[row] = Double.NaN;
        case 1 -> v[row] = 3000 * random.nextDouble();
        case 2 -> Arrays.fill(v, row, Math.min(origin, row + 5), Double.NaN);
        // What lies after the origin is not looked at, now and when it is known.
        case 3 -> v[Math.min(v.length - 1, origin + 3)] = 9e5;
        default -> {}
      }
      TimeSeries all = new TimeSeries(Synthetic.MONDAY, HOUR, v.clone());
      // A history that the caller cuts begins later each time.
      TimeSeries history = all.head(origin);
      check(model, round % 5 == 4 ? history.tail(40 * DAY) : history, "round " + round);
      origin += random.nextInt(3) == 0 ? DAY : random.nextInt(2);
    }
  }

  @Test
  void weatherThatIsPredictedAnewIsNoticed() {
    TimeSeries s = series(SeriesKind.PV, true);
    SpikingForecaster model = learn(s, SeriesKind.PV);
    SplittableRandom random = new SplittableRandom(3);
    double[] sun = s.weather().values("nwp_ghi_wm2").clone();
    double[] temperature = s.weather().values("temp_c").clone();
    int origin = 60 * DAY;
    for (int round = 0; round < 120; round++) {
      int row = origin - 10 * DAY + random.nextInt(12 * DAY);
      switch (random.nextInt(4)) {
        case 0 -> sun[row] = random.nextInt(3) == 0 ? Double.NaN : 700 * random.nextDouble();
        case 1 -> temperature[row] = 20 * random.nextDouble();
        default -> {}
      }
      // As far ahead as somebody predicts: now far, now hardly.
      double[] known = Arrays.copyOf(sun, origin + (round % 3 == 0 ? 12 : 2 * DAY));
      TimeSeries history =
          new TimeSeries(s.start(), HOUR, s.values(), weather(known, temperature.clone()))
              .head(origin);
      check(model, history, "round " + round);
      origin += random.nextInt(3) == 0 ? DAY : random.nextInt(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"LOAD, false", "PV, true"})
  void aBufferHoldsWhatARecordDoesAndNothingIsMade(SeriesKind kind, boolean sky) {
    TimeSeries s = series(kind, sky);
    SpikingForecaster model = learn(s, kind);
    ForecastBuffer buffer = new ForecastBuffer(HORIZON);
    // The window's first slot moves on once a week, at midnight UTC on Thursdays.
    int thursday = (3 + 7 * 13) * DAY;
    for (int origin = thursday - 8 * DAY; origin < thursday + DAY; origin++) {
      model.forecast(s, origin, HORIZON, buffer);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds may allocate for class loading and profiling.
    int origin = thursday + DAY;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2 * DAY - 1; i++) {
        model.forecast(s, origin++, HORIZON, buffer);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes in 47 forecasts");
    assertSame(
        fresh(model).forecast(s.head(origin - 1), HORIZON),
        buffer.toForecast(s.start().plus(HOUR.multipliedBy(origin - 1)), HOUR),
        "buffer");
    assertEquals("spiking-1", buffer.model());
  }

  @Test
  void onlyWhatIsNewIsMade() {
    TimeSeries s = series(SeriesKind.LOAD, false);
    ForecastRun forecastRun = learn(s, SeriesKind.LOAD).newRun();
    int origin = 90 * DAY;
    forecastRun.look(s, origin, HORIZON);
    assertEquals(8, forecastRun.made(), "this one, and one each of seven days");
    for (int i = 1; i < 8 * DAY; i++) {
      forecastRun.look(s, origin + i, HORIZON);
    }
    long before = forecastRun.made();
    for (int i = 0; i < 10 * DAY; i++) {
      forecastRun.look(s, origin + 8 * DAY + i, HORIZON);
    }
    assertEquals(10 * DAY, forecastRun.made() - before);
    // Asked again, also with rows that come after the origin cut off.
    forecastRun.look(s.head(origin + 18 * DAY - 1), origin + 18 * DAY - 1, HORIZON);
    assertEquals(10 * DAY + 1, forecastRun.made() - before);
  }

  @Test
  void aModelWithoutItsCacheForecastsTheSameBits() {
    TimeSeries s = series(SeriesKind.LOAD, false);
    SpikingForecaster model = learn(s, SeriesKind.LOAD);
    Forecast before = model.forecast(s.head(90 * DAY), HORIZON);
    model.dropCache();
    assertSame(before, model.forecast(s.head(90 * DAY), HORIZON), "again");
    check(model, s.head(91 * DAY), "a day later");
  }

  @Test
  void fewerSlotsAreTheFirstOfAllAndTooManyAreRefused() {
    TimeSeries s = series(SeriesKind.LOAD, false);
    SpikingForecaster model = learn(s, SeriesKind.LOAD);
    TimeSeries history = s.head(60 * DAY);
    double[] all = model.forecast(history, HORIZON).p50();
    assertArrayEquals(Arrays.copyOf(all, 5), model.forecast(history, 5).p50());
    ForecastBuffer small = new ForecastBuffer(5);
    assertThrows(IllegalArgumentException.class, () -> model.forecast(s, 60 * DAY, HORIZON, small));
    assertThrows(IllegalArgumentException.class, () -> model.forecast(history, HORIZON + 1));
    assertEquals(0, small.slots());
  }

  @Test
  void nineWeeksWithoutAValueAreAnObstacle() {
    TimeSeries s = series(SeriesKind.LOAD, false);
    SpikingForecaster model = learn(s, SeriesKind.LOAD);
    TimeSeries silent = Synthetic.without(s, 40 * DAY, 119 * DAY).head(120 * DAY);
    assertTrue(model.ridge().base().obstacle(silent, HORIZON).isPresent());
    TimeSeries again = Synthetic.without(s, 40 * DAY, 112 * DAY).head(120 * DAY);
    assertTrue(model.ridge().base().obstacle(again, HORIZON).isEmpty());
    check(model, again, "after a gap");
  }

  /** A tenth less than it should say: the outcomes of its own forecasts tell. */
  @Test
  void theOffsetMendsAModelThatSaysTooLittle() {
    TimeSeries s = series(SeriesKind.LOAD, false).head(120 * DAY);
    RidgeForecaster good = learn(s, SeriesKind.LOAD).ridge();
    RidgeForecaster bad = new RidgeForecaster(Medians.scaled(good.base(), 0.9), good.band());
    double expected = Arrays.stream(good.forecast(s, HORIZON).p50()).sum();
    double mended = Arrays.stream(bad.forecast(s, HORIZON).p50()).sum();
    assertEquals(1, mended / expected, 0.05);
  }

  /** Its members are good and their weights are not; the offset alone takes 30 % off at most. */
  @Test
  void aMixtureThatIsWorseThanItsMembersLeansToThem() {
    TimeSeries s = series(SeriesKind.LOAD, false).head(120 * DAY);
    RidgeForecaster good = learn(s, SeriesKind.LOAD).ridge();
    LinearStack of = good.base().stack();
    double[][] weights =
        Arrays.stream(of.medianWeights())
            .map(group -> Arrays.stream(group).map(w -> 1.9 * w).toArray())
            .toArray(double[][]::new);
    LinearBase base =
        new LinearBase(
            SeriesKind.LOAD,
            good.base().settings(),
            good.base().standardiser(),
            good.base().scale(),
            good.base().holidayShare(),
            new LinearStack(
                of.lead(),
                of.hour(),
                of.banks(),
                of.trees(),
                weights,
                of.meanWeights(),
                MedianCurve.NONE,
                of.bounds()));
    double expected = Arrays.stream(good.forecast(s, HORIZON).p50()).sum();
    double leant =
        Arrays.stream(new RidgeForecaster(base, good.band()).forecast(s, HORIZON).p50()).sum();
    assertTrue(leant / expected < 0.97 * 0.7 * 1.9, leant + " against " + expected);
  }
}
