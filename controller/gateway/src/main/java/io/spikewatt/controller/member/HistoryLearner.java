package io.spikewatt.controller.member;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SenderDeviations;
import io.spikewatt.inference.train.SiteGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Learns the pooled network from the site's own history: all of it but the last week, which judges.
 * A round takes about a tenth of a second of CPU on a PC. Confined to one thread.
 *
 * @param history the site's record up to now
 * @param shipped the network that comes with the product
 * @param blend what the site forecasts with the fleet
 * @param random draws the hours of each round; unpredictable, e.g. SecureRandom, or the sums of two
 *     rounds would differ by one site's update alone
 * @param cancelled ends a training early
 */
public record HistoryLearner(
    SeriesKind kind,
    ForecastSettings settings,
    Supplier<TimeSeries> history,
    PooledNetwork shipped,
    FleetBlend blend,
    RandomGenerator random,
    BooleanSupplier cancelled)
    implements SiteLearner {

  /** Days of history without which a site takes part in no round. */
  public static final int LEAST_DAYS = 14;

  private static final int JUDGED_DAYS = 7;
  private static final int HOURS_AHEAD = 36;
  private static final int YOUNGEST_DAYS = 2;
  private static final int OLDEST_DAYS = 28;

  /** The site as the network sees it where it is judged. */
  private static final int JUDGED_AGE_DAYS = 19;

  private static final int SPACING_HOURS = 6;

  /** Commissionings of the site's past that a part of a round learns from. */
  private static final int COMMISSIONINGS = 160;

  /** Hours that a round's gradient is the mean of, about three of each commissioning. */
  private static final int BATCH = 512;

  /** A site's read-out, and its rows; as bench/federated chose them. */
  private static final ProximalSettings READ_OUT = new ProximalSettings(30, 64, 3e-4, 0.3);

  private static final int READ_OUT_ROWS = 24;
  private static final int MEDIAN = 1;

  private GradedTopology shape() {
    return shipped.weights().topology();
  }

  @Override
  public String features() {
    return PooledNetwork.inputs(kind);
  }

  @Override
  public int weights() {
    return shape().parameters();
  }

  /** The site's record up to now. */
  public TimeSeries record() {
    return history.get();
  }

  /** Days on record, with gaps. */
  public int days() {
    TimeSeries known = history.get();
    return known.values().length / known.slotsPerDay();
  }

  /** Nothing if the history is too short, or the training was cancelled. */
  @Override
  public WeightUpdate update(float[] shared) {
    TimeSeries known = history.get();
    TimeSeries past = known.head(Math.max(0, known.values().length - JUDGED_DAYS * day(known)));
    QuantileRows rows = rows(past, COMMISSIONINGS, random.nextLong());
    if (rows.count() == 0 || cancelled.getAsBoolean()) {
      return WeightUpdate.none(shared.length);
    }
    return new WeightUpdate(
            new SiteGradient(rows, BATCH).at(new GradedWeights(shape(), shared), random.nextLong()))
        .scaled(-1);
  }

  /**
   * Of the blend of the site's own forecast and the versions, as FleetBlend keeps it. A version
   * that makes no network is worse than any.
   */
  @Override
  public double error(List<float[]> versions) {
    List<PooledNetwork> networks = new ArrayList<>();
    for (float[] weights : versions) {
      Optional<PooledNetwork> network =
          pooled(new GradedWeights(shape(), weights), shippedDeviations());
      if (network.isEmpty()) {
        return Double.MAX_VALUE;
      }
      networks.add(network.get());
    }
    return blend.error(history.get(), networks);
  }

  /**
   * Mean absolute error of a network alone in the week that it has not learnt from, in the site's
   * mean size; NaN if nothing was measured.
   */
  public double networkError(float[] weights) {
    TimeSeries known = history.get();
    int day = day(known);
    int hour = Math.max(1, day / 24);
    int end = known.values().length - HOURS_AHEAD * hour;
    DenseNetwork network = new DenseNetwork(new GradedWeights(shape(), weights));
    float[] outputs = new float[shape().outputs()];
    double sum = 0;
    int count = 0;
    for (int origin = Math.max(day, end - JUDGED_DAYS * day);
        origin < end;
        origin += SPACING_HOURS * hour) {
      int age = Math.min(JUDGED_AGE_DAYS * day, origin);
      Optional<PastCommissioning> seen =
          PastCommissioning.at(kind, settings, known, origin - age, age);
      if (seen.isPresent()) {
        for (int k = 0; k < seen.get().errors().length; k++) {
          float actual = seen.get().errors()[k];
          if (Float.isFinite(actual)) {
            network.step(seen.get().inputs()[k], 0, outputs);
            sum += seen.get().weight() * Math.abs(actual - outputs[MEDIAN]);
            count++;
          }
        }
      }
    }
    return count == 0 ? Double.NaN : PooledNetwork.outputUnit(kind) * sum / count;
  }

  /**
   * A network for this site: the shared weights, with a read-out that the site fits to its own days
   * and keeps to itself.
   *
   * @param shared weights that came back
   * @return empty if they make no network
   */
  public Optional<PooledNetwork> network(float[] shared) {
    TimeSeries known = history.get();
    GradedWeights weights = new GradedWeights(shape(), shared);
    QuantileRows rows = rows(known, READ_OUT_ROWS, seed(known));
    if (rows.count() > 0) {
      GradedWeights fitted =
          new ProximalTraining(rows, READ_OUT)
              .train(weights, shape().outputMatrix(), seed(known), cancelled);
      weights = fitted.finite() ? fitted : weights;
    }
    float[] deviation = rows.count() > 0 ? SenderDeviations.of(rows, weights) : shippedDeviations();
    return pooled(weights, deviation);
  }

  private Optional<PooledNetwork> pooled(GradedWeights weights, float[] deviation) {
    try {
      return Optional.of(new PooledNetwork(kind, QuantisedGradedWeights.of(weights, deviation)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private float[] shippedDeviations() {
    QuantisedGradedWeights weights = shipped.weights();
    float[] deviation = new float[shape().senders()];
    for (int sender = 0; sender < deviation.length; sender++) {
      deviation[sender] = weights.deviation(sender);
    }
    return deviation;
  }

  /** Of the read-out, which stays at the site: equal histories give equal weights. */
  private static long seed(TimeSeries known) {
    return known.end().getEpochSecond();
  }

  private static int day(TimeSeries known) {
    return known.slotsPerDay();
  }

  /** Rows of a site that was commissioned at random times of its past. */
  private QuantileRows rows(TimeSeries past, int count, long seed) {
    int day = day(past);
    int ahead = HOURS_AHEAD * Math.max(1, day / 24);
    int room = past.values().length - ahead;
    int oldest = Math.min(OLDEST_DAYS * day, room - 1);
    SplittableRandom drawn = new SplittableRandom(seed);
    List<PastCommissioning> seen = new ArrayList<>();
    for (int i = 0; i < count && oldest > YOUNGEST_DAYS * day; i++) {
      int age = drawn.nextInt(YOUNGEST_DAYS * day, oldest + 1);
      PastCommissioning.at(kind, settings, past, drawn.nextInt(room - age + 1), age)
          .ifPresent(seen::add);
    }
    return PastCommissioning.rows(kind, seen);
  }
}
