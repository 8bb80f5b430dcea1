package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastBlender;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.blend.IssuedForecast;
import io.spikewatt.inference.blend.IssuedQuantiles;
import io.spikewatt.inference.blend.LearntShare;
import io.spikewatt.inference.blend.PerformanceRecord;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.WeatherColumns;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.naive.IrradianceForecaster;
import io.spikewatt.inference.pooled.FirstMonthForecaster;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.train.TrainingResult;
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
 * may forecast while another learns: long work holds no lock.
 */
public final class ServiceForecaster implements Forecaster, BlendedForecast {

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final ModelTrainer maker;
  private final ModelLifecycle lifecycle;
  private final ForecastBlender blender;
  private final boolean networkAsked;

  /** Whether a person chose one candidate, which nothing is blended with. */
  private final boolean asked;

  private final PerformanceRecord record;
  private final List<ForecastEvent> news = new ArrayList<>();
  private ForecastSource lead = ForecastSource.SEASONAL;
  private boolean unsaved;

  private Optional<FleetBlend> fleet = Optional.empty();

  /** Of the last forecast. */
  private LearntShare learntShare = LearntShare.NONE;

  /** As below, with a blend of all by their record, and nothing from other sites. */
  public ServiceForecaster(
      SeriesKind kind, ForecastSettings settings, ModelTrainer maker, TrialRules rules) {
    this(kind, settings, maker, rules, Optional.empty(), Optional.empty());
  }

  /** As below, without predicted irradiance. */
  public ServiceForecaster(
      SeriesKind kind,
      ForecastSettings settings,
      ModelTrainer maker,
      TrialRules rules,
      Optional<ForecastSource> only,
      Optional<FirstMonthForecaster> firstMonth) {
    this(kind, settings, maker, rules, only, firstMonth, Optional.empty());
  }

  /**
   * A cold start: the seasonal forecast until something was learnt.
   *
   * @param only the one of {@link ForecastSource#CANDIDATES} that is published instead of a blend,
   *     as soon as it can be; its band is corrected as a blend's. If it is the network, that need
   *     not win
   * @param firstMonth what the seasonal candidate is in a site's first weeks
   * @param irradiance what it is wherever the history's weather suffices for it
   */
  public ServiceForecaster(
      SeriesKind kind,
      ForecastSettings settings,
      ModelTrainer maker,
      TrialRules rules,
      Optional<ForecastSource> only,
      Optional<FirstMonthForecaster> firstMonth,
      Optional<IrradianceForecaster> irradiance) {
    this.kind = kind;
    this.settings = settings;
    this.maker = maker;
    asked = only.isPresent();
    networkAsked = only.filter(ForecastSource.SPIKING::equals).isPresent();
    record =
        new PerformanceRecord(
            (int) (PerformanceRecord.DAY_S / settings.slot().toSeconds()), kind, settings.zone());
    lifecycle = new ModelLifecycle(rules, record, news::add);
    blender = new ForecastBlender(kind, settings, record, only, firstMonth, irradiance);
  }

  @Override
  public String id() {
    return "service-1";
  }

  @Override
  public synchronized void blendWith(FleetBlend other) {
    fleet = asked ? Optional.empty() : Optional.of(other);
  }

  @Override
  public synchronized void leave(FleetBlend other) {
    fleet = fleet.filter(blend -> blend != other);
  }

  /** Uses a model from now on, without a trial. What it replaces is watched, and may come back. */
  public synchronized void adopt(TrainingResult result) {
    Optional<ServedModel> model = ServedModel.of(result, networkAsked);
    if (result.spiking().isPresent()) {
      model.ifPresent(lifecycle::networkTried);
    }
    model.ifPresent(this::adopt);
  }

  /** Uses a model that was kept, if it was learnt for this series. */
  public synchronized boolean adopt(TrainedForecaster kept) {
    Optional<ServedModel> model = fits(kept, 1);
    model.ifPresent(this::adopt);
    return model.isPresent();
  }

  private void adopt(ServedModel model) {
    boolean first = lifecycle.champion().isEmpty();
    unsaved = true;
    lifecycle.adopt(model);
    lead = first ? trusted() : lead;
  }

  private Optional<ServedModel> fits(TrainedForecaster kept, double ridgeSpread) {
    return kept.kind() == kind && serves(kept.settings())
        ? ServedModel.of(kept, ridgeSpread, networkAsked)
        : Optional.empty();
  }

  /** Other columns of the weather do not matter while the one that drives the model is there. */
  private boolean serves(ForecastSettings learnt) {
    Optional<String> driver = WeatherColumns.driver(learnt.weather());
    return learnt.withWeather(settings.weather()).equals(settings)
        && (driver.isPresent()
            ? settings.weather().contains(driver.get())
            : settings.weather().isEmpty());
  }

