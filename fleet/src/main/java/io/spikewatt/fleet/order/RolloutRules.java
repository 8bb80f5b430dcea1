package io.spikewatt.fleet.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How an order spreads over its gateways.
 *
 * @param first gateways of the first stage, at least 1
 * @param percents of the gateways that have it after each further stage, rising, the last is 100
 * @param stopAbove share of refusals and missing answers in a phase, 0 to 1, above which it stops
 * @param answerWithin longest wait for the answers of a phase
 * @param pause shortest time of a stage, so that a person can look at it
 */
public record RolloutRules(
    int first, List<Integer> percents, double stopAbove, Duration answerWithin, Duration pause) {

  private static final int ALL = 100;

  /** One gateway, 5 %, a quarter, all. */
  public static final RolloutRules CAREFUL =
      new RolloutRules(1, List.of(5, 25, ALL), 0.1, Duration.ofMinutes(1), Duration.ZERO);

  /**
   * @throws IllegalArgumentException for percentages that do not rise to 100, or no first gateway
   */
  public RolloutRules {
    percents = List.copyOf(percents);
    int before = 0;
    for (int percent : percents) {
      if (percent <= before) {
        throw notRising(percents);
      }
      before = percent;
    }
    if (before != ALL) {
      throw notRising(percents);
    }
    if (first < 1) {
      throw new IllegalArgumentException("at least one gateway first expected, found " + first);
    }
  }

  private static IllegalArgumentException notRising(List<Integer> percents) {
    return new IllegalArgumentException("percentages that rise to 100 expected, found " + percents);
  }

  /**
   * Gateways that have the order after each stage, rising; stages without a new one are left out.
   *
   * @param gateways that have passed the dry run
   */
  public List<Integer> stageEnds(int gateways) {
    List<Integer> ends = new ArrayList<>();
    if (gateways > 0) {
      ends.add(Math.min(first, gateways));
    }
    for (int percent : percents) {
      int end = Math.ceilDiv(gateways * percent, ALL);
      if (!ends.isEmpty() && end > ends.getLast()) {
        ends.add(end);
      }
    }
    return ends;
  }

  /** Longest time that a dry run and all stages take. */
  public Duration longest() {
    Duration stage = pause.compareTo(answerWithin) > 0 ? pause : answerWithin;
    return answerWithin.plus(stage.multipliedBy(percents.size() + 1L));
  }
}
