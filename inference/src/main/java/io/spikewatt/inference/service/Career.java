package io.spikewatt.inference.service;

import io.spikewatt.inference.forecast.Candidate;
import io.spikewatt.inference.forecast.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Lifecycle of a series' models: the one in use (champion), its predecessor and the one on trial
 * (challenger), and the rules by which they change. Not thread-safe.
 */
final class Career {

  /** Days after which a drift alarm clears. */
  private static final int DRIFT_DAYS = 14;

  /** What a night's training has to make. */
  enum Need {
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

  /** Finds a model that was kept. */
  @FunctionalInterface
  interface Shelf {
    Optional<ServedModel> find(long id, double ridgeSpread);
  }

  /**
   * A model's name, and what a model file does not hold of it.
   *
   * @param spread see {@link ServedModel#ridgeSpread}
   */
  record Name(long id, double spread) {
    static Name of(ServedModel model) {
      return new Name(model.id(), model.ridgeSpread());
    }
  }

  /** All of it, without the models. */
  record State(
      Optional<Name> champion,
      Optional<Name> previous,
      Optional<Name> rival,
      Optional<Duel.State> duel,
      boolean trainingDue,
      OptionalLong driftDay) {}

  private final TrialRules rules;
  private final LiveRecord record;
  private final Consumer<Happening> news;
  private Optional<ServedModel> champion = Optional.empty();
  private Optional<ServedModel> previous = Optional.empty();
  private Optional<ServedModel> rival = Optional.empty();
  private Optional<Duel> duel = Optional.empty();
  private boolean trainingDue;
  private OptionalLong driftDay = OptionalLong.empty();

  /**
   * @param news receives what happens
   */
  Career(TrialRules rules, LiveRecord record, Consumer<Happening> news) {
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

  Optional<Duel> duel() {
    return duel;
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
        Happening.Kind.DRIFT,
        "the forecast has become worse against the naive one than it used to be; learning anew");
  }

  void championIsBroken() {
    if (!rollback("its forecast was no number")) {
      champion = Optional.empty();
      begin(Optional.empty(), Optional.empty());
      tell(
          Happening.Kind.DROPPED,
          "the forecast of the model in use was no number; seasonal forecasts until another is learnt");
    }
  }

  void rivalIsBroken() {
    duel.ifPresent(Duel::fail);
  }

  /** Uses a model at once. */
  void adopt(ServedModel model) {
    previous = champion;
    champion = Optional.of(model);
    driftDay = OptionalLong.empty();
    trainingDue = false;
    begin(previous, previous.map(p -> new Duel(Duel.Kind.PREDECESSOR, since())));
  }

  /**
   * Uses the one before at once.
   *
   * @return false if there is none
   */
  boolean rollback(String why) {
    if (previous.isEmpty()) {
      return false;
    }
    champion = previous;
    previous = Optional.empty();
    begin(Optional.empty(), Optional.empty());
    tell(Happening.Kind.ROLLED_BACK, "the model before is in use again: " + why);
    return true;
  }

  /** Shadow forecasts of another rival do not count in a new comparison. */
  private void begin(Optional<ServedModel> newRival, Optional<Duel> newDuel) {
    rival = newRival;
    duel = newDuel;
    record.forgetRival();
  }

  /** Now; before the first history, where the model in use stopped learning. */
  private long since() {
    return record.settledTo().orElseGet(() -> champion.map(ServedModel::id).orElse(0L));
  }

  /** Takes over what was learnt. */
  void install(ServedModel model, Need need) {
    trainingDue = false;
    boolean sick = !model.sound();
    // A trial compares models; what is trusted where there is no record would change with it.
    boolean idle = model.validation().chosen() == Candidate.SEASONAL && need == Need.CHALLENGER;
    if (sick || idle) {
      String why =
          sick
              ? "used: its network is silent or saturated"
              : "tried: lately it is no better than the seasonal forecast";
      tell(Happening.Kind.DROPPED, "what was learnt is not " + why);
      return;
    }
    if (need == Need.CHAMPION || need == Need.REFIT || champion.isEmpty()) {
      adopt(model);
      tell(Happening.Kind.ADOPTED, Words.learnt(model) + "; in use");
      return;
    }
    boolean goesOn = duel.filter(d -> d.kind() == Duel.Kind.CHALLENGER).isPresent();
    if (goesOn) {
      rival = Optional.of(model);
    } else {
      begin(Optional.of(model), Optional.of(new Duel(Duel.Kind.CHALLENGER, since())));
    }
    tell(
        Happening.Kind.CHALLENGED,
        Words.learnt(model)
            + (goesOn ? "; its trial goes on" : "; on trial beside the one in use"));
  }