  /** Columns of weather of the model in use; those of the settings without one. */
  public synchronized List<String> weather() {
    return lifecycle.champion().map(ServedModel::weather).orElse(settings.weather());
  }

  @Override
  public synchronized Forecast forecast(TimeSeries history, int slots) {
    if (history.goodSlots() == 0) {
      throw new IllegalArgumentException("a history without a single value");
    }
    settle(history);
    Map<ForecastSource, Forecast> candidates = blender.plain(history, slots);
    Optional<ServedModel.ModelForecast> look =
        lifecycle.champion().flatMap(m -> m.look(history, slots));
    Optional<ServedModel.ModelForecast> sound = look.filter(ServedModel.ModelForecast::sound);
    if (sound.isPresent()) {
      candidates.put(ForecastSource.RIDGE, sound.get().ridge());
      sound.get().spiking().ifPresent(f -> candidates.put(ForecastSource.SPIKING, f));
    } else if (look.isPresent()) {
      lifecycle.championIsBroken();
    }
    ForecastBlender.Blended blended =
        blender.blend(history, candidates, trusted(), lifecycle.champion().map(ServedModel::span));
    learntShare = blended.learnt();
    long origin = history.end().getEpochSecond();
    if (record.due(origin)) {
      Map<ForecastSource, IssuedQuantiles> curves = blended.curves();
      sound.ifPresent(champion -> curves.putAll(shadow(history, slots, champion)));
      if (curves.containsKey(ForecastSource.NAIVE_WEEK)) {
        record.add(new IssuedForecast(origin, blended.below(), blended.above(), curves));
        unsaved = true;
      }
    }
    return withFleet(history, blended.forecast());
  }

  /** The fleet's part moves median, mean and band; the band keeps the width that was calibrated. */
  private Forecast withFleet(TimeSeries history, Forecast own) {
    Optional<FleetBlend.Move> part = fleet.flatMap(blend -> blend.move(history, own));
    if (part.isEmpty()) {
      return own;
    }
    FleetBlend.Move move = part.get();
    learntShare =
        new LearntShare(move.own() * learntShare.median(), move.own() * learntShare.mean());
    return blender.moved(own, move.median(), move.mean(), LearntShare.ALL);
  }

  /**
   * The last forecast after the minutes of its first slot that are over, by what the linear models
   * see in them; the next two hours of it move.
   *
   * @param made the last forecast, at the start of the running slot
   * @return the same while no model is in use, or none of those minutes is known
   */
  public synchronized Forecast moved(Forecast made, RunningSlot running) {
    long slot = Math.floorDiv(made.origin().getEpochSecond(), made.slot().toSeconds());
    return lifecycle
        .champion()
        .filter(_ -> slot == running.slot())
        .flatMap(model -> model.forecaster().moved(running))
        .map(move -> blender.moved(made, move.median(), move.mean(), learntShare))
        .orElse(made);
  }

  /** Medians of the model in use and of its rival, each alone; none without a sound rival. */
  private Map<ForecastSource, IssuedQuantiles> shadow(
      TimeSeries history, int slots, ServedModel.ModelForecast forecast) {
    Optional<ServedModel> rival = lifecycle.rival();
    Optional<ServedModel.ModelForecast> other = rival.flatMap(m -> m.look(history, slots));
    if (other.isEmpty()) {
      return Map.of();
    }
    if (!other.get().sound()) {
      lifecycle.rivalIsBroken();
      return Map.of();
    }
    boolean healthy = other.get().healthy();
    lifecycle.duel().ifPresent(shadowTrial -> shadowTrial.count(healthy));
    ForecastSource mine = lifecycle.champion().orElseThrow().best();
    ForecastSource theirs = rival.orElseThrow().best();
    return Map.of(
        ForecastSource.REIGNING,
            IssuedQuantiles.of(forecast.of(mine), record.slotsPerDay()).median(),
        ForecastSource.RIVAL,
            IssuedQuantiles.of(other.get().of(theirs), record.slotsPerDay()).median());
  }

  private void settle(TimeSeries history) {
    Optional<ShadowTrial> duel = lifecycle.duel();
    int days =
        record.settle(
            history,
            (day, actual, issued, at) ->
                duel.ifPresent(d -> d.add(day, ComparedDay.of(actual, issued, at))));
    if (record.takeDriftAlarm()) {
      lifecycle.drifts();
    }
    if (days > 0 && record.enough()) {
      boolean network = servesNetwork();
      ForecastSource before = lead();
      ForecastSource best = record.best(before, network);
      if (best != before) {
        double less = 1 - record.relative(best) / record.relative(before);
        double more = record.relative(ForecastSource.SPIKING) / record.relative(best) - 1;
        news.add(
            new ForecastEvent(
                ForecastEvent.Kind.LEAD,
                EventText.lead(best, before, record.days(), less, network ? more : Double.NaN)));
      }
      lead = best;
    }
  }

