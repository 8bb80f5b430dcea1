package io.spikewatt.inference.service;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Candidate;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.train.Learnt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * The forecast of one series in service. Histories only grow: each ends where the one before did,
 * or later. A forecast takes a few milliseconds, a night's learning up to half a minute. One thread
 * may forecast while another learns: what takes long holds no lock.
 */
public final class ServiceForecaster implements Forecaster {

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final ChallengerMaker maker;
  private final Career career;
  private final Blending blending;
  private final LiveRecord record;
  private final List<Happening> news = new ArrayList<>();
  private Member lead = Member.SEASONAL;
  private boolean unsaved;

  /** As below, with a blend of all by their record. */
  public ServiceForecaster(
      SeriesKind kind, ForecastSettings settings, ChallengerMaker maker, TrialRules rules) {
    this(kind, settings, maker, rules, Optional.empty());
  }

  /**
   * A cold start: the seasonal forecast until something was learnt.
   *
   * @param only the one of {@link Member#CANDIDATES} that is published instead of a blend, as soon
   *     as it can be; its band is corrected as a blend's
   */
  public ServiceForecaster(
      SeriesKind kind,
      ForecastSettings settings,
      ChallengerMaker maker,
      TrialRules rules,
      Optional<Member> only) {
    this.kind = kind;
    this.settings = settings;
    this.maker = maker;
    record = new LiveRecord((int) (LiveRecord.DAY_S / settings.slot().toSeconds()), kind);
    career = new Career(rules, record, news::add);
    blending = new Blending(kind, settings, record, only);
  }

  @Override
  public String id() {
    return "service-1";
  }

  /** Uses a model from now on, without a trial. What it replaces is watched, and may come back. */
  public synchronized void adopt(Learnt learnt) {
    ServedModel.of(learnt).ifPresent(this::adopt);
  }

  /** Uses a model that was kept, if it was learnt for this series. */
  public synchronized boolean adopt(TrainedForecaster kept) {
    Optional<ServedModel> model = fits(kept, 1);
    model.ifPresent(this::adopt);
    return model.isPresent();
  }

  private void adopt(ServedModel model) {
    boolean first = career.champion().isEmpty();
    unsaved = true;
    career.adopt(model);
    lead = first ? trusted() : lead;
  }

  private Optional<ServedModel> fits(TrainedForecaster kept, double ridgeSpread) {
    return kept.kind() == kind && kept.settings().equals(settings)
        ? ServedModel.of(kept, ridgeSpread)
        : Optional.empty();
  }

