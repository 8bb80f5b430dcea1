package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.SlotCalendar;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalHistory;
import java.util.Arrays;
import java.util.Optional;

/**
 * A forecast for a site that is too young for models of its own: yesterday, last week, the mean of
 * the last days, the nearer of these seasons, the {@link PooledNetwork}, and of a plant with a
 * predicted irradiance the {@link IrradiancePrediction}, weighted by the errors that each would
 * have made in the last seven days and by its prior trust. It depends on the history alone. Not
 * thread-safe.
 */
public final class FirstMonthForecaster {
  /** From this age of the history on the site's own models have taken over: no forecast. */
  public static final int MOST_DAYS = 35;

  /** From this age on a plant's own model takes the lead. */
  private static final int LEADS_DAYS = 28;

  private static final String ID = "first-month-1";

  /** The members, in this order. */
  private static final int YESTERDAY = 0;

  private static final int LAST_WEEK = 1;
  private static final int MEAN_OF_DAYS = 2;
  private static final int SEASON = 3;
  private static final int NETWORK = 4;
  private static final int PREDICTION = 5;
  private static final int MEMBERS = 6;

  /** Each naive member's share of the trust that the network does not have. */
  private static final double[] REST = {1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 2.0};

  /** Hours between two past forecasts that are compared with their outcomes. */
  private static final int SPACING_HOURS = 3;

  private static final int RECORD_DAYS = 7;

  /** Days after which an error counts half. */
  private static final double HALF_LIFE_DAYS = 3;

  /** Days of which the network has the trust at once. */
  private static final double TRUST_AT_ONCE = 0.25;

  /** Share of a predicted irradiance beforehand, where there is one; the others have the rest. */
  private static final double PREDICTION_TRUST = 0.5;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final PooledNetwork network;
  private final float[] inputs;
  private final PastLosses past = new PastLosses();

  public FirstMonthForecaster(SeriesKind kind, ForecastSettings settings, PooledNetwork network) {
    this.kind = kind;
    this.settings = settings;
    this.network = network;
    inputs = new float[OriginInputs.count(kind)];
  }

  /** With the network that comes with the product; none for a kind without one. */
  public static Optional<FirstMonthForecaster> shipped(SeriesKind kind, ForecastSettings settings) {
    return PooledNetwork.shipped(kind)
        .map(network -> new FirstMonthForecaster(kind, settings, network));
  }

  /** The forecast of a young site, with the band of the seasonal one; empty for an older site. */
  public Optional<Forecast> forecast(TimeSeries history, Forecast seasonal) {
    int day = history.slotsPerDay();
    int ahead = OriginInputs.HOURS * Math.max(1, day / 24);
    int origin = history.values().length;
    int age = origin - history.firstGood();
    if (age == 0 || age > MOST_DAYS * day || seasonal.slots() > ahead) {
      return Optional.empty();
    }
    SiteRecord site = SiteRecord.of(kind, settings, history, ahead);
    SeasonalHistory seasons = new SeasonalHistory(kind, history.values(), site.calendar());
    Members members = members(site, seasons, origin, seasonal.slots());
    double[] shares = shares(site, seasons, history, origin);
    return Optional.of(mixed(members, shares, seasonal));
  }

  /**
   * Whether a site's own models have to win against a forecast before they are used: a plant's
   * first models have seen two weeks of weather, and err more than this one. It ends a week before
   * the forecast does, because what takes its place has not earned that lead.
   */
  public boolean leads(TimeSeries history, Forecast forecast) {
    int age = history.values().length - history.firstGood();
    return kind.followsSun()
        && age < LEADS_DAYS * history.slotsPerDay()
        && forecast.model().equals(ID);
  }

  /**
   * Forecasts of the members, one value a slot.
   *
   * @param medians by member
   * @param below the network's median - P10
   * @param above the network's P90 - median
   * @param mean the network's
   */
  private record Members(double[][] medians, double[] below, double[] above, double[] mean) {}

  private Forecast mixed(Members members, double[] shares, Forecast seasonal) {
    int slots = seasonal.slots();
    double[] low = new double[slots];
    double[] median = new double[slots];
    double[] high = new double[slots];
    double[] mean = new double[slots];
    double network = shares[NETWORK];
    for (int k = 0; k < slots; k++) {
      for (int m = 0; m < MEMBERS; m++) {
        median[k] += shares[m] * members.medians[m][k];
      }
      mean[k] = median[k] + network * (members.mean[k] - members.medians[NETWORK][k]);
      double usualBelow = seasonal.p50()[k] - seasonal.p10()[k];
      double usualAbove = seasonal.p90()[k] - seasonal.p50()[k];
      low[k] = median[k] - (1 - network) * usualBelow - network * members.below[k];
      high[k] = median[k] + (1 - network) * usualAbove + network * members.above[k];
      if (kind.followsSun() && usualBelow + usualAbove == 0) {
        // A slot of the night.
        low[k] = median[k] = high[k] = mean[k] = seasonal.p50()[k];
      } else if (kind.isBounded() || seasonal.p10()[k] >= 0) {
        low[k] = Math.max(0, low[k]);
        mean[k] = Math.max(0, mean[k]);
      }
      low[k] = Math.min(low[k], median[k]);
    }
    return new Forecast(seasonal.origin(), seasonal.slot(), low, median, high, mean, ID);
  }

