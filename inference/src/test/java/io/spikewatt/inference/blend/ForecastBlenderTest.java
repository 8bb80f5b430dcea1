package io.spikewatt.inference.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ForecastBlenderTest {
  private static final int DAY = 96;
  private static final int AHEAD = 144;

  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Synthetic.QUARTER, AHEAD, Optional.empty(), OptionalDouble.empty());

  /** Share of the seasonal candidate beside models that say 0, at 11 to 13 h of the coming day. */
  private static double seasonalShare(SeriesKind kind, TimeSeries known) {
    ForecastBlender blender =
        new ForecastBlender(
            kind,
            SETTINGS,
            new PerformanceRecord(DAY, kind, SETTINGS.zone()),
            Optional.empty(),
            FirstMonthForecaster.shipped(kind, SETTINGS),
            Optional.empty());
    Map<ForecastSource, Forecast> made = blender.plain(known, AHEAD);
    double[] none = new double[AHEAD];
    Forecast nothing = new Forecast(known.end(), known.step(), none, none, none, none, "nothing");
    made.put(ForecastSource.SIMILAR_DAY, nothing);
    made.put(ForecastSource.RIDGE, nothing);
    made.put(ForecastSource.SPIKING, nothing);
    LearntSpan learnt = new LearntSpan(known.end().minus(Duration.ofDays(14)), known.end());
    Forecast blended =
        blender.blend(known, made, ForecastSource.RIDGE, Optional.of(learnt)).forecast();
    Forecast seasonal = made.get(ForecastSource.SEASONAL);
    double of = 0;
    double all = 0;
    for (int k = 44; k < 52; k++) {
      of += blended.p50()[k];
      all += seasonal == null ? Double.NaN : seasonal.p50()[k];
    }
    return of / all;
  }

  @Test
  void the_first_models_of_a_plant_have_to_win_and_those_of_a_load_begin() {
    assertEquals(0.7, seasonalShare(SeriesKind.PV, Synthetic.pv(20, 3)), 1e-6);
    assertEquals(0.15, seasonalShare(SeriesKind.LOAD, Synthetic.load(20, 3)), 1e-6);
  }

  @Test
  void the_model_of_a_plant_of_four_weeks_begins() {
    assertEquals(0.15, seasonalShare(SeriesKind.PV, Synthetic.pv(28, 3)), 1e-6);
  }

  @Test
  void a_blend_moves_by_its_learnt_share_and_within_the_bounds_of_the_series() {
    ForecastSettings small =
        new ForecastSettings(
            SETTINGS.zone(), Synthetic.QUARTER, 4, Optional.empty(), OptionalDouble.of(1_000));
    ForecastBlender blender =
        new ForecastBlender(
            SeriesKind.PV,
            small,
            new PerformanceRecord(DAY, SeriesKind.PV, small.zone()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    double[] low = {100, 10, 800, 0, 300};
    double[] middle = {200, 20, 900, 0, 400};
    double[] high = {300, 30, 1_000, 0, 500};
    Forecast made =
        new Forecast(
            Synthetic.MONDAY, Synthetic.QUARTER, low, middle, high, middle.clone(), "blend-1");
    double[] median = {100, -100, 400, 100};
    double[] mean = {50, -100, 400, 100};
    Forecast moved = blender.moved(made, median, mean, new LearntShare(0.5, 0.8));
    assertArrayEquals(new double[] {150, 0, 1_000, 0, 300}, moved.p10(), 1e-9);
    assertArrayEquals(new double[] {250, 0, 1_050, 0, 400}, moved.p50(), 1e-9);
    assertArrayEquals(new double[] {350, 0, 1_050, 0, 500}, moved.p90(), 1e-9);
    assertArrayEquals(new double[] {240, 0, 1_050, 0, 400}, moved.mean(), 1e-9);
    assertEquals(100, made.p10()[0], "what was made stays");
  }
}