  @Override
  public synchronized Forecast forecast(TimeSeries history, int slots) {
    if (history.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    settle(history);
    Map<Member, Forecast> candidates = blending.plain(history, slots);
    Optional<ServedModel.Look> look = career.champion().flatMap(m -> m.look(history, slots));
    Optional<ServedModel.Look> sound = look.filter(ServedModel.Look::sound);
    if (sound.isPresent()) {
      candidates.put(Member.RIDGE, sound.get().ridge());
      candidates.put(Member.SPIKING, sound.get().spiking());
    } else if (look.isPresent()) {
      career.championIsBroken();
    }
    Blending.Blended blended =
        blending.blend(history, candidates, trusted(), career.champion().map(ServedModel::span));
    long origin = history.end().getEpochSecond();
    if (record.due(origin)) {
      Map<Member, Curve> curves = blended.curves();
      sound.ifPresent(champion -> curves.putAll(shadow(history, slots, champion)));
      if (curves.containsKey(Member.NAIVE_WEEK)) {
        record.add(new Issue(origin, blended.below(), blended.above(), curves));
        unsaved = true;
      }
    }
    return blended.forecast();
  }

  /** Medians of the model in use and of its rival, each alone; none without a sound rival. */
  private Map<Member, Curve> shadow(TimeSeries history, int slots, ServedModel.Look look) {
    Optional<ServedModel> rival = career.rival();
    Optional<ServedModel.Look> other = rival.flatMap(m -> m.look(history, slots));
    if (other.isEmpty()) {
      return Map.of();
    }
    if (!other.get().sound()) {
      career.rivalIsBroken();
      return Map.of();
    }
    boolean healthy = other.get().healthy();
    career.duel().ifPresent(duel -> duel.count(healthy));
    Member mine = career.champion().orElseThrow().best();
    Member theirs = rival.orElseThrow().best();
    return Map.of(
        Member.REIGNING, Curve.of(look.of(mine), record.slotsPerDay()).median(),
        Member.RIVAL, Curve.of(other.get().of(theirs), record.slotsPerDay()).median());
  }

  private void settle(TimeSeries history) {
    Optional<Duel> duel = career.duel();
    int days =
        record.settle(
            history,
            (day, actual, issue, at) ->
                duel.ifPresent(d -> d.add(day, ComparedDay.of(actual, issue, at))));
    if (record.takeDriftAlarm()) {
      career.drifts();
    }
    if (days > 0 && record.enough()) {
      Member best = record.best(lead);
      if (best != lead) {
        double less = 1 - record.relative(best) / record.relative(lead);
        news.add(
            new Happening(
                Happening.Kind.LEAD,
                Words.lead(
                    best,
                    lead,
                    record.days(),
                    less,
                    record.relative(Member.SPIKING) / record.relative(best) - 1)));
        lead = best;
      }
    }
  }

  /** What validation chose. */
  private Member trusted() {
    Candidate chosen =
        career.champion().map(m -> m.validation().chosen()).orElse(Candidate.SEASONAL);
    return switch (chosen) {
      case SEASONAL -> Member.SEASONAL;
      case RIDGE -> Member.RIDGE;
      case SPIKING -> Member.SPIKING;
    };
  }

  /**
   * The nightly run: judges a trial, and makes a challenger where one is due.
   *
   * @param history all that is known; it may reach further back than what forecasts are made from
   * @param cancelled true as soon as learning is to be given up
   */
  public void learn(TimeSeries history, BooleanSupplier cancelled) {
    Career.Need need;
    Optional<ServedModel> of;
    synchronized (this) {
      if (history.goodSlots() == 0) {
        return;
      }
      settle(history);
      unsaved = true;
      career.review();
      need = career.need(history);
      of =
          switch (need) {
            case REFIT -> career.champion();
            case RIVAL_REFIT -> career.rival();
            case NOTHING, CHAMPION, CHALLENGER -> Optional.empty();
          };
    }
    if (need == Career.Need.NOTHING) {
      return;
    }
    Optional<ServedModel> made = maker.make(history, of, cancelled).flatMap(ServedModel::of);
    synchronized (this) {
      unsaved = true;
      boolean first = career.champion().isEmpty();
      made.ifPresent(model -> career.install(model, need));
      if (first && made.isPresent()) {
        lead = trusted();
      }
    }
  }

  /**
   * Uses the model before the one in use, at once; the one in use is given up.
   *
   * @return false if there is none
   */
  public synchronized boolean rollback() {
    unsaved = true;
    return career.rollback("as asked");
  }

  /** What happened since the last call. */
  public synchronized List<Happening> news() {
    List<Happening> happened = List.copyOf(news);
    news.clear();
    return happened;
  }

  /** How the forecasts do lately. */
  public synchronized Standing standing() {
    boolean live = record.enough();
    OptionalDouble validated =
        career
            .champion()
            .map(m -> OptionalDouble.of(m.validation().skill()))
            .orElse(OptionalDouble.empty());
    return new Standing(
        live ? record.loss(Member.PUBLISHED).skill() : validated,
        live,
        live ? record.loss(Member.PUBLISHED).coverage() : OptionalDouble.empty(),
        lead,
        career.champion().map(ServedModel::to),
        career.drifting());
  }

  /**
   * All that a restart must not lose.
   *
   * @param record everything but the models, some 100 kB
   * @param models those that the record names
   */
  public record Saved(byte[] record, List<ServedModel> models) {}

  /**
   * Whether something happened since the last {@link #save} that a restart would lose. What was
   * scored since is none of it: it is scored again.
   */
  public synchronized boolean unsaved() {
    return unsaved;
  }

  /** Says that what was to be kept could not be. */
  public synchronized void saveAgain() {
    unsaved = true;
  }

  /** What is to be kept. */
  public synchronized Saved save() {
    unsaved = false;
    return new Saved(
        StateFormat.write(
            new StateFormat.State(record.slotsPerDay(), career.state(), lead, record.state())),
        career.models());
  }

  /**
   * Goes on from what was kept. A model that is not found is done without.
   *
   * @param saved what {@link Saved#record} said
   * @param models finds a model by its name, {@link ServedModel#id}
   * @throws IOException if the record cannot be understood; nothing has changed then
   */
  public synchronized void restore(byte[] saved, LongFunction<Optional<TrainedForecaster>> models)
      throws IOException {
    StateFormat.State read = StateFormat.read(saved, record.slotsPerDay(), kind);
    career.restore(
        read.career(), (id, spread) -> models.apply(id).flatMap(kept -> fits(kept, spread)));
    record.restore(read.record());
    lead = read.lead();
  }
}
