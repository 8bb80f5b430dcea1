package io.spikewatt.inference.lifecycle;

import static io.spikewatt.inference.lifecycle.Planted.DAY;
import static io.spikewatt.inference.lifecycle.Planted.LOAD;
import static io.spikewatt.inference.lifecycle.Planted.SETTINGS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.refresh.LastMinutes;
import io.spikewatt.inference.train.TrainingResult;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Forecasts of half hours that move each minute. */
class MovedForecastTest {
  private static final int SLOT_MIN = 30;
  private static final int MOVING = 4;
  private static final int ORIGIN = 60 * DAY + 20;
  private static final TimeSeries HISTORY = LOAD.head(ORIGIN);
  private static final TrainingResult MODEL = Planted.learn(LOAD.head(60 * DAY));

  private static ServiceForecaster service(Optional<ForecastSource> only) {
    return new ServiceForecaster(
        SeriesKind.LOAD,
        SETTINGS,
        (history, of, network, cancelled) -> Optional.empty(),
        TrialRules.USUAL,
        only,
        Optional.empty());
  }

  private static ServiceForecaster learnt(Optional<ForecastSource> only) {
    ServiceForecaster service = service(only);
    service.adopt(Planted.scaled(MODEL, 1, LOAD.head(60 * DAY).end()));
    return service;
  }

  /** Minutes at their slots' means, and {@code over} of the slot after the history. */
  private static RunningSlot minutes(int over, double value) {
    RunningSlot running = new RunningSlot(SLOT_MIN);
    long start = HISTORY.start().getEpochSecond() / 60;
    for (int slot = ORIGIN - 8; slot < ORIGIN; slot++) {
      for (int m = 0; m < SLOT_MIN; m++) {
        running.observe(start + (long) slot * SLOT_MIN + m, HISTORY.values()[slot]);
      }
    }
    for (int m = 0; m < over; m++) {
      running.observe(start + (long) ORIGIN * SLOT_MIN + m, value);
    }
    return running;
  }

  private static double highest() {
    return Arrays.stream(HISTORY.values()).max().orElseThrow();
  }

  @Test
  void a_jump_moves_the_next_two_hours_and_nothing_else() {
    ServiceForecaster service = learnt(Optional.empty());
    Forecast made = service.forecast(HISTORY, DAY);
    Forecast moved = service.moved(made, minutes(10, highest()));
    assertEquals(made.p50()[0], moved.p50()[0], "the running slot is the nowcaster's");
    for (int k = 1; k <= MOVING; k++) {
      assertTrue(moved.p50()[k] > made.p50()[k] * 1.005, k + ": " + moved.p50()[k]);
      assertTrue(moved.mean()[k] > made.mean()[k], "mean of " + k);
      assertEquals(moved.p50()[k] - made.p50()[k], moved.p90()[k] - made.p90()[k], 1e-6);
      assertTrue(moved.p10()[k] <= moved.p50()[k] && moved.p50()[k] <= moved.p90()[k]);
    }
    for (int k = MOVING + 1; k < DAY; k++) {
      assertEquals(made.p50()[k], moved.p50()[k], "slot " + k);
    }
    assertEquals(made.model(), moved.model());
  }

  @Test
  void at_the_end_of_its_slot_a_forecast_is_nearly_the_next_one() {
    double running = highest();
    ServiceForecaster service = learnt(Optional.of(ForecastSource.RIDGE));
    Forecast made = service.forecast(HISTORY, DAY);
    RunningSlot minutes = minutes(SLOT_MIN - 1, running);
    Forecast moved = service.moved(made, minutes);
    double[] known = Arrays.copyOf(HISTORY.values(), ORIGIN + 1);
    known[ORIGIN] = running;
    TimeSeries later = new TimeSeries(HISTORY.start(), HISTORY.step(), known);
    Forecast next = learnt(Optional.of(ForecastSource.RIDGE)).forecast(later, DAY);
    double unmoved = 0;
    double left = 0;
    for (int k = 1; k <= MOVING; k++) {
      // Not the median: that is recalibrated by other past forecasts a slot later.
      unmoved += Math.abs(made.mean()[k] - next.mean()[k - 1]);
      double last = LastMinutes.correction(minutes, k * SLOT_MIN - SLOT_MIN + 1);
      left += Math.abs(moved.mean()[k] - last - next.mean()[k - 1]);
    }
    assertTrue(left < 0.2 * unmoved, left + " W of " + unmoved + " W are left");
  }

  @Test
  void a_forecast_moves_back_with_its_minutes() {
    ServiceForecaster service = learnt(Optional.empty());
    Forecast made = service.forecast(HISTORY, DAY);
    Forecast first = service.moved(made, minutes(10, 500));
    service.moved(made, minutes(12, highest()));
    assertArrayEquals(first.p50(), service.moved(made, minutes(10, 500)).p50(), 0.02 * 500);
  }

  @Test
  void a_forecast_moves_only_within_its_own_slot() {
    ServiceForecaster service = learnt(Optional.empty());
    Forecast made = service.forecast(HISTORY, DAY);
    assertSame(made, service.moved(made, minutes(0, 0)), "no minute is over");
    RunningSlot next = minutes(SLOT_MIN + 5, highest());
    assertSame(made, service.moved(made, next), "the next slot runs");
    RunningSlot unknown = minutes(10, Double.NaN);
    assertSame(made, service.moved(made, unknown), "no minute is known");
  }

  @Test
  void what_no_model_made_does_not_move() {
    ServiceForecaster cold = service(Optional.empty());
    Forecast first = cold.forecast(HISTORY, DAY);
    assertSame(first, cold.moved(first, minutes(10, highest())));

    ServiceForecaster seasonal = learnt(Optional.of(ForecastSource.SEASONAL));
    Forecast made = seasonal.forecast(HISTORY, DAY);
    Forecast moved = seasonal.moved(made, minutes(10, highest()));
    assertArrayEquals(made.p50(), moved.p50());
    assertArrayEquals(made.mean(), moved.mean());
  }
}
