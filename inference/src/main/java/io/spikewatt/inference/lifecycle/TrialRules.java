package io.spikewatt.inference.lifecycle;

/**
 * When a model is made, and when it may replace the one in use. Days are days of history.
 *
 * <p>A trial is looked at twice and no more often: asking every night would let chance win more
 * often than the levels say. With so few days the test also promises a little too much; the usual
 * levels are such that one of twenty trials between equals ends with a change (measured where half
 * of what sets them apart lasts into the next day).
 *
 * @param earlyDays compared days at the early look
 * @param earlyLevel p value below which a challenger wins there
 * @param trialDays compared days at the last look; then it has won or is dropped
 * @param lastLevel p value below which it wins there
 * @param margin share of the error by which it must be better in any case
 * @param oldDays age of the model in use from which, at the last look, being better at all is
 *     enough: that newer data help is then the better guess (on the 19 measured series weekly
 *     fitting brought .010 of skill)
 * @param waitDays age of the model in use before its linear part is fitted anew, or a challenger is
 *     made
 * @param challengeWeeks a challenger with a new network is made in every so many'th week since
 *     1970; in the others the linear part is fitted anew and used without a trial, for it gains by
 *     newer rows alone; its predecessor comes back if it was better
 * @param refreshDays age at which the linear part of a challenger on trial is fitted anew; its
 *     trial goes on, for each of its forecasts was made before the outcome
 * @param longestDays end of a trial in which too few days could be compared
 * @param watchDays how long the predecessor of a new champion is watched in shadow
 * @param watchLevel p value below which it comes back
 * @param youngDays length of the history from which a model has seen enough to be judged by trial
 * @param growth a model of less is replaced without one when the history is that much longer
 * @param expiredDays age from which the model in use is replaced without a trial
 */
public record TrialRules(
    int earlyDays,
    double earlyLevel,
    int trialDays,
    double lastLevel,
    double margin,
    int oldDays,
    int waitDays,
    int challengeWeeks,
    int refreshDays,
    int longestDays,
    int watchDays,
    double watchLevel,
    int youngDays,
    double growth,
    int expiredDays) {

  /** Least and greatest share of a network's neurons that spike in a slot. */
  static final double MIN_RATE = 0.005;

  static final double MAX_RATE = 0.6;

  /** The rules of the daemon. */
  public static final TrialRules USUAL =
      new TrialRules(7, 0.004, 14, 0.02, 0.01, 21, 7, 8, 7, 28, 7, 0.01, 56, 1.4, 90);

  /** What a look at a trial says. */
  enum Verdict {
    PROMOTED,
    DROPPED,
    UNDECIDED
  }

  /**
   * Judges a trial.
   *
   * @param trialResult of the compared days
   * @param looked whether the early look was taken
   * @param days since the trial began
   * @param championDays age of the model in use
   */
  Verdict judge(
      ShadowTrial.TrialResult trialResult, boolean looked, double days, double championDays) {
    boolean whole = trialResult.days() >= trialDays;
    boolean last = whole || days >= longestDays;
    boolean early = !looked && trialResult.days() >= earlyDays;
    double level = last ? lastLevel : early ? earlyLevel : 0;
    boolean clear = trialResult.gain() >= margin && trialResult.rivalBetter().p() < level;
    boolean newer = whole && championDays >= oldDays && trialResult.gain() > 0;
    if (trialResult.aboveNaive() && (clear || newer)) {
      return Verdict.PROMOTED;
    }
    return last ? Verdict.DROPPED : Verdict.UNDECIDED;
  }
}
