package io.spikewatt.inference.lifecycle;

/**
 * When a model is made, and when it may replace the one in use. Days are days of history.
 *
 * @param trial rules of a challenger's trial
 * @param training when which models are made
 * @param rollback when the predecessor comes back
 */
public record TrialRules(Trial trial, Training training, Rollback rollback) {

  /** A look after {@code days} compared days; a challenger wins below p = {@code level}. */
  public record Look(int days, double level) {}

  /**
   * A trial is evaluated exactly twice: a test every night would raise the false-positive rate
   * above the levels.
   *
   * @param early look at which a challenger may win early
   * @param last look at which it has won or is dropped
   * @param margin share of the error by which it must be better in any case
   * @param oldDays age of the model in use from which, at the last look, being better at all is
   *     enough: that newer data help is then the better guess
   * @param longestDays end of a trial in which too few days could be compared
   */
  public record Trial(Look early, Look last, double margin, int oldDays, int longestDays) {}

  /**
   * @param waitDays age of the model in use before its linear part is fitted anew, or a challenger
   *     is made
   * @param challengeWeeks period in weeks, counted since 1970, of challengers with a new network;
   *     in the other weeks the linear part is refitted and used without a trial
   * @param refreshDays age at which the linear part of a challenger on trial is fitted anew; its
   *     trial goes on, for each of its forecasts was made before the outcome
   * @param youngDays least length of a model's training history for a decision by trial
   * @param growth a model trained on less is replaced without a trial when the history is longer by
   *     this factor
   * @param expiredDays age from which the model in use is replaced without a trial
   */
  public record Training(
      int waitDays,
      int challengeWeeks,
      int refreshDays,
      int youngDays,
      double growth,
      int expiredDays) {}

  /** Days in shadow of a model's predecessor, and the p value below which it comes back. */
  public record Rollback(int days, double level) {}

  /** Least and greatest share of a network's neurons that spike in a slot. */
  static final double MIN_RATE = 0.005;

  static final double MAX_RATE = 0.6;

  /** The rules of the daemon. */
  public static final TrialRules USUAL =
      new TrialRules(
          new Trial(new Look(7, 0.004), new Look(14, 0.02), 0.01, 21, 28),
          new Training(7, 8, 7, 56, 1.4, 90),
          new Rollback(7, 0.01));

  /** Outcome of a trial's evaluation. */
  enum Verdict {
    PROMOTED,
    DROPPED,
    UNDECIDED
  }

  /**
   * Judges a trial.
   *
   * @param result of the compared days
   * @param looked whether the early look was taken
   * @param days since the trial began
   * @param championDays age of the model in use
   */
  Verdict judge(ShadowTrial.TrialResult result, boolean looked, double days, double championDays) {
    boolean whole = result.days() >= trial.last.days;
    boolean last = whole || days >= trial.longestDays;
    boolean early = !looked && result.days() >= trial.early.days;
    double level = last ? trial.last.level : early ? trial.early.level : 0;
    boolean clear = result.gain() >= trial.margin && result.rivalBetter().p() < level;
    boolean newer = whole && championDays >= trial.oldDays && result.gain() > 0;
    if (result.aboveNaive() && (clear || newer)) {
      return Verdict.PROMOTED;
    }
    return last ? Verdict.DROPPED : Verdict.UNDECIDED;
  }
}
