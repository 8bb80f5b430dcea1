package io.spikewatt.inference.pooled;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.score.LeadAggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Blend of a site's own forecast and the two newest versions of its fleet's network, by online
 * aggregation (ADR 87). An outcome counts once a class of leads is over. Thread-safe.
 */
public final class FleetBlend {

  /** Of the own forecast, the newest version, and the version before it. */
  private static final double[] PRIOR = {0.7, 0.15, 0.15};

  private static final int OWN = 0;
  private static final int NEWEST = 1;
  private static final int BEFORE = 2;

  /** Hours between two origins whose outcomes count. */
  private static final int SPACING_HOURS = 6;

  private static final int HOUR_S = 3600;
  private static final int DAY_S = 24 * HOUR_S;

  /** Outcomes that are later than this are treated as lost. */
  private static final int PATIENCE_S = 3 * HOUR_S;

  /** Days of own forecasts that are kept, to judge what a version would have changed. */
  private static final int PAST_DAYS = 14;

  /** Days without which a site cannot judge a version. */
  private static final int LEAST_DAYS = 7;

  /** The site as the network sees it: its last days. */
  private static final int AGE_DAYS = 19;

  /** A version of the fleet's network. */
  public record Version(long number, PooledNetwork network) {}

  /**
   * A forecast of the site alone.
   *
   * @param origin epoch second
   * @param medians by hour ahead
   */
  public record OwnForecast(long origin, float[] medians) {}

  /**
   * What a restart must not lose.
   *
   * @param leads weights, and forecasts that wait for their outcomes
   * @param past own forecasts of the last days, oldest first
   */
  public record State(LeadAggregation leads, List<OwnForecast> past) {

    public State {
      past = List.copyOf(past);
      if (leads.classes().getFirst().experts() != PRIOR.length) {
        throw new IllegalArgumentException(
            "expected weights of %d forecasts, found %d"
                .formatted(PRIOR.length, leads.classes().getFirst().experts()));
      }
    }

    /** Of a site that knows no version yet. */
    public static State first() {
      return new State(noOutcome(), List.of());
    }
  }

  /**
   * By how much an own forecast moves, in the series' unit, one value a slot from the first on.
   *
   * @param median of median and band
   * @param own weight of the own forecast in the first hours
   */
  public record Move(double[] median, double[] mean, double own) {}

  /** A network's forecast, one value a slot. */
  private record Said(double[] median, double[] mean) {}

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private List<Version> versions;
  private State state;
  private boolean unsaved;

  /**
   * @param versions newest first, at most two
   */
  public FleetBlend(
      SeriesKind kind, ForecastSettings settings, List<Version> versions, State state) {
    this.kind = kind;
    this.settings = settings;
    this.versions = List.copyOf(versions);
    this.state = state;
  }

  /** Weights before the first outcome, by expert: own model, newest version, the one before it. */
  public static LeadAggregation noOutcome() {
    return LeadAggregation.of(PRIOR);
  }

  /** Versions that are blended, newest first, at most two. */
  public synchronized List<Version> versions() {
    return versions;
  }

  /** A newer version enters with the weight of its prior; the oldest leaves. */
  public synchronized void enter(Version newer) {
    if (!versions.isEmpty()) {
      state = new State(state.leads.succeeded(NEWEST, BEFORE), state.past);
    }
    versions = versions.isEmpty() ? List.of(newer) : List.of(newer, versions.getFirst());
    unsaved = true;
  }

  /** Share of the fleet's versions in the next day, 0 to 1; empty without a version. */
  public synchronized OptionalDouble share() {
    double[] there = {0, 0, versions.size() > 1 ? 0 : Double.NaN};
    int hours = 24;
    double own = 0;
    for (int k = 0; k < hours; k++) {
      own += state.leads.weights(k, there)[OWN] / hours;
    }
    return versions.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(1 - own);
  }

  public synchronized State state() {
    return state;
  }

  /** Whether something has changed since the last call that returned true. */
  public synchronized boolean takeUnsaved() {
    boolean changed = unsaved;
    unsaved = false;
    return changed;
  }

  /** Records that the last save failed. */
  public synchronized void saveAgain() {
    unsaved = true;
  }