  /** The best so far; the choice of validation in the place of a network that is not in use. */
  private ForecastSource lead() {
    return lead == ForecastSource.SPIKING && !servesNetwork() ? trusted() : lead;
  }

  private boolean servesNetwork() {
    return lifecycle.champion().flatMap(ServedModel::spiking).isPresent();
  }

  /** The candidate that validation chose. */
  private ForecastSource trusted() {
    return lifecycle.champion().map(ServedModel::chosen).orElse(ForecastSource.SEASONAL);
  }

  /** The nightly run on the whole known history: evaluates a trial, trains a challenger if due. */
  public void learn(TimeSeries history, BooleanSupplier cancelled) {
    ModelLifecycle.TrainingTask task;
    Optional<ServedModel> of;
    boolean network;
    synchronized (this) {
      if (history.goodSlots() == 0) {
        return;
      }
      settle(history);
      unsaved = true;
      lifecycle.review();
      task = lifecycle.need(history);
      of =
          switch (task) {
            case REFIT -> lifecycle.champion();
            case RIVAL_REFIT -> lifecycle.rival();
            case NOTHING, CHAMPION, CHALLENGER -> Optional.empty();
          };
      network = of.isEmpty() && (networkAsked || lifecycle.networkDue(history));
    }
    if (task == ModelLifecycle.TrainingTask.NOTHING) {
      return;
    }
    Optional<ServedModel> made =
        maker
            .make(history, of, network, cancelled)
            .flatMap(result -> ServedModel.of(result, networkAsked));
    synchronized (this) {
      unsaved = true;
      boolean first = lifecycle.champion().isEmpty();
      if (network) {
        made.ifPresent(lifecycle::networkTried);
      }
      made.ifPresent(model -> lifecycle.install(model, task));
      if (first && made.isPresent()) {
        lead = trusted();
      }
    }
  }

  /** Gives up the model in use for the one before it, at once; false if there is none. */
  public synchronized boolean rollback() {
    unsaved = true;
    return lifecycle.rollback("as asked");
  }

  /** Events since the last call. */
  public synchronized List<ForecastEvent> news() {
    List<ForecastEvent> happened = List.copyOf(news);
    news.clear();
    return happened;
  }

  /** Recent quality of the forecasts. */
  public synchronized ForecastQuality standing() {
    boolean live = record.enough();
    OptionalDouble validated =
        lifecycle
            .champion()
            .map(m -> OptionalDouble.of(m.validation().skill()))
            .orElse(OptionalDouble.empty());
    return new ForecastQuality(
        live ? record.loss(ForecastSource.PUBLISHED).skill() : validated,
        live,
        live ? record.loss(ForecastSource.PUBLISHED).coverage() : OptionalDouble.empty(),
        lead(),
        lifecycle.champion().map(ServedModel::to),
        lifecycle.drifting());
  }

  /**
   * All that a restart must not lose.
   *
   * @param record everything but the models: of quarter hours some 110 kB of open forecasts and up
   *     to 45 kB of the short-term correction's sums
   * @param models those that the record names
   */
  public record Saved(byte[] record, List<ServedModel> models) {}

  /** Whether a restart would lose state since {@link #save}; scores are recomputed anyway. */
  public synchronized boolean unsaved() {
    return unsaved;
  }

  /** Records that the last save failed. */
  public synchronized void saveAgain() {
    unsaved = true;
  }

  /** The state to save. */
  public synchronized Saved save() {
    unsaved = false;
    return new Saved(
        StateFormat.write(
            new StateFormat.State(record.slotsPerDay(), lifecycle.state(), lead, record.state())),
        lifecycle.models());
  }

  /**
   * Restores a saved state. A missing model is skipped.
   *
   * @param saved the value of {@link Saved#record}
   * @param models finds a model by its name, {@link ServedModel#id}
   * @throws IOException if the record is not readable; the state is then unchanged
   */
  public synchronized void restore(byte[] saved, LongFunction<Optional<TrainedForecaster>> models)
      throws IOException {
    StateFormat.State read = StateFormat.read(saved, record.slotsPerDay(), kind, settings.zone());
    lifecycle.restore(
        read.career(), ref -> models.apply(ref.id()).flatMap(kept -> fits(kept, ref.spread())));
    record.restore(read.record());
    lead = read.lead();
  }
}
