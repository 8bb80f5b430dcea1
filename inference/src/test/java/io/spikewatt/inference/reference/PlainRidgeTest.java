package io.spikewatt.inference.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.GapFilling;
import io.spikewatt.inference.naive.SameTimeForecaster;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PlainRidgeTest {
  private static final int DAY = 96;

  private static ForecastSettings settings(Optional<GeoPosition> position) {
    return new ForecastSettings(
        ZoneId.of("Europe/Berlin"), Synthetic.QUARTER, DAY, position, OptionalDouble.empty());
  }

  private static PlainRidge train(
      TimeSeries known, SeriesKind kind, WeatherColumns weatherColumns) {
    Optional<GeoPosition> position =
        kind == SeriesKind.PV ? Optional.of(new GeoPosition(0, 0)) : Optional.empty();
    int boundary = known.values().length * 7 / 8;
    return new PlainRidgeTrainer(known, kind, settings(position), weatherColumns, boundary, 8)
        .train();
  }

  private static double error(Forecaster forecaster, TimeSeries s, int from) {
    double sum = 0;
    int count = 0;
    for (int origin = from; origin + DAY <= s.values().length; origin += 24) {
      Forecast f = forecaster.forecast(s.head(origin), DAY);
      for (int k = 0; k < DAY; k++) {
        sum += Math.abs(f.p50()[k] - s.values()[origin + k]);
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void it_beats_yesterday_on_a_load_and_last_week_on_a_plant() {
    TimeSeries load = Synthetic.load(110, 3);
    PlainRidge ofLoad = train(load.head(96 * DAY), SeriesKind.LOAD, WeatherColumns.NONE);
    double yesterday = error(SameTimeForecaster.day(SeriesKind.LOAD), load, 96 * DAY);
    assertTrue(error(ofLoad, load, 96 * DAY) < 0.8 * yesterday, "of a load");
    TimeSeries plant = Synthetic.pv(110, 3);
    PlainRidge ofPlant = train(plant.head(96 * DAY), SeriesKind.PV, WeatherColumns.NONE);
    double lastWeek = error(SameTimeForecaster.week(SeriesKind.PV), plant, 96 * DAY);
    assertTrue(error(ofPlant, plant, 96 * DAY) < 0.8 * lastWeek, "of a plant");
  }

  @Test
  void a_reader_of_the_whole_series_says_what_a_history_up_to_the_origin_says() {
    TimeSeries whole = Synthetic.load(70, 5);
    whole = Synthetic.without(whole, 62 * DAY, 62 * DAY + 9);
    whole = Synthetic.without(whole, 65 * DAY, 65 * DAY + 40);
    PlainRidge ridge = train(whole.head(60 * DAY), SeriesKind.LOAD, WeatherColumns.NONE);
    PlainRidge.Reader reader = ridge.over(whole, WeatherColumns.NONE);
    // Before, inside and after a hole that a straight line closes later, and one that is too long.
    for (int offset :
        new int[] {61 * DAY, 62 * DAY + 4, 62 * DAY + 9, 62 * DAY + 10, 65 * DAY + 7}) {
      assertArrayEquals(
          ridge.forecast(whole.head(offset), DAY).p50(), reader.at(offset, DAY).p50(), 1e-9);
    }
  }

  @Test
  void outcomes_after_the_origin_change_nothing() {
    TimeSeries whole = Synthetic.pv(70, 5);
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("temp_c", whole.values())));
    PlainRidge ridge = train(whole.head(60 * DAY), SeriesKind.PV, weatherColumns);
    double[] other = whole.values().clone();
    for (int k = 61 * DAY; k < other.length; k++) {
      other[k] = 1e6;
    }
    TimeSeries changed = new TimeSeries(whole.start(), whole.step(), other);
    WeatherColumns changedWeather =
        WeatherColumns.of(List.of(new WeatherColumns.Column("temp_c", other)));
    assertArrayEquals(
        ridge.over(whole, weatherColumns).at(61 * DAY, DAY).p50(),
        ridge.over(changed, changedWeather).at(61 * DAY, DAY).p50());
  }

  @Test
  void predicted_irradiance_of_the_window_is_used() {
    TimeSeries whole = Synthetic.pv(110, 7);
    // A perfect prediction; a forecaster that ignores it cannot come near.
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_ghi_wm2", whole.values())));
    PlainRidge ridge = train(whole.head(96 * DAY), SeriesKind.PV, weatherColumns);
    PlainRidge.Reader reader = ridge.over(whole, weatherColumns);
    Forecast f = reader.at(100 * DAY, DAY);
    double error = 0;
    double sum = 0;
    for (int k = 0; k < DAY; k++) {
      error += Math.abs(f.p50()[k] - whole.values()[100 * DAY + k]);
      sum += whole.values()[100 * DAY + k];
    }
    assertTrue(error < 0.1 * sum, error + " of " + sum);
  }

  @Test
  void without_its_weather_or_with_too_short_a_history_it_refuses() {
    TimeSeries whole = Synthetic.pv(70, 5);
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("temp_c", whole.values())));
    PlainRidge ridge = train(whole.head(60 * DAY), SeriesKind.PV, weatherColumns);
    assertThrows(IllegalArgumentException.class, () -> ridge.forecast(whole, DAY));
    PlainRidge plain = train(whole.head(60 * DAY), SeriesKind.PV, WeatherColumns.NONE);
    assertThrows(IllegalArgumentException.class, () -> plain.forecast(whole.head(28 * DAY), DAY));
  }

  @Test
  void short_holes_are_bridged_and_long_ones_take_the_week_before() {
    double[] v = new double[9 * DAY];
    for (int k = 0; k < v.length; k++) {
      v[k] = k;
    }
    TimeSeries ramp = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v);
    TimeSeries holes = Synthetic.without(ramp, 8 * DAY, 8 * DAY + 12);
    assertArrayEquals(v, GapFilling.filled(holes.values(), DAY, SeriesKind.LOAD), 1e-9);
    TimeSeries longer = Synthetic.without(ramp, 8 * DAY, 8 * DAY + 13);
    double[] filled = GapFilling.filled(longer.values(), DAY, SeriesKind.LOAD);
    assertEquals(DAY + 5, filled[8 * DAY + 5]);
    assertEquals(7 * DAY + 5, GapFilling.filled(longer.values(), DAY, SeriesKind.PV)[8 * DAY + 5]);
  }

  @Test
  void a_hole_that_is_still_open_takes_the_week_before() {
    double[] v = new double[8 * DAY + 4];
    for (int k = 0; k < v.length; k++) {
      v[k] = k < 8 * DAY ? k : Double.NaN;
    }
    double[] filled = GapFilling.filled(v, DAY, SeriesKind.LOAD);
    assertEquals(DAY + 1, filled[8 * DAY + 1]);
  }
}