  /** The training that is due tonight. */
  Need need(TimeSeries history) {
    if (champion.isEmpty()) {
      return Need.CHAMPION;
    }
    ServedModel used = champion.get();
    double learntDays = used.learntDays();
    double knownDays = (double) history.values().length / history.slotsPerDay();
    boolean outgrown =
        learntDays < rules.training().youngDays()
            && knownDays >= rules.training().growth() * learntDays;
    if (outgrown || age(used) >= rules.training().expiredDays()) {
      return Need.CHAMPION;
    }
    if (duel.isEmpty()) {
      boolean old = age(used) >= rules.training().waitDays();
      long week = history.end().getEpochSecond() / LiveRecord.DAY_S / 7;
      boolean newNetwork = week % rules.training().challengeWeeks() == 0;
      return trainingDue || (old && newNetwork) ? Need.CHALLENGER : old ? Need.REFIT : Need.NOTHING;
    }
    if (duel.get().kind() != Duel.Kind.CHALLENGER) {
      return Need.NOTHING;
    }
    boolean refresh = rival.filter(r -> age(r) >= rules.training().refreshDays()).isPresent();
    return trainingDue ? Need.CHALLENGER : refresh ? Need.RIVAL_REFIT : Need.NOTHING;
  }

  private double age(ServedModel model) {
    return record.daysSince(model.id());
  }

  /** Judges the running comparison. */
  void review() {
    if (duel.isEmpty()) {
      return;
    }
    Duel running = duel.get();
    Duel.Tally tally = running.tally(record.runningDay(), record.leastOutcomes());
    switch (running.kind()) {
      case CHALLENGER -> judge(running, tally);
      case PREDECESSOR -> watch(running, tally);
    }
  }

  private void judge(Duel trial, Duel.Tally tally) {
    if (trial.unfit()) {
      drop("its forecast was no number, or its network silent or saturated");
      return;
    }
    double p = tally.rivalBetter().p();
    TrialRules.Verdict verdict =
        rules.judge(
            tally,
            trial.looked(),
            record.daysSince(trial.since()),
            champion.map(this::age).orElseThrow());
    trial.look(tally.days() >= rules.trial().early().days());
    switch (verdict) {
      case PROMOTED -> {
        adopt(rival.orElseThrow());
        tell(Happening.Kind.PROMOTED, "the model on trial is in use: " + Words.compared(tally, p));
      }
      case DROPPED -> drop(Words.compared(tally, p));
      case UNDECIDED -> {}
    }
  }

  private void drop(String why) {
    begin(Optional.empty(), Optional.empty());
    tell(Happening.Kind.DROPPED, "the model on trial is not used: " + why);
  }

  private void watch(Duel watch, Duel.Tally tally) {
    double p = tally.rivalBetter().p();
    if (!watch.broken() && p < rules.rollback().level() && tally.gain() >= rules.trial().margin()) {
      rollback("it was " + Words.compared(tally, p));
    } else if (watch.broken() || record.daysSince(watch.since()) >= rules.rollback().days()) {
      begin(Optional.empty(), Optional.empty());
    }
  }

  State state() {
    return new State(
        champion.map(Name::of),
        previous.map(Name::of),
        rival.map(Name::of),
        duel.map(Duel::state),
        trainingDue,
        driftDay);
  }

  /** Continues from a state; an entry whose model is missing is dropped. */
  void restore(State state, Shelf shelf) {
    champion = state.champion.flatMap(name -> shelf.find(name.id, name.spread));
    previous = state.previous.flatMap(name -> shelf.find(name.id, name.spread));
    rival = state.rival.flatMap(name -> shelf.find(name.id, name.spread));
    boolean whole = champion.isPresent() && rival.isPresent();
    duel = whole ? state.duel.map(Duel::new) : Optional.empty();
    rival = whole ? rival : Optional.empty();
    trainingDue = state.trainingDue;
    driftDay = state.driftDay;
    if (champion.isEmpty() && previous.isPresent()) {
      champion = previous;
      previous = Optional.empty();
    }
  }

  private void tell(Happening.Kind kind, String text) {
    news.accept(new Happening(kind, text));
  }
}
