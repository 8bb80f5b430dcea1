package io.spikewatt.fleet.demo;

import io.spikewatt.controller.member.SiteLearner;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SiteGradient;
import io.spikewatt.inference.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A site's record and what it learns from it: its own model, and its part in the pooled network.
 * Own and shared model learn from the same weeks; the next two are for trials, and the two that
 * follow judge the blend.
 */
final class PooledLearner implements SiteLearner {

  static final int TRIAL_DAYS = 14;
  static final int JUDGED_DAYS = 14;

  /** Hours between two origins at which forecasts are compared. */
  static final int SPACING_HOURS = 6;

  private static final int COMMISSIONINGS = 240;

  /** Fewer origins than a daemon learns from, so that 24 sites are ready in half a minute. */
  static final int ORIGINS_PER_DAY = 2;

  private static final int YOUNGEST_DAYS = 2;
  private static final int AHEAD_HOURS = 36;
  private static final int BATCH = 512;

  private final MeasuredSite site;
  private final Forecaster own;
  private final GradedTopology shape;
  private final QuantileRows rows;
  private final List<HourErrors> trial;
  private long updates;

  private PooledLearner(
      MeasuredSite site,
      Forecaster own,
      GradedTopology shape,
      QuantileRows rows,
      List<HourErrors> trial) {
    this.site = site;
    this.own = own;
    this.shape = shape;
    this.rows = rows;
    this.trial = trial;
  }

  /**
   * Learns the site's own model, and prepares the rest.
   *
   * @param seed of the times that the network learns from
   */
  static PooledLearner of(MeasuredSite site, long seed) {
    TimeSeries series = site.series();
    int day = series.slotsPerDay();
    SplittableRandom random = new SplittableRandom(seed);
    TimeSeries known = site.learnt();
    int ahead = AHEAD_HOURS * Math.max(1, day / 24);
    List<PastCommissioning> seen = new ArrayList<>();
    for (int i = 0; i < COMMISSIONINGS; i++) {
      int age = random.nextInt(YOUNGEST_DAYS * day, HourErrors.AGE_DAYS * day + 1);
      int from = random.nextInt(known.values().length - ahead - age + 1);
      PastCommissioning.at(site.kind(), site.settings(), known, from, age).ifPresent(seen::add);
    }
    GradedTopology shape = PooledNetwork.shipped(site.kind()).orElseThrow().weights().topology();
    Forecaster own = own(site, known);
    return new PooledLearner(
        site,
        own,
        shape,
        PastCommissioning.rows(site.kind(), seen),
        compared(site, own, site.learntDays(), TRIAL_DAYS));
  }

  /** The site's own model. */
  Forecaster own() {
    return own;
  }

  MeasuredSite site() {
    return site;
  }

  GradedTopology shape() {
    return shape;
  }

  /**
   * The blend with versions, newest first, in the weeks that judge; its weights begin in those of
   * trials.
   */
  SharedBlend judged(List<float[]> versions) {
    List<HourErrors> origins = new ArrayList<>(trial);
    origins.addAll(compared(site, own, site.learntDays() + TRIAL_DAYS, JUDGED_DAYS));
    return SharedBlend.of(this, versions, origins, trial.size());
  }

  /** Comparisons at all origins of some days. */
  private static List<HourErrors> compared(
      MeasuredSite site, Forecaster own, int fromDay, int days) {
    TimeSeries series = site.series();
    int day = series.slotsPerDay();
    int spacing = SPACING_HOURS * Math.max(1, day / 24);
    List<HourErrors> compared = new ArrayList<>();
    for (int origin = fromDay * day; origin < (fromDay + days) * day; origin += spacing) {
      int at = origin;
      own.attempt(series.head(origin), site.settings().horizon())
          .flatMap(forecast -> HourErrors.at(site, series, at, forecast))
          .ifPresent(compared::add);
    }
    return compared;
  }

  /** The linear stack or the seasonal forecast, as their validation decides. */
  private static Forecaster own(MeasuredSite site, TimeSeries known) {
    LearningSettings usual = LearningSettings.onGateway(site.kind());
    LearningSettings quick =
        new LearningSettings(
            usual.network(),
            ORIGINS_PER_DAY,
            usual.maxOrigins(),
            usual.leadPenalties(),
            usual.hourPenalties());
    Optional<TrainingResult> learnt =
        ForecastTrainer.learnWithoutNetwork(
            known, site.kind(), site.settings(), quick, () -> false);
    return learnt.isPresent()
        ? learnt.get().chosen()
        : new SeasonalForecaster(site.kind(), site.settings());
  }

  @Override
  public String features() {
    return PooledNetwork.inputs(site.kind());
  }

  @Override
  public int weights() {
    return shape.parameters();
  }

  @Override
  public WeightUpdate update(float[] shared) {
    GradedWeights weights = new GradedWeights(shape, shared);
    return new WeightUpdate(new SiteGradient(rows, BATCH).at(weights, updates++)).scaled(-1);
  }

  /** Of the blend with the versions: what a site forecasts with them, and not a version alone. */
  @Override
  public double error(List<float[]> versions) {
    return SharedBlend.of(this, versions, trial, 0).blend().mean();
  }
}
