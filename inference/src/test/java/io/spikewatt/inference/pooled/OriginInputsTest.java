package io.spikewatt.inference.pooled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OriginInputsTest {
  private static final int DAY = 96;
  private static final int HOUR = DAY / 24;
  private static final int AHEAD = OriginInputs.HOURS * 4;

  private static ForecastSettings settings(OptionalDouble capacity) {
    return new ForecastSettings(
        ZoneId.of("Europe/Berlin"),
        Synthetic.QUARTER,
        144,
        Optional.of(new GeoPosition(50, 8)),
        capacity);
  }

  private static SiteRecord record(SeriesKind kind, TimeSeries series) {
    return SiteRecord.of(kind, settings(OptionalDouble.empty()), series, AHEAD);
  }

  private static float[] inputs(SeriesKind kind, SiteRecord site, int origin, int ahead) {
    float[] in = new float[OriginInputs.count(kind)];
    new OriginInputs(site, origin).fill(ahead, in);
    return in;
  }

  private static TimeSeries of(SeriesKind kind, int days) {
    return kind.followsSun() ? Synthetic.pv(days, 1) : Synthetic.load(days, 1);
  }

  @Test
  void rows_from_the_origin_on_do_not_count() {
    for (SeriesKind kind : new SeriesKind[] {SeriesKind.LOAD, SeriesKind.PV}) {
      TimeSeries series = of(kind, 20);
      for (int origin : new int[] {3, 30, DAY + 5, 9 * DAY + 50}) {
        double[] changed = series.values().clone();
        for (int k = origin; k < changed.length; k++) {
          changed[k] = 1e6;
        }
        TimeSeries later = new TimeSeries(series.start(), series.step(), changed);
        for (int ahead : new int[] {0, 5, 30}) {
          assertArrayEquals(
              inputs(kind, record(kind, series), origin, ahead),
              inputs(kind, record(kind, later), origin, ahead),
              kind + " at " + origin);
        }
      }
    }
  }

  @Test
  void a_site_ten_times_as_large_looks_the_same() {
    for (SeriesKind kind : new SeriesKind[] {SeriesKind.LOAD, SeriesKind.PV}) {
      TimeSeries series = of(kind, 10);
      double[] tenfold = Arrays.stream(series.values()).map(v -> 10 * v).toArray();
      TimeSeries large = new TimeSeries(series.start(), series.step(), tenfold);
      assertArrayEquals(
          inputs(kind, record(kind, series), 8 * DAY, 7),
          inputs(kind, record(kind, large), 8 * DAY, 7),
          1e-5f,
          kind.toString());
    }
  }

  @Test
  void a_missing_hour_is_no_hour_without_consumption() {
    double[] v = new double[3 * DAY];
    Arrays.fill(v, 1000);
    Arrays.fill(v, 2 * DAY + 40, 2 * DAY + 60, Double.NaN);
    SiteRecord site =
        record(SeriesKind.LOAD, new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v));
    OriginInputs seen = new OriginInputs(site, v.length);
    float[] in = new float[OriginInputs.count(SeriesKind.LOAD)];
    for (int ahead = 0; ahead < OriginInputs.HOURS; ahead++) {
      assertEquals(1000, seen.fill(ahead, in), 1e-9);
      // All that distances from the base can say of a constant load.
      for (int i = 0; i < 11; i++) {
        assertEquals(0, in[i], 1e-6, "input " + i + " of hour " + ahead);
      }
    }
    assertEquals(1000, seen.level(), 1e-9);
    assertTrue(Double.isNaN(seen.slot(2 * DAY + 45)));
  }

  @Test
  void a_plants_first_hours_follow_the_clear_sky_that_its_rated_power_promises() {
    double[] v = new double[4];
    SiteRecord site =
        SiteRecord.of(
            SeriesKind.PV,
            settings(OptionalDouble.of(10_000)),
            new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v),
            AHEAD);
    OriginInputs seen = new OriginInputs(site, v.length);
    assertEquals(10_000, seen.level());
    assertEquals(0, seen.base(seen.row(1), HOUR), 1e-9);
    double noon = seen.base(seen.row(10), HOUR);
    assertTrue(noon > 500 && noon < 5000, "a January noon in Germany: " + noon);
  }
}
