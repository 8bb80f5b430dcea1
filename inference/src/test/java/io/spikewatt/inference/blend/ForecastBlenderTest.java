package io.spikewatt.inference.blend;

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
            FirstMonthForecaster.shipped(kind, SETTINGS));
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
}
