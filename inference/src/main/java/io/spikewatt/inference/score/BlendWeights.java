package io.spikewatt.inference.score;

import java.util.Arrays;

/**
 * Convex weights of candidates that follow their recent record: exponentiated gradient (Kivinen and
 * Warmuth, Inf. Comput. 132, 1997), one step a day, with forgetting. They start from one trusted
 * candidate, and return to it without evidence for another. Weights below 5 % are left out, so that
 * the start is that candidate alone. Not thread-safe.
 */
public final class BlendWeights {

  /** Days after which a day's evidence weighs half. */
  public static final double HALF_LIFE_DAYS = 10;

  private static final double LEAST = 0.05;

  /** Start of a candidate that is not the trusted one, at the least and at the most. */
  private static final double LEAST_DISTRUST = 0.01;

  private static final double MOST_DISTRUST = 0.15;

  /** Days of learning that deserve the least distrust. */
  private static final double LONG_DAYS = 240;

  /** Bound of a day's gradient, in units of the blend's own loss. */
  private static final double MAX_GRADIENT = 1;

  private final double rate;
  private final double[] evidence;
  private final double[] gradient;
  private double loss;

  /** {@code rate}: step of a weight's logarithm for a day's gradient as large as the loss. */
  public BlendWeights(int candidates, double rate) {
    this.rate = rate;
    evidence = new double[candidates];
    gradient = new double[candidates];
  }

  /** Restores what {@link #state} gave; refuses an inconsistent state. */
  public static BlendWeights of(int candidates, double rate, double[] state) {
    if (state.length != 2 * candidates + 1 || !Arrays.stream(state).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("no weights of " + candidates + " candidates");
    }
    BlendWeights weights = new BlendWeights(candidates, rate);
    System.arraycopy(state, 0, weights.evidence, 0, candidates);
    System.arraycopy(state, candidates, weights.gradient, 0, candidates);
    weights.loss = state[2 * candidates];
    return weights;
  }

  /** All that is remembered. */
  public double[] state() {
    int n = evidence.length;
    double[] state = Arrays.copyOf(evidence, 2 * n + 1);
    System.arraycopy(gradient, 0, state, n, n);
    state[2 * n] = loss;
    return state;
  }

  /**
   * Weights of the available candidates, at least 0, their sum 1.
   *
   * @param trusted index of the candidate to start from
   * @param days of history that it was chosen on: fewer days mean less trust
   * @param there whether each has a forecast; at least one does
   */
  public double[] weights(int trusted, double days, boolean[] there) {
    double distrust =
        Math.clamp(LEAST_DISTRUST * LONG_DAYS / Math.max(1, days), LEAST_DISTRUST, MOST_DISTRUST);
    double top = Double.NEGATIVE_INFINITY;
    double[] logs = new double[evidence.length];
    for (int i = 0; i < logs.length; i++) {
      double start = i == trusted ? 1 - distrust * (logs.length - 1) : distrust;
      logs[i] = there[i] ? Math.log(start) + evidence[i] : Double.NEGATIVE_INFINITY;
      top = Math.max(top, logs[i]);
    }
    double[] weights = new double[logs.length];
    double sum = 0;
    for (int i = 0; i < logs.length; i++) {
      weights[i] = Math.exp(logs[i] - top);
      sum += weights[i];
    }
    double kept = 0;
    for (int i = 0; i < logs.length; i++) {
      weights[i] = weights[i] >= LEAST * sum ? weights[i] : 0;
      kept += weights[i];
    }
    for (int i = 0; i < logs.length; i++) {
      weights[i] /= kept;
    }
    return weights;
  }

  /**
   * Adds one outcome to the day.
   *
   * @param forecasts of the candidates; NaN where one had none: it then counts as the blend
   * @param blend the published value
   * @param slope of the loss at the blend: sign of (blend - outcome) for absolute loss, 2 (blend -
   *     outcome) for squared loss
   * @param lost that loss
   */
  public void add(double[] forecasts, double blend, double slope, double lost) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += Double.isNaN(forecasts[i]) ? 0 : slope * (forecasts[i] - blend);
    }
    loss += lost;
  }

  /** Takes the day's step. */
  public void closeDay() {
    double keep = Math.pow(0.5, 1 / HALF_LIFE_DAYS);
    for (int i = 0; i < evidence.length; i++) {
      double step = loss > 0 ? Math.clamp(gradient[i] / loss, -MAX_GRADIENT, MAX_GRADIENT) : 0;
      evidence[i] = keep * evidence[i] - rate * step;
      gradient[i] = 0;
    }
    loss = 0;
  }
}
