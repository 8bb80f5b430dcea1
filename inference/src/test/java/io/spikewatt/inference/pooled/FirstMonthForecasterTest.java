package io.spikewatt.inference.pooled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FirstMonthForecasterTest {
  private static final int DAY = 96;
  private static final int AHEAD = 144;

  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Synthetic.QUARTER, AHEAD, Optional.empty(), OptionalDouble.empty());

  private static FirstMonthForecaster forecaster(SeriesKind kind) {
    return FirstMonthForecaster.shipped(kind, SETTINGS).orElseThrow();
  }

  private static Forecast seasonal(SeriesKind kind, TimeSeries known) {
    return new SeasonalForecaster(kind, SETTINGS).forecast(known, AHEAD);
  }

  private static Forecast forecast(SeriesKind kind, TimeSeries known) {
    return forecaster(kind).forecast(known, seasonal(kind, known)).orElseThrow();
  }

  @Test
  void there_is_one_from_the_first_value_to_the_end_of_the_fifth_week() {
    TimeSeries load = Synthetic.load(60, 1);
    for (int rows : new int[] {1, 3, 4, 30, DAY, 7 * DAY, 35 * DAY}) {
      Forecast made = forecast(SeriesKind.LOAD, load.head(rows));
      assertEquals(AHEAD, made.slots());
      assertEquals(load.head(rows).end(), made.origin());
      for (int k = 0; k < AHEAD; k++) {
        assertTrue(
            Double.isFinite(made.p10()[k])
                && made.p10()[k] <= made.p50()[k]
                && made.p50()[k] <= made.p90()[k]
                && Double.isFinite(made.p90()[k])
                && Double.isFinite(made.mean()[k]),
            rows + " rows, slot " + k);
      }
    }
    TimeSeries old = load.head(35 * DAY + 1);
    assertTrue(forecaster(SeriesKind.LOAD).forecast(old, seasonal(SeriesKind.LOAD, old)).isEmpty());
  }

  @Test
  void one_that_has_forecast_before_forecasts_as_a_new_one_also_after_a_past_value_changed() {
    for (SeriesKind kind : List.of(SeriesKind.LOAD, SeriesKind.PV)) {
      TimeSeries whole = kind == SeriesKind.PV ? Synthetic.pv(20, 3) : Synthetic.load(20, 3);
      FirstMonthForecaster used = forecaster(kind);
      for (int rows = 9 * DAY; rows < 10 * DAY; rows += 6) {
        double[] values = whole.head(rows).values().clone();
        if (rows >= 9 * DAY + 48) {
          values[8 * DAY + 40] += 500;
        }
        TimeSeries known = new TimeSeries(whole.start(), whole.step(), values);
        Forecast made = used.forecast(known, seasonal(kind, known)).orElseThrow();
        Forecast anew = forecast(kind, known);
        assertArrayEquals(anew.p50(), made.p50(), 0);
        assertArrayEquals(anew.mean(), made.mean(), 0);
      }
    }
  }

  @Test
  void no_history_is_too_strange_for_it() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 300; round++) {
      SeriesKind kind = round % 2 == 0 ? SeriesKind.LOAD : SeriesKind.PV;
      double[] v = new double[1 + random.nextInt(round % 10 == 0 ? 35 * DAY : 9 * DAY)];
      double size = Math.pow(10, random.nextInt(-9, 10));
      double gaps = random.nextInt(4) / 3.2;
      for (int k = 0; k < v.length; k++) {
        double value = random.nextInt(3) == 0 ? 0 : size * random.nextDouble();
        boolean negative = kind == SeriesKind.LOAD && random.nextInt(5) == 0;
        v[k] = random.nextDouble() < gaps ? Double.NaN : negative ? -value : value;
      }
      v[random.nextInt(v.length)] = size;
      TimeSeries known = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v);
      Optional<Forecast> made = forecaster(kind).forecast(known, seasonal(kind, known));
      assertTrue(made.isPresent());
      for (int k = 0; k < AHEAD; k++) {
        Forecast f = made.get();
        assertTrue(
            Double.isFinite(f.p10()[k] + f.p90()[k] + f.mean()[k])
                && f.p10()[k] <= f.p50()[k]
                && f.p50()[k] <= f.p90()[k],
            "round " + round + ", slot " + k);
      }
    }
  }

  @Test
  void it_depends_on_the_history_alone() {
    TimeSeries load = Synthetic.load(20, 2);
    TimeSeries known = load.head(9 * DAY + 13);
    FirstMonthForecaster used = forecaster(SeriesKind.LOAD);
    for (int rows = DAY; rows < 9 * DAY; rows += 37) {
      used.forecast(load.head(rows), seasonal(SeriesKind.LOAD, load.head(rows)));
    }
    Forecast seasonal = seasonal(SeriesKind.LOAD, known);
    assertArrayEquals(
        forecast(SeriesKind.LOAD, known).p50(), used.forecast(known, seasonal).orElseThrow().p50());
  }

  @Test
  void a_day_that_repeats_itself_is_repeated() {
    double[] v = new double[6 * DAY];
    for (int k = 0; k < v.length; k++) {
      v[k] = k % DAY < 30 ? 300 : k % DAY < 60 ? 4000 : 900;
    }
    TimeSeries known = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v);
    Forecast made = forecast(SeriesKind.LOAD, known);
    for (int k = 0; k < AHEAD; k++) {
      assertEquals(v[k % DAY], made.p50()[k], 60, "slot " + k);
    }
  }

  @Test
  void nights_of_a_plant_stay_dark_and_nothing_is_negative() {
    TimeSeries pv = Synthetic.pv(20, 3);
    for (int rows = DAY + 20; rows < 20 * DAY; rows += 97) {
      Forecast made = forecast(SeriesKind.PV, pv.head(rows));
      for (int k = 0; k < AHEAD; k++) {
        int hour = (rows + k) % DAY / 4;
        assertTrue(made.p10()[k] >= 0 && made.mean()[k] >= 0);
        assertTrue((hour >= 6 && hour < 18) || made.p90()[k] == 0, "a light night, hour " + hour);
      }
    }
  }

  @Test
  void it_errs_less_than_the_seasonal_forecast_on_a_workplace_and_a_plant_it_never_saw() {
    for (SeriesKind kind : new SeriesKind[] {SeriesKind.LOAD, SeriesKind.PV}) {
      TimeSeries series = kind.followsSun() ? Synthetic.pv(40, 5) : Synthetic.load(40, 5);
      double mine = 0;
      double usual = 0;
      for (int rows = 2 * DAY; rows + AHEAD <= 28 * DAY; rows += 50) {
        TimeSeries known = series.head(rows);
        Forecast seasonal = seasonal(kind, known);
        Forecast made = forecaster(kind).forecast(known, seasonal).orElseThrow();
        for (int k = 0; k < AHEAD; k++) {
          mine += Math.abs(made.p50()[k] - series.values()[rows + k]);
          usual += Math.abs(seasonal.p50()[k] - series.values()[rows + k]);
        }
      }
      assertTrue(mine < usual, kind + ": " + mine / usual);
    }
  }

  /** A plant with a prediction of its irradiance that is right but for its unit. */
  private static TimeSeries predicted(TimeSeries pv, int from, int to) {
    double[] ghi = new double[pv.values().length];
    for (int k = 0; k < ghi.length; k++) {
      ghi[k] = k >= from && k < to ? pv.values()[k] / 11 : Double.NaN;
    }
    return new TimeSeries(
        pv.start(),
        pv.step(),
        pv.values(),
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_ghi_wm2", ghi))));
  }

  private static double error(TimeSeries pv, int rows, TimeSeries known) {
    Forecast made = forecast(SeriesKind.PV, known);
    double error = 0;
    for (int k = 0; k < DAY; k++) {
      error += Math.abs(made.p50()[k] - pv.values()[rows + k]);
    }
    return error;
  }

  @Test
  void a_predicted_irradiance_counts_from_the_first_days_on() {
    TimeSeries pv = Synthetic.pv(20, 7);
    TimeSeries predicted = predicted(pv, 0, pv.values().length);
    double with = 0;
    double without = 0;
    for (int rows = 3 * DAY; rows < 9 * DAY; rows += 50) {
      with += error(pv, rows, predicted.head(rows));
      without += error(pv, rows, pv.head(rows));
    }
    assertTrue(with < 0.5 * without, "error over that without: " + with / without);
  }

  @Test
  void a_prediction_that_ends_or_was_never_there_leaves_the_forecast_without_it() {
    TimeSeries pv = Synthetic.pv(20, 7);
    int rows = 6 * DAY + 40;
    Forecast without = forecast(SeriesKind.PV, pv.head(rows));
    for (int until : new int[] {0, rows}) {
      Forecast ended = forecast(SeriesKind.PV, predicted(pv, 0, until).head(rows));
      assertArrayEquals(without.p50(), ended.p50(), "predicted until row " + until);
    }
    // Where a prediction has a hole, the slot is unknown and not dark.
    Forecast holed = forecast(SeriesKind.PV, predicted(pv, 0, rows + 8).head(rows));
    for (int k = 8; k < AHEAD; k++) {
      assertTrue(holed.p50()[k] >= 0.3 * without.p50()[k], "slot " + k);
    }
  }

  @Test
  void a_network_of_other_inputs_is_refused_by_its_name() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeUTF("pooled-load-0");
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                PooledNetwork.read(SeriesKind.LOAD, new ByteArrayInputStream(bytes.toByteArray())));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("pooled-load-0") && message.contains("pooled-load-1"), message);
    assertTrue(PooledNetwork.shipped(SeriesKind.WIND).isEmpty());
  }
}