  /** Each member's forecast of the slots after an origin, from the rows before it. */
  private Members members(SiteRecord site, SeasonalHistory seasons, int origin, int slots) {
    OriginInputs seen = new OriginInputs(site, origin);
    IrradiancePrediction prediction = new IrradiancePrediction(site, origin);
    SlotCalendar calendar = site.calendar();
    int hour = calendar.slotsPerHour();
    double level = seen.level();
    Members members =
        new Members(
            new double[MEMBERS][slots], new double[slots], new double[slots], new double[slots]);
    PooledNetwork.BaseError error = PooledNetwork.BaseError.NONE;
    int season = seasons.betterSeason(origin);
    network.begin();
    for (int k = 0; k < slots; k++) {
      int row = origin + k;
      if (k % hour == 0) {
        seen.fill(k / hour, inputs);
        error = network.next(inputs);
      }
      double base = seen.base(row, 1);
      boolean dark = kind.followsSun() && site.hasSky() && site.sky(row, row + 1) <= 0;
      double unit = dark ? 0 : level;
      members.medians[MEAN_OF_DAYS][k] = base;
      members.medians[YESTERDAY][k] = OriginInputs.or(seen.slot(calendar.sameTime(row, 1)), base);
      members.medians[LAST_WEEK][k] = OriginInputs.or(seen.slot(calendar.sameTime(row, 7)), base);
      members.medians[SEASON][k] = OriginInputs.or(seasons.season(row, origin, season), base);
      members.medians[PREDICTION][k] = prediction.slot(row, base, level);
      members.medians[NETWORK][k] = bounded(base + unit * error.median());
      members.mean[k] = bounded(base + unit * error.mean());
      members.below[k] = unit * (error.median() - error.low());
      members.above[k] = unit * (error.high() - error.median());
    }
    return members;
  }

  private double bounded(double value) {
    return kind.isBounded() ? Math.max(0, value) : value;
  }

  /** Shares of the members by their record, summing to 1. */
  private double[] shares(
      SiteRecord site, SeasonalHistory seasons, TimeSeries history, int origin) {
    int day = site.calendar().slotsPerDay();
    int hour = site.calendar().slotsPerHour();
    double[] losses = new double[MEMBERS];
    int oldest = origin;
    int first = Math.max(site.first() + hour, origin - RECORD_DAYS * day);
    // Predictions are revised, so the past that used them changes.
    boolean keeps = !kind.followsSun() || history.weather().predictedIrradiance().length == 0;
    if (keeps) {
      past.follow(
          history,
          kind.followsSun() ? SiteRecord.position(settings, history) : Optional.empty(),
          first);
    }
    for (int then = origin - SPACING_HOURS * hour; then >= first; then -= SPACING_HOURS * hour) {
      int observed = Math.min(day, origin - then);
      double[] loss =
          observed == day && keeps
              ? past.of(then, at -> losses(site, seasons, history.values(), at, day))
              : losses(site, seasons, history.values(), then, observed);
      double weight = Math.pow(0.5, (origin - then) / (HALF_LIFE_DAYS * day));
      for (int m = 0; m < MEMBERS; m++) {
        losses[m] += weight * loss[m];
      }
      oldest = then;
    }
    double least = Arrays.stream(losses).min().orElseThrow();
    double evidence = least > 0 ? (origin - oldest) / (double) day : 0;
    double age = (origin - site.first()) / (double) day;
    double trusted = trust() * Math.min(1, (age + TRUST_AT_ONCE) / trustDays());
    double predicted = site.hasPrediction() ? PREDICTION_TRUST * Math.min(1, age / trustDays()) : 0;
    double[] shares = new double[MEMBERS];
    double sum = 0;
    for (int m = 0; m < MEMBERS; m++) {
      double prior =
          switch (m) {
            case PREDICTION -> predicted;
            case NETWORK -> (1 - predicted) * trusted;
            default -> (1 - predicted) * (1 - trusted) * REST[m];
          };
      double worse = evidence == 0 ? 0 : losses[m] / least - 1;
      shares[m] = prior * Math.exp(-sharpness() * evidence * worse);
      sum += shares[m];
    }
    for (int m = 0; m < MEMBERS; m++) {
      shares[m] /= sum;
    }
    return shares;
  }

  /** Sums of absolute errors of the slots after a past origin, by member. */
  private double[] losses(
      SiteRecord site, SeasonalHistory seasons, double[] values, int then, int observed) {
    double[][] said = members(site, seasons, then, observed).medians;
    double[] losses = new double[MEMBERS];
    for (int k = 0; k < observed; k++) {
      double outcome = values[then + k];
      for (int m = 0; m < MEMBERS && Double.isFinite(outcome); m++) {
        losses[m] += Math.abs(said[m][k] - outcome);
      }
    }
    return losses;
  }

  /**
   * Prior share of the network: plants are alike, but an empty home or an office is unlike others.
   */
  private double trust() {
    return kind.followsSun() ? 0.6 : 0.5;
  }

  /** Days in which that share grows to its full size. */
  private double trustDays() {
    return kind.followsSun() ? 3 : 7;
  }

  /** How much a day's evidence of a relative loss counts; the weather changes more than habits. */
  private double sharpness() {
    return kind.followsSun() ? 1 : 2;
  }
}
