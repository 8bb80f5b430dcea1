package io.spikewatt.fleet.analyse;

import java.io.Serializable;
import java.time.Duration;

/**
 * From when on a finding is a concern. Measured sites without a known fault pass the limit of the
 * load in 4 of 611 weeks and the limit of PV in 2 of 331 (bench/results/analysis.md).
 *
 * @param silent without any row
 * @param missing share of a week's quarter hours
 * @param unclosed share of the site's energy
 * @param stuckQuarters equal means in a row
 * @param pvShare of the best hours of the weeks before
 * @param pvShareOfNeighbours the same beside the change at its neighbours
 * @param loadRatio of the week to those before
 * @param events of one code in a week
 */
public record RankingRules(
    Duration silent,
    double missing,
    double unclosed,
    int stuckQuarters,
    double pvShare,
    double pvShareOfNeighbours,
    double loadRatio,
    int events)
    implements Serializable {

  /** Days that are judged: each weekday once. */
  public static final int RECENT_DAYS = 7;

  /** Days before, which they are compared with. */
  public static final int PAST_DAYS = 28;

  public static final RankingRules USUAL =
      new RankingRules(Duration.ofHours(6), 0.05, 0.03, 12, 0.75, 0.8, 1.5, 3);
}
