package io.spikewatt.inference.score;

import java.util.Arrays;

/**
 * Convex weights of forecasts that follow their outcomes: Bernstein online aggregation
 * (Wintenberger, Machine Learning 106, 2017) of the gradient of the absolute loss, one rate for
 * each expert. Losses count in parts of the experts' usual loss. Regret to an expert of prior p
 * grows as the root of log(1/p) times the sum of squared differences. A value: {@link #after} gives
 * the next one.
 *
 * @param prior weights before the first outcome, positive, their sum 1
 * @param regularised sum of linearised losses over the blend's, each with its second-order term
 * @param squares sum of squared linearised losses over the blend's
 * @param bound greatest size of one so far
 * @param losses sum of the experts' mean losses of all steps
 * @param steps number of them
 */
public record OnlineAggregation(
    double[] prior,
    double[] regularised,
    double[] squares,
    double[] bound,
    double losses,
    double steps) {

  private static final double PRIOR_TOLERANCE = 1e-9;

  public OnlineAggregation {
    int experts = prior.length;
    boolean sound =
        regularised.length == experts
            && squares.length == experts
            && bound.length == experts
            && Arrays.stream(prior).allMatch(p -> p > 0)
            && Math.abs(Arrays.stream(prior).sum() - 1) < PRIOR_TOLERANCE
            && Arrays.stream(regularised).allMatch(Double::isFinite)
            && Arrays.stream(squares).allMatch(s -> s >= 0 && Double.isFinite(s))
            && Arrays.stream(bound).allMatch(b -> b >= 0 && Double.isFinite(b))
            && losses >= 0
            && steps >= 0
            && Double.isFinite(losses + steps);
    if (!sound) {
      throw new IllegalArgumentException(
          "expected positive prior weights with the sum 1 and finite sums of as many experts, found "
              + Arrays.toString(prior));
    }
    prior = prior.clone();
    regularised = regularised.clone();
    squares = squares.clone();
    bound = bound.clone();
  }

  /** Before the first outcome. */
  public static OnlineAggregation of(double... prior) {
    int experts = prior.length;
    return new OnlineAggregation(
        prior, new double[experts], new double[experts], new double[experts], 0, 0);
  }

  /** Restores what {@link #state} gave; refuses another length or values that are not finite. */
  public static OnlineAggregation restored(double[] prior, double[] state) {
    int experts = prior.length;
    if (state.length != 3 * experts + 2) {
      throw new IllegalArgumentException(
          "expected %d sums of %d experts, found %d"
              .formatted(3 * experts + 2, experts, state.length));
    }
    return new OnlineAggregation(
        prior,
        Arrays.copyOf(state, experts),
        Arrays.copyOfRange(state, experts, 2 * experts),
        Arrays.copyOfRange(state, 2 * experts, 3 * experts),
        state[3 * experts],
        state[3 * experts + 1]);
  }

  /** What a restart must not lose: three sums of each expert, and two of all. */
  public double[] state() {
    int experts = prior.length;
    double[] state = Arrays.copyOf(regularised, 3 * experts + 2);
    System.arraycopy(squares, 0, state, experts, experts);
    System.arraycopy(bound, 0, state, 2 * experts, experts);
    state[3 * experts] = losses;
    state[3 * experts + 1] = steps;
    return state;
  }

  /**
   * Weights of the experts that have a forecast, at least 0, their sum 1; all 0 if none has.
   *
   * @param there whether each has one
   */
  public double[] weights(boolean[] there) {
    double[] logs = new double[prior.length];
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      double rate = rate(i);
      logs[i] =
          there[i]
              ? Math.log(prior[i]) + Math.log(rate) - rate * regularised[i]
              : Double.NEGATIVE_INFINITY;
      top = Math.max(top, logs[i]);
    }
    double[] weights = new double[logs.length];
    double sum = 0;
    for (int i = 0; i < logs.length && Double.isFinite(top); i++) {
      weights[i] = Math.exp(logs[i] - top);
      sum += weights[i];
    }
    for (int i = 0; i < logs.length && sum > 0; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /**
   * The rate of an expert: small where its differences were large or erratic. One that has only
   * slept has the bound of the others.
   */
  private double rate(int i) {
    double size = bound[i] > 0 ? bound[i] : Arrays.stream(bound).max().orElse(0);
    double most = size > 0 ? 1 / (2 * size) : 1;
    double surprise = Math.log(1 / prior[i]);
    return squares[i] > 0 && surprise > 0 ? Math.min(most, Math.sqrt(surprise / squares[i])) : most;
  }

  /**
   * The same with another expert in the place of one. It enters with the weight of its prior, and
   * with the rate of the one before, because a rate without a record would be the greatest.
   */
  public OnlineAggregation replaced(int expert) {
    boolean[] others = new boolean[prior.length];
    Arrays.fill(others, true);
    double[] now = weights(others);
    double[] next = regularised.clone();
    double odds = prior[expert] / (1 - prior[expert]);
    double sought = odds * (1 - now[expert]);
    double rate = rate(expert);
    // A weight is proportional to the exponential of -rate times this sum.
    next[expert] += (Math.log(now[expert]) - Math.log(sought)) / rate;
    return Double.isFinite(next[expert])
        ? new OnlineAggregation(prior, next, squares, bound, losses, steps)
        : OnlineAggregation.of(prior);
  }

  /** The same with the record of one expert in the place of another's, too; priors stay. */
  public OnlineAggregation copied(int from, int to) {
    double[] nextRegularised = regularised.clone();
    double[] nextSquares = squares.clone();
    double[] nextBound = bound.clone();
    nextRegularised[to] = regularised[from];
    nextSquares[to] = squares[from];
    nextBound[to] = bound[from];
    return new OnlineAggregation(prior, nextRegularised, nextSquares, nextBound, losses, steps);
  }

  /**
   * After one step on outcomes that became known together. An expert without a forecast neither
   * gains nor loses; a missing outcome does not count. The step counts in parts of the experts'
   * mean loss: days on which everyone errs much, as in a power cut, would outweigh all others.
   *
   * @param forecasts medians, [outcome][expert], NaN = none
   * @param outcomes NaN = not measured
   * @param issued weights by which the blend was made, [outcome][expert]
   */
  public OnlineAggregation after(double[][] forecasts, double[] outcomes, double[][] issued) {
    int experts = prior.length;
    double[] gradient = new double[experts];
    double loss = 0;
    int lost = 0;
    int known = 0;
    for (int k = 0; k < outcomes.length; k++) {
      double blend = 0;
      double weight = 0;
      int awake = 0;
      for (int i = 0; i < experts; i++) {
        if (Double.isFinite(forecasts[k][i])) {
          blend += issued[k][i] * forecasts[k][i];
          weight += issued[k][i];
          awake++;
        }
      }
      // A single forecast is compared with nothing.
      if (awake > 1 && weight > 0 && Double.isFinite(outcomes[k])) {
        blend /= weight;
        double slope = Math.signum(blend - outcomes[k]);
        for (int i = 0; i < experts; i++) {
          if (Double.isFinite(forecasts[k][i])) {
            gradient[i] += slope * (forecasts[k][i] - blend);
            loss += Math.abs(forecasts[k][i] - outcomes[k]);
            lost++;
          }
        }
        known++;
      }
    }
    double mean = lost == 0 ? 0 : loss / lost;
    if (mean == 0) {
      return this;
    }
    double size = Math.max(mean, (losses + mean) / (steps + 1));
    double[] nextRegularised = regularised.clone();
    double[] nextSquares = squares.clone();
    double[] nextBound = bound.clone();
    for (int i = 0; i < experts; i++) {
      double more = gradient[i] / known / size;
      nextBound[i] = Math.max(bound[i], Math.abs(more));
      double rate =
          new OnlineAggregation(prior, regularised, squares, nextBound, losses, steps).rate(i);
      nextRegularised[i] += more + rate * more * more;
      nextSquares[i] += more * more;
    }
    return new OnlineAggregation(
        prior, nextRegularised, nextSquares, nextBound, losses + mean, steps + 1);
  }

  /** The same with older steps weighing less, which voids the bound on regret. */
  public OnlineAggregation faded(double keep) {
    return new OnlineAggregation(
        prior, scaled(regularised, keep), scaled(squares, keep), bound, losses, steps);
  }

  private static double[] scaled(double[] values, double by) {
    return Arrays.stream(values).map(value -> by * value).toArray();
  }
}
