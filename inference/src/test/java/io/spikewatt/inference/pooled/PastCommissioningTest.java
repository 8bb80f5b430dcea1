package io.spikewatt.inference.pooled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.train.QuantileRows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PastCommissioningTest {
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("Europe/Berlin"),
          Duration.ofHours(1),
          36,
          Optional.empty(),
          OptionalDouble.empty(),
          List.of());
  private static final int HOURS = 24 * 60;

  private static TimeSeries series(double scale) {
    double[] values = new double[HOURS];
    for (int k = 0; k < HOURS; k++) {
      values[k] = scale * (2 + Math.sin(k / 24.0 * 2 * Math.PI) + 0.1 * Math.cos(k));
    }
    return new TimeSeries(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1), values);
  }

  private static PastCommissioning at(TimeSeries series, int from, int age) {
    return PastCommissioning.at(SeriesKind.LOAD, SETTINGS, series, from, age).orElseThrow();
  }

  @Test
  void sites_of_every_size_give_the_same_rows() {
    PastCommissioning small = at(series(1), 100, 300);
    PastCommissioning large = at(series(1024), 100, 300);
    assertArrayEquals(small.errors(), large.errors(), 1e-5f);
    for (int k = 0; k < OriginInputs.HOURS; k++) {
      assertArrayEquals(small.inputs()[k], large.inputs()[k], 1e-5f);
    }
  }

  @Test
  void inputs_know_nothing_of_what_came_after() {
    TimeSeries series = series(1);
    PastCommissioning before = at(series, 100, 300);
    double[] changed = series.values().clone();
    Arrays.fill(changed, 400, HOURS, 99);
    PastCommissioning after = at(new TimeSeries(series.start(), series.step(), changed), 100, 300);
    for (int k = 0; k < OriginInputs.HOURS; k++) {
      assertArrayEquals(before.inputs()[k], after.inputs()[k]);
    }
    assertTrue(before.errors()[0] < 1 && after.errors()[0] > 10);
  }

  @Test
  void hours_that_were_not_measured_are_no_rows() {
    TimeSeries series = series(1);
    double[] gaps = series.values().clone();
    Arrays.fill(gaps, 405, 410, Double.NaN);
    PastCommissioning commissioning =
        at(new TimeSeries(series.start(), series.step(), gaps), 100, 300);
    QuantileRows rows =
        PastCommissioning.rows(SeriesKind.LOAD, List.of(commissioning, commissioning));
    assertEquals(2 * (OriginInputs.HOURS - 5), rows.count());
    assertEquals(1, rows.weight()[0], 1e-6);
    assertEquals(commissioning.errors()[10], rows.y()[5]);
  }

  @Test
  void a_site_without_measurements_was_not_commissioned() {
    double[] nothing = new double[HOURS];
    Arrays.fill(nothing, Double.NaN);
    TimeSeries series =
        new TimeSeries(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1), nothing);
    assertEquals(
        Optional.empty(),
        PastCommissioning.drawn(SeriesKind.LOAD, SETTINGS, series, new SplittableRandom(1)));
  }

  @Test
  void draws_are_of_many_times_and_ages() {
    SplittableRandom random = new SplittableRandom(3);
    TimeSeries series = series(1);
    double[] weights = new double[200];
    Arrays.setAll(
        weights,
        k ->
            PastCommissioning.drawn(SeriesKind.LOAD, SETTINGS, series, random.split())
                .orElseThrow()
                .weight());
    assertTrue(Arrays.stream(weights).distinct().count() > 150);
  }
}
