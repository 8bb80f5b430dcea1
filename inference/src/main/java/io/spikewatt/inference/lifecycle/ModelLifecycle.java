package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.PerformanceRecord;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lifecycle of a series' models: the one in use (champion), its predecessor and the one on trial
 * (challenger), and the rules by which they change. Not thread-safe.
 */
final class ModelLifecycle {

  /** Days after which a drift alarm clears. */
  private static final int DRIFT_DAYS = 14;

  /** Task of a night's training. */
  enum TrainingTask {
    NOTHING,
    /** A model to be used at once. */
    CHAMPION,
    /** The model in use with its linear part fitted anew, to be used at once. */
    REFIT,
    /** One that goes on trial. */
    CHALLENGER,
    /** The one on trial with its linear part fitted anew, to go on with its trial. */
    RIVAL_REFIT
  }

  /** A model's name and {@link ServedModel#ridgeSpread}, which its file does not contain. */
  record ModelReference(long id, double spread) {
    static ModelReference of(ServedModel model) {
      return new ModelReference(model.id(), model.ridgeSpread());
    }
  }

  /** The whole state, without the models; {@code networkTrial} is empty before the first. */
  record State(
      Optional<ModelReference> champion,
      Optional<ModelReference> previous,
      Optional<ModelReference> rival,
      Optional<ShadowTrial.State> duel,
      boolean trainingDue,
      OptionalLong driftDay,
      Optional<NetworkTrial> networkTrial) {

    State with(Optional<NetworkTrial> trial) {
      return new State(champion, previous, rival, duel, trainingDue, driftDay, trial);
    }
  }

  private final TrialRules rules;
  private final PerformanceRecord record;
  private final Consumer<ForecastEvent> news;
  private Optional<ServedModel> champion = Optional.empty();
  private Optional<ServedModel> previous = Optional.empty();
  private Optional<ServedModel> rival = Optional.empty();
  private Optional<ShadowTrial> duel = Optional.empty();
  private boolean trainingDue;
  private OptionalLong driftDay = OptionalLong.empty();
  private Optional<NetworkTrial> networkTrial = Optional.empty();

  /** {@code news} receives the events. */
  ModelLifecycle(TrialRules rules, PerformanceRecord record, Consumer<ForecastEvent> news) {
    this.rules = rules;
    this.record = record;
    this.news = news;
  }

  Optional<ServedModel> champion() {
    return champion;
  }

  Optional<ServedModel> rival() {
    return rival;
  }

  Optional<ShadowTrial> duel() {
    return duel;
  }

  /** Whether a wholly new model from that history tries a network. */
  boolean networkDue(TimeSeries history) {
    return networkTrial.map(trial -> trial.due(history.end())).orElse(true);
  }

  /** A model that was wholly new tried a network, whatever becomes of the model. */
  void networkTried(ServedModel model) {
    networkTrial =
        Optional.of(
            new NetworkTrial(model.to(), model.validation().chosen() == CandidateModel.SPIKING));
  }

  boolean drifting() {
    return driftDay.isPresent() && record.runningDay() - driftDay.getAsLong() < DRIFT_DAYS;
  }

  /** The models that are still needed. */
  List<ServedModel> models() {
    List<ServedModel> models = new ArrayList<>();
    champion.ifPresent(models::add);
    previous.ifPresent(models::add);
    rival.filter(r -> !previous.equals(rival)).ifPresent(models::add);
    return models;
  }

  /** The error has risen: training is due, nothing else follows. */
  void drifts() {
    driftDay = OptionalLong.of(record.runningDay());
    trainingDue = true;
    tell(
        ForecastEvent.Kind.DRIFT,
        "the forecast has become worse against the naive one than it used to be; learning anew");
  }

  void championIsBroken() {
    if (!rollback("its forecast was no number")) {
      champion = Optional.empty();
      begin(Optional.empty(), Optional.empty());
      tell(
          ForecastEvent.Kind.DROPPED,
          "the forecast of the model in use was no number; seasonal forecasts until another is"
              + " learnt");
    }
  }

  void rivalIsBroken() {
    duel.ifPresent(ShadowTrial::fail);
  }

  /** Uses a model at once. */
  void adopt(ServedModel model) {
    previous = champion;
    champion = Optional.of(model);
    driftDay = OptionalLong.empty();
    trainingDue = false;
    begin(previous, previous.map(p -> new ShadowTrial(ShadowTrial.Kind.PREDECESSOR, since())));
  }

  /** Uses the one before at once; false if there is none. */
  boolean rollback(String why) {
    if (previous.isEmpty()) {
      return false;
    }
    champion = previous;
    previous = Optional.empty();
    begin(Optional.empty(), Optional.empty());
    tell(ForecastEvent.Kind.ROLLED_BACK, "the model before is in use again: " + why);
    return true;
  }

  /** Shadow forecasts of another rival do not count in a new comparison. */
  private void begin(Optional<ServedModel> newRival, Optional<ShadowTrial> newDuel) {
    rival = newRival;
    duel = newDuel;
    record.forgetRival();
    // It only waits for a rollback; as the rival it forecasts.
    previous
        .filter(_ -> !previous.equals(newRival))
        .ifPresent(waiting -> waiting.forecaster().dropCache());
  }

  /** Now; before the first history, where the model in use stopped learning. */
  private long since() {
    return record.settledTo().orElseGet(() -> champion.map(ServedModel::id).orElse(0L));
  }

