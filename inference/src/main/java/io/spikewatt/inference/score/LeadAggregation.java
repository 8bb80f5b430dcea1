package io.spikewatt.inference.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * Online aggregation of hourly forecasts, with weights of each class of leads: to 6, 12, 24 and 36
 * hours. Outcomes of a class count once all of them are known. A value.
 *
 * @param classes weights of each class
 * @param open forecasts whose outcomes are not known, oldest first
 */
public record LeadAggregation(List<CautiousAggregation> classes, List<Issue> open) {

  /** Hours ahead that are blended. */
  public static final int HOURS = 36;

  /** Ends of the classes, hours. */
  private static final int[] ENDS = {6, 12, 24, HOURS};

  private static final int HOUR_S = 3600;

  /**
   * Forecasts of a class of leads from one origin.
   *
   * @param origin epoch second
   * @param leads number of the class
   * @param forecasts medians, [hour of the class][expert], NaN = none
   * @param weights by which they were blended, likewise
   */
  public record Issue(long origin, int leads, double[][] forecasts, double[][] weights) {

    private long known() {
      return origin + (long) HOUR_S * ENDS[leads];
    }

    private long hour(int k) {
      return origin + (long) HOUR_S * (first(leads) + k);
    }
  }

  public LeadAggregation {
    classes = List.copyOf(classes);
    open = List.copyOf(open);
    int experts = classes.isEmpty() ? 0 : classes.getFirst().experts();
    boolean sound =
        classes.size() == ENDS.length
            && classes.stream().allMatch(c -> c.experts() == experts)
            && open.stream().allMatch(issue -> fits(issue, experts));
    if (!sound) {
      throw new IllegalArgumentException(
          "expected weights of %d classes and forecasts of as many experts, found %d classes"
              .formatted(ENDS.length, classes.size()));
    }
  }

  private static boolean fits(Issue issue, int experts) {
    boolean fits =
        issue.leads >= 0
            && issue.leads < ENDS.length
            && issue.forecasts.length <= ENDS[issue.leads] - first(issue.leads)
            && issue.forecasts.length == issue.weights.length;
    for (int k = 0; fits && k < issue.forecasts.length; k++) {
      fits = issue.forecasts[k].length == experts && issue.weights[k].length == experts;
    }
    return fits;
  }

  /** Before the first outcome. */
  public static LeadAggregation of(double... prior) {
    return new LeadAggregation(
        Collections.nCopies(ENDS.length, CautiousAggregation.of(prior)), List.of());
  }

  private static int first(int leads) {
    return leads == 0 ? 0 : ENDS[leads - 1];
  }

  private static int leads(int hour) {
    int leads = 0;
    while (hour >= ENDS[leads]) {
      leads++;
    }
    return leads;
  }

  /**
   * Weights of the experts that have a forecast, at least 0, their sum 1; all 0 if none has.
   *
   * @param hour ahead, 0 to 35
   * @param forecasts by expert, NaN = none
   */
  public double[] weights(int hour, double[] forecasts) {
    boolean[] there = new boolean[forecasts.length];
    for (int i = 0; i < there.length; i++) {
      there[i] = Double.isFinite(forecasts[i]);
    }
    return classes.get(leads(hour)).weights(there);
  }

  /**
   * Blend of one value of an hour by each expert; NaN where none has one.
   *
   * @param forecasts by expert, NaN = none
   */
  public double blend(int hour, double[] forecasts) {
    double[] weights = weights(hour, forecasts);
    double blend = 0;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      blend += weights[i] > 0 ? weights[i] * forecasts[i] : 0;
      sum += weights[i];
    }
    return sum > 0 ? blend : Double.NaN;
  }

  /**
   * With forecasts that wait for their outcomes.
   *
   * @param origin epoch second
   * @param forecasts medians, [hour ahead][expert], NaN = none
   */
  public LeadAggregation issued(long origin, double[][] forecasts) {
    List<Issue> next = new ArrayList<>(open);
    for (int leads = 0; leads < ENDS.length; leads++) {
      int first = first(leads);
      int hours = Math.min(ENDS[leads], forecasts.length) - first;
      if (hours > 0) {
        double[][] said = new double[hours][];
        double[][] weights = new double[hours][];
        for (int k = 0; k < hours; k++) {
          said[k] = forecasts[first + k].clone();
          weights[k] = weights(first + k, said[k]);
        }
        next.add(new Issue(origin, leads, said, weights));
      }
    }
    return new LeadAggregation(classes, next);
  }

  /**
   * After all outcomes before a time.
   *
   * @param now epoch second
   * @param outcome of the hour from an epoch second on, NaN = not measured
   */
  public LeadAggregation settled(long now, LongToDoubleFunction outcome) {
    List<CautiousAggregation> next = new ArrayList<>(classes);
    List<Issue> waiting = new ArrayList<>();
    for (Issue issue : open) {
      if (issue.known() > now) {
        waiting.add(issue);
      } else {
        double[] outcomes = new double[issue.forecasts.length];
        for (int k = 0; k < outcomes.length; k++) {
          outcomes[k] = outcome.applyAsDouble(issue.hour(k));
        }
        next.set(
            issue.leads, next.get(issue.leads).after(issue.forecasts, outcomes, issue.weights));
      }
    }
    return new LeadAggregation(next, waiting);
  }

  /**
   * After a newer version has taken the place of one expert, whose record and open forecasts pass
   * to another.
   */
  public LeadAggregation succeeded(int newest, int before) {
    List<Issue> kept = open.stream().map(issue -> passed(issue, newest, before)).toList();
    return new LeadAggregation(
        classes.stream().map(c -> c.succeeded(newest, before)).toList(), kept);
  }

  private static Issue passed(Issue issue, int newest, int before) {
    double[][] forecasts = new double[issue.forecasts.length][];
    double[][] weights = new double[issue.forecasts.length][];
    for (int k = 0; k < forecasts.length; k++) {
      forecasts[k] = issue.forecasts[k].clone();
      forecasts[k][before] = forecasts[k][newest];
      forecasts[k][newest] = Double.NaN;
      weights[k] = issue.weights[k].clone();
      weights[k][before] = weights[k][newest];
      weights[k][newest] = 0;
    }
    return new Issue(issue.origin, issue.leads, forecasts, weights);
  }
}
