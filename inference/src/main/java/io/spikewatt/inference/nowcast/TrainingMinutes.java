package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.train.QuantileRows;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Replays series as in a nowcaster's service and keeps a sample of the minutes as rows. */
final class TrainingMinutes {
  /** Irradiance of a cloudless sky below which nothing is learnt of PV, kW/m². */
  private static final double DUSK = 0.02;

  /** Share of a window's minutes that must be known. */
  private static final double KNOWN = 0.9;

  private static final long SEED = 7;

  private final SeriesKind kind;
  private final NowcastSettings settings;
  private double scale = 1;
  private float[] x = new float[0];
  private float[] y = new float[0];
  private float[] weight = new float[0];
  private int count;

  TrainingMinutes(SeriesKind kind, NowcastSettings settings) {
    this.kind = kind;
    this.settings = settings;
  }

  static int known(MinuteSeries series) {
    return (int) Arrays.stream(series.values()).filter(Double::isFinite).count();
  }

  int known(List<MinuteSeries> series) {
    return series.stream().mapToInt(TrainingMinutes::known).sum();
  }

  boolean followsSky() {
    return new SkyIndex(kind, settings).followsSky();
  }

  double scale() {
    return scale;
  }

  /** Collects about {@code most} rows; false if cancelled or if nothing varies. */
  boolean collect(List<MinuteSeries> series, int most, BooleanSupplier cancelled) {
    Candidates candidates = measure(series);
    if (candidates.count() < NowcastTrainer.LEAST_MINUTES / 4 || !(candidates.deviation() > 0)) {
      return false;
    }
    scale = candidates.deviation();
    double share = Math.min(1, (double) most / candidates.count());
    int room = (int) Math.min(candidates.count(), most * 1.05 + 100);
    x = new float[room * NowcastFeatures.COUNT];
    y = new float[room * NowcastWindows.COUNT];
    weight = new float[room * NowcastWindows.COUNT];
    SplittableRandom random = new SplittableRandom(SEED);
    for (MinuteSeries part : series) {
      if (!replay(part, share, random, cancelled)) {
        return false;
      }
    }
    x = Arrays.copyOf(x, count * NowcastFeatures.COUNT);
    return count > 0 && normaliseWeights();
  }

  /** Number of minutes that may become rows, and the standard deviation of their index. */
  private record Candidates(int count, double deviation) {}

  private Candidates measure(List<MinuteSeries> series) {
    int candidates = 0;
    double sum = 0;
    double squares = 0;
    for (MinuteSeries part : series) {
      SkyIndex sky = new SkyIndex(kind, settings);
      long first = Math.floorDiv(part.start().getEpochSecond(), 60);
      for (int k = 0; k < part.values().length; k++) {
        double index = sky.observe(first + k, part.values()[k]);
        if (!Double.isNaN(index) && bright(sky)) {
          candidates++;
          sum += index;
          squares += index * index;
        }
      }
    }
    double mean = sum / candidates;
    return new Candidates(candidates, Math.sqrt(Math.max(0, squares / candidates - mean * mean)));
  }

  private static boolean bright(SkyIndex sky) {
    return !sky.followsSky() || sky.brightness() > DUSK;
  }

  private boolean replay(
      MinuteSeries part, double share, SplittableRandom random, BooleanSupplier cancelled) {
    MinuteState state = new MinuteState(kind, settings);
    NowcastFeatures features = new NowcastFeatures(kind, settings.zone(), scale);
    long first = Math.floorDiv(part.start().getEpochSecond(), 60);
    double[] values = part.values();
    // The first day's slow inputs know little, which service never sees again.
    int warm = values.length > 3 * MinuteState.DAY ? MinuteState.DAY : NowcastWindows.HORIZON;
    for (int k = 0; k + NowcastWindows.HORIZON < values.length; k++) {
      if (k % 1000 == 0 && cancelled.getAsBoolean()) {
        return false;
      }
      state.observe(first + k, Double.isFinite(values[k]) ? values[k] : Double.NaN);
      if (!state.known()) {
        continue;
      }
      float[] row = features.observe(state);
      boolean candidate = k >= warm && Double.isFinite(values[k]) && bright(state.sky());
      if (candidate && random.nextDouble() < share && count < y.length / NowcastWindows.COUNT) {
        keep(row, state, values, k);
      }
    }
    return true;
  }

  private void keep(float[] row, MinuteState state, double[] values, int k) {
    System.arraycopy(row, 0, x, count * NowcastFeatures.COUNT, row.length);
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      double sum = 0;
      int known = 0;
      for (int m = k + 1 + NowcastWindows.from(w); m < k + 1 + NowcastWindows.to(w); m++) {
        if (Double.isFinite(values[m])) {
          sum += values[m];
          known++;
        }
      }
      boolean enough = known >= KNOWN * NowcastWindows.minutes(w);
      double index = enough ? state.sky().index(w, sum / known) : Double.NaN;
      int at = count * NowcastWindows.COUNT + w;
      y[at] = (float) ((index - state.last()) / scale);
      weight[at] = (float) state.sky().factor(w);
    }
    count++;
  }

  private boolean normaliseWeights() {
    int all = count * NowcastWindows.COUNT;
    double sum = 0;
    for (int i = 0; i < all; i++) {
      sum += weight[i];
    }
    for (int i = 0; i < all; i++) {
      weight[i] = (float) (weight[i] * all / sum);
    }
    return sum > 0;
  }

  /** Standardises the rows in place, by all of them. */
  Standardiser standardise() {
    Standardiser standardiser = Standardiser.of(List.of(x), NowcastFeatures.COUNT);
    standardiser.apply(x);
    return standardiser;
  }

  QuantileRows rows() {
    return new QuantileRows(count, NowcastFeatures.COUNT, x, NowcastWindows.COUNT, y, weight);
  }
}
