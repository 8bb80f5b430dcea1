package io.spikewatt.inference.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Builds {@link OriginRows} from one history. Holds the series with its sums and the sky above it;
 * immutable, so one instance serves training and any number of origins.
 */
public final class RowBuilder {
  private static final int MIN_DAYS = 7;

  private final FeatureSet set;
  private final ScaledSeries series;
  private final Sky sky;
  private final WeatherRows weather;

  /**
   * @param values history in the series' unit, NaN = missing, at least one finite
   * @param weather beside the history; what the set does not name is not looked at
   * @param scale unit of all scaled values, above 0
   * @param calendar covers the history and all rows ahead for which features may be asked
   */
  public RowBuilder(
      FeatureSet set,
      Instant start,
      Duration step,
      double[] values,
      Calendar calendar,
      SeriesKind kind,
      Optional<Position> position,
      Weather weather,
      double scale) {
    this.set = set;
    this.weather = WeatherRows.of(weather, set.weather(), calendar.slotsPerDay(), calendar.rows());
    series = new ScaledSeries(values, calendar, kind, scale);
    sky =
        Sky.of(
            position
                .filter(place -> kind == SeriesKind.PV)
                .map(place -> new ClearSky(place).rows(start, step, calendar.rows())));
  }

  public ScaledSeries series() {
    return series;
  }

  /** First origin that has a week behind it. */
  public int firstOrigin() {
    return series.first() + MIN_DAYS * series.calendar().slotsPerDay();
  }

  /** Learns the scaling of the features from some origins. */
  public Standardiser standardiser(int[] origins, int leads) {
    List<float[]> raw = new ArrayList<>();
    for (int origin : origins) {
      raw.add(raw(origin, 0, leads));
    }
    return Standardiser.of(raw, set.size());
  }

  /**
   * All leads up to a horizon.
   *
   * @param origin at least {@link #firstOrigin}
   * @param targetsBefore rows from here on are not shown as targets
   */
  public OriginRows rows(int origin, int leads, Standardiser standardiser, int targetsBefore) {
    return slice(origin, 0, leads, standardiser, targetsBefore);
  }

  /** As {@link #rows}, from lead {@code first} on only. */
  public OriginRows slice(
      int origin, int first, int leads, Standardiser standardiser, int targetsBefore) {
    float[] x = raw(origin, first, leads);
    Calendar calendar = series.calendar();
    int similarAt = set.index(CommonFeatures.SIMILAR);
    int medianAt = set.index(CommonFeatures.MEDIAN);
    float[] similar = new float[leads];
    float[] median = new float[leads];
    byte[] hour = new byte[leads];
    byte[] part = new byte[leads];
    boolean[] weekend = new boolean[leads];
    boolean[] dark = new boolean[leads];
    float[] target = new float[leads];
    Arrays.fill(target, Float.NaN);
    for (int lead = 0; lead < leads; lead++) {
      int k = origin + first + lead;
      similar[lead] = x[lead * set.size() + similarAt];
      median[lead] = x[lead * set.size() + medianAt];
      hour[lead] = (byte) calendar.hour(k);
      part[lead] = (byte) calendar.slotOfHour(k);
      weekend[lead] = calendar.weekend(k);
      dark[lead] = series.kind() == SeriesKind.PV && dark(k, origin);
      if (k < Math.min(series.rows(), targetsBefore) && series.good(k)) {
        target[lead] = (float) series.value(k);
      }
    }
    standardiser.apply(x);
    return new OriginRows(
        origin,
        first,
        set.size(),
        set.shared(),
        x,
        similar,
        median,
        hour,
        part,
        weekend,
        dark,
        target);
  }

  private float[] raw(int origin, int first, int leads) {
    float[] x = new float[leads * set.size()];
    set.fill(series, sky, weather, origin, first, leads, x);
    return x;
  }

  /** By geometry; without a position, when an hour around it was dark for a whole fortnight. */
  private boolean dark(int k, int origin) {
    if (sky.isKnown()) {
      return sky.night()[k];
    }
    int width = series.calendar().slotsPerHour();
    int last = Math.min(k + width, series.calendar().rows() - 1);
    for (int near = k - width; near <= last; near++) {
      if (series.peak(near, origin) > 0.001) {
        return false;
      }
    }
    return true;
  }
}
