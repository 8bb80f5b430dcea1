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
  private final double[] sun;
  private final boolean[] night;

  /**
   * @param values history in the series' unit, NaN = missing, at least one finite
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
      double scale) {
    this.set = set;
    series = new ScaledSeries(values, calendar, kind, scale);
    boolean sky = kind == SeriesKind.PV && position.isPresent();
    ClearSky.Rows rows =
        sky
            ? new ClearSky(position.get()).rows(start, step, calendar.rows())
            : new ClearSky.Rows(new double[0], new boolean[0]);
    sun = rows.irradiance();
    night = rows.night();
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
      raw.add(raw(origin, leads));
    }
    return Standardiser.of(raw, set.size());
  }

  /**
   * @param origin at least {@link #firstOrigin}
   * @param targetsBefore rows from here on are not shown as targets
   */
  public OriginRows rows(int origin, int leads, Standardiser standardiser, int targetsBefore) {
    float[] x = raw(origin, leads);
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
      int k = origin + lead;
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
        origin, set.size(), x, similar, median, hour, part, weekend, dark, target);
  }

  private float[] raw(int origin, int leads) {
    float[] x = new float[leads * set.size()];
    set.fill(series, sun, origin, leads, x);
    return x;
  }

  /** By geometry; without a position, when an hour around it was dark for a whole fortnight. */
  private boolean dark(int k, int origin) {
    if (sun.length > 0) {
      return night[k];
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