  /**
   * What the fleet's versions change in a forecast; empty without a version or a record of the
   * site.
   *
   * @param own the forecast from the history's end on
   */
  public synchronized Optional<Move> move(TimeSeries history, Forecast own) {
    long origin = history.end().getEpochSecond();
    boolean due =
        state.past.isEmpty()
            || Math.abs(origin - state.past.getLast().origin) >= SPACING_HOURS * HOUR_S;
    if (due) {
      settle(history);
    }
    TimeSeries seen = history.tail(AGE_DAYS * history.slotsPerDay());
    if (seen.goodSlots() == 0) {
      return Optional.empty();
    }
    List<Said> said = said(seen, networks(), Math.min(own.slots(), slots(history)));
    if (due) {
      keep(origin, own, said, hour(history));
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(moved(own, said, hour(history)));
  }

  private List<PooledNetwork> networks() {
    return versions.stream().map(Version::network).toList();
  }

  private static int hour(TimeSeries history) {
    return Math.max(1, history.slotsPerDay() / 24);
  }

  private static int slots(TimeSeries history) {
    return LeadAggregation.HOURS * hour(history);
  }

  private void settle(TimeSeries history) {
    long known = history.end().getEpochSecond() - PATIENCE_S;
    state = new State(state.leads.settled(known, at -> outcome(history, at)), state.past);
  }

  /** Mean of an hour; NaN where nothing of it was measured. */
  private static double outcome(TimeSeries history, long at) {
    long first = Math.floorDiv(at - history.start().getEpochSecond(), history.step().toSeconds());
    double sum = 0;
    int known = 0;
    for (long k = first; k < first + hour(history); k++) {
      double value = k >= 0 && k < history.values().length ? history.values()[(int) k] : Double.NaN;
      if (Double.isFinite(value)) {
        sum += value;
        known++;
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  private void keep(long origin, Forecast own, List<Said> said, int hour) {
    float[] medians = hourly(own, hour);
    double[][] forecasts = new double[medians.length][PRIOR.length];
    for (int k = 0; k < medians.length; k++) {
      forecasts[k][OWN] = medians[k];
      for (int i = NEWEST; i <= BEFORE; i++) {
        forecasts[k][i] =
            i <= said.size() ? mean(said.get(i - 1).median, k * hour, hour) : Double.NaN;
      }
    }
    List<OwnForecast> past = new ArrayList<>(state.past);
    past.removeIf(
        before -> before.origin >= origin || before.origin < origin - PAST_DAYS * (long) DAY_S);
    past.add(new OwnForecast(origin, medians));
    LeadAggregation leads = said.isEmpty() ? state.leads : state.leads.issued(origin, forecasts);
    state = new State(leads, past);
    unsaved = true;
  }

  private static double mean(double[] values, int from, int count) {
    double sum = 0;
    for (int k = from; k < from + count; k++) {
      sum += values[k];
    }
    return sum / count;
  }

  private Move moved(Forecast own, List<Said> said, int hour) {
    int slots = said.getFirst().median.length;
    double[] there = {0, 0, said.size() > 1 ? 0 : Double.NaN};
    Move move = new Move(new double[slots], new double[slots], state.leads.weights(0, there)[OWN]);
    for (int k = 0; k < slots; k++) {
      double[] weights = state.leads.weights(k / hour, there);
      for (int i = 0; i < said.size(); i++) {
        double weight = weights[NEWEST + i];
        move.median[k] += weight * (said.get(i).median[k] - own.p50()[k]);
        move.mean[k] += weight * (said.get(i).mean[k] - own.mean()[k]);
      }
    }
    return move;
  }

  /** Forecasts of networks from the end of a record on. */
  private List<Said> said(TimeSeries seen, List<PooledNetwork> networks, int slots) {
    if (networks.isEmpty()) {
      return List.of();
    }
    SiteRecord site = SiteRecord.of(kind, settings, seen, slots(seen));
    OriginInputs inputs = new OriginInputs(site, seen.values().length);
    return networks.stream().map(network -> said(site, inputs, network, slots)).toList();
  }

  private Said said(SiteRecord site, OriginInputs seen, PooledNetwork network, int slots) {
    Said said = new Said(new double[slots], new double[slots]);
    float[] inputs = new float[OriginInputs.count(kind)];
    int hour = site.calendar().slotsPerHour();
    PooledNetwork.BaseError error = PooledNetwork.BaseError.NONE;
    network.begin();
    for (int k = 0; k < slots; k++) {
      if (k % hour == 0) {
        seen.fill(k / hour, inputs);
        error = network.next(inputs);
      }
      int row = seen.row(0) + k;
      boolean dark = kind.followsSun() && site.hasSky() && site.sky(row, row + 1) <= 0;
      double unit = dark ? 0 : seen.level();
      double base = seen.base(row, 1);
      said.median[k] = bounded(base + unit * error.median());
      said.mean[k] = bounded(base + unit * error.mean());
    }
    return said;
  }

  private double bounded(double value) {
    return kind.isBounded() ? Math.max(0, value) : value;
  }

  /**
   * Mean absolute error of what the site would have forecast with some versions in the last weeks,
   * weights from the prior on. Where too few own forecasts are on record, the seasonal forecast
   * stands for them.
   *
   * @param candidates newest first, at most two; none = the own forecast
   * @return NaN if too little is on record
   */
  public double error(TimeSeries history, List<PooledNetwork> candidates) {
    List<OwnForecast> own = judged(history);
    long end = history.end().getEpochSecond();
    LeadAggregation leads = noOutcome();
    double sum = 0;
    int count = 0;
    for (OwnForecast forecast : own) {
      int row = row(history, forecast.origin);
      int hours = forecast.medians.length;
      if (row > 0 && forecast.origin + (long) hours * HOUR_S <= end) {
        TimeSeries seen = history.head(row).tail(AGE_DAYS * history.slotsPerDay());
        leads = leads.settled(forecast.origin, at -> outcome(history, at));
        double[][] forecasts = forecasts(forecast, seen, candidates);
        for (int k = 0; k < hours; k++) {
          double outcome = outcome(history, forecast.origin + (long) k * HOUR_S);
          if (Double.isFinite(outcome)) {
            sum += Math.abs(leads.blend(k, forecasts[k]) - outcome);
            count++;
          }
        }
        leads = leads.issued(forecast.origin, forecasts);
      }
    }
    return count > 0 ? sum / count : Double.NaN;
  }

  private List<OwnForecast> judged(TimeSeries history) {
    List<OwnForecast> kept = state().past;
    long from = history.end().getEpochSecond() - PAST_DAYS * (long) DAY_S;
    long enough = (long) LEAST_DAYS * 24 / SPACING_HOURS;
    return kept.stream().filter(forecast -> forecast.origin >= from).count() >= enough
        ? kept
        : seasonal(history);
  }

  private List<OwnForecast> seasonal(TimeSeries history) {
    int hour = hour(history);
    int day = history.slotsPerDay();
    int end = history.values().length - slots(history);
    SeasonalForecaster seasonal = new SeasonalForecaster(kind, settings);
    List<OwnForecast> made = new ArrayList<>();
    for (int row = Math.max(day, end - LEAST_DAYS * day); row < end; row += SPACING_HOURS * hour) {
      long origin = history.start().plus(history.step().multipliedBy(row)).getEpochSecond();
      seasonal
          .attempt(history.head(row), slots(history))
          .ifPresent(forecast -> made.add(new OwnForecast(origin, hourly(forecast, hour))));
    }
    return made;
  }

  private static float[] hourly(Forecast forecast, int hour) {
    float[] medians = new float[Math.min(LeadAggregation.HOURS, forecast.slots() / hour)];
    for (int k = 0; k < medians.length; k++) {
      medians[k] = (float) mean(forecast.p50(), k * hour, hour);
    }
    return medians;
  }

  private static int row(TimeSeries history, long at) {
    return (int) Math.floorDiv(at - history.start().getEpochSecond(), history.step().toSeconds());
  }

  private double[][] forecasts(OwnForecast own, TimeSeries seen, List<PooledNetwork> candidates) {
    int hour = hour(seen);
    List<Said> said =
        seen.goodSlots() == 0 ? List.of() : said(seen, candidates, own.medians.length * hour);
    double[][] forecasts = new double[own.medians.length][PRIOR.length];
    for (int k = 0; k < forecasts.length; k++) {
      Arrays.fill(forecasts[k], Double.NaN);
      forecasts[k][OWN] = own.medians[k];
      for (int i = 0; i < said.size(); i++) {
        forecasts[k][NEWEST + i] = mean(said.get(i).median, k * hour, hour);
      }
    }
    return forecasts;
  }
}