  /** Takes over a trained model. */
  void install(ServedModel model, TrainingTask task) {
    trainingDue = false;
    boolean sick = !model.sound();
    // A trial compares models; the default candidate without a record would change with it.
    boolean idle =
        model.validation().chosen() == CandidateModel.SEASONAL && task == TrainingTask.CHALLENGER;
    if (sick || idle) {
      String why =
          sick
              ? "used: its network is silent or saturated"
              : "tried: lately it is no better than the seasonal forecast";
      tell(ForecastEvent.Kind.DROPPED, "what was learnt is not " + why);
      return;
    }
    if (task == TrainingTask.CHAMPION || task == TrainingTask.REFIT || champion.isEmpty()) {
      adopt(model);
      tell(ForecastEvent.Kind.ADOPTED, EventText.learnt(model) + "; in use");
      return;
    }
    boolean goesOn = duel.filter(d -> d.kind() == ShadowTrial.Kind.CHALLENGER).isPresent();
    if (goesOn) {
      rival = Optional.of(model);
    } else {
      begin(Optional.of(model), Optional.of(new ShadowTrial(ShadowTrial.Kind.CHALLENGER, since())));
    }
    tell(
        ForecastEvent.Kind.CHALLENGED,
        EventText.learnt(model)
            + (goesOn ? "; its trial goes on" : "; on trial beside the one in use"));
  }

  /** The training that is due tonight. */
  TrainingTask need(TimeSeries history) {
    if (champion.isEmpty()) {
      return TrainingTask.CHAMPION;
    }
    ServedModel used = champion.get();
    double learntDays = used.learntDays();
    double knownDays = (double) history.values().length / history.slotsPerDay();
    boolean outgrown =
        learntDays < rules.training().youngDays()
            && knownDays >= rules.training().growth() * learntDays;
    // A column that nobody predicts any more is filled by its last day, which serves for a night.
    boolean blind = !history.weather().names().containsAll(used.weather());
    if (outgrown || blind || age(used) >= rules.training().expiredDays()) {
      return TrainingTask.CHAMPION;
    }
    if (duel.isEmpty()) {
      boolean old = age(used) >= rules.training().waitDays();
      long week = history.end().getEpochSecond() / PerformanceRecord.DAY_S / 7;
      boolean newNetwork = week % rules.training().challengeWeeks() == 0;
      return trainingDue || (old && newNetwork)
          ? TrainingTask.CHALLENGER
          : old ? TrainingTask.REFIT : TrainingTask.NOTHING;
    }
    if (duel.get().kind() != ShadowTrial.Kind.CHALLENGER) {
      return TrainingTask.NOTHING;
    }
    boolean refresh = rival.filter(r -> age(r) >= rules.training().refreshDays()).isPresent();
    return trainingDue
        ? TrainingTask.CHALLENGER
        : refresh ? TrainingTask.RIVAL_REFIT : TrainingTask.NOTHING;
  }

  private double age(ServedModel model) {
    return record.daysSince(model.id());
  }

  /** Judges the running comparison. */
  void review() {
    if (duel.isEmpty()) {
      return;
    }
    ShadowTrial running = duel.get();
    ShadowTrial.TrialResult result = running.tally(record.runningDay(), record.leastOutcomes());
    switch (running.kind()) {
      case CHALLENGER -> judge(running, result);
      case PREDECESSOR -> watch(running, result);
    }
  }

  private void judge(ShadowTrial trial, ShadowTrial.TrialResult result) {
    if (trial.unfit()) {
      drop("its forecast was no number, or its network silent or saturated");
      return;
    }
    double p = result.rivalBetter().p();
    TrialRules.Verdict verdict =
        rules.judge(
            result,
            trial.looked(),
            record.daysSince(trial.since()),
            champion.map(this::age).orElseThrow());
    trial.look(result.days() >= rules.trial().early().days());
    switch (verdict) {
      case PROMOTED -> {
        adopt(rival.orElseThrow());
        tell(
            ForecastEvent.Kind.PROMOTED,
            "the model on trial is in use: " + EventText.compared(result, p));
      }
      case DROPPED -> drop(EventText.compared(result, p));
      case UNDECIDED -> {}
    }
  }

  private void drop(String why) {
    begin(Optional.empty(), Optional.empty());
    tell(ForecastEvent.Kind.DROPPED, "the model on trial is not used: " + why);
  }

  private void watch(ShadowTrial watch, ShadowTrial.TrialResult result) {
    double p = result.rivalBetter().p();
    if (!watch.broken()
        && p < rules.rollback().level()
        && result.gain() >= rules.trial().margin()) {
      rollback("it was " + EventText.compared(result, p));
    } else if (watch.broken() || record.daysSince(watch.since()) >= rules.rollback().days()) {
      begin(Optional.empty(), Optional.empty());
    }
  }

  State state() {
    return new State(
        champion.map(ModelReference::of),
        previous.map(ModelReference::of),
        rival.map(ModelReference::of),
        duel.map(ShadowTrial::state),
        trainingDue,
        driftDay,
        networkTrial);
  }

  /** Continues from a state and the stored models; an entry whose model is missing is dropped. */
  void restore(State state, Function<ModelReference, Optional<ServedModel>> models) {
    champion = state.champion.flatMap(models);
    previous = state.previous.flatMap(models);
    rival = state.rival.flatMap(models);
    boolean whole = champion.isPresent() && rival.isPresent();
    duel = whole ? state.duel.map(ShadowTrial::new) : Optional.empty();
    rival = whole ? rival : Optional.empty();
    trainingDue = state.trainingDue;
    driftDay = state.driftDay;
    networkTrial = state.networkTrial;
    if (champion.isEmpty() && previous.isPresent()) {
      champion = previous;
      previous = Optional.empty();
    }
  }

  private void tell(ForecastEvent.Kind kind, String text) {
    news.accept(new ForecastEvent(kind, text));
  }
}
