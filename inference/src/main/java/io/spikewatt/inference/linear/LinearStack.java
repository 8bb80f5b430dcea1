package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.tree.BoostedTrees;

/**
 * Six forecasts and two convex combinations of them: one for absolute, one for squared error. A
 * member's weight depends on the lead.
 *
 * @param lead design of one model a lead
 * @param hour design of one model an hour of day
 * @param banks the four linear members, in the order of {@link StackMember}
 * @param trees the two members that are not linear
 * @param medianWeights groups of leads × a member's weights, which sum to 1
 * @param meanWeights likewise
 * @param curve difference between the outcomes' median and the combination's
 * @param bounds of every member and of the combinations
 */
public record LinearStack(
    LeadDesign lead,
    HourDesign hour,
    LinearBank[] banks,
    BoostedTrees trees,
    double[][] medianWeights,
    double[][] meanWeights,
    MedianCurve curve,
    ForecastBounds bounds) {
  /** Groups of leads that share weights: the next hours, the rest of the half day, all beyond. */
  public static final int GROUPS = 3;

  private static final int[] GROUP_HOURS = {3, 9};

  public static int group(int lead, int slotsPerHour) {
    int group = 0;
    while (group < GROUP_HOURS.length && lead >= GROUP_HOURS[group] * slotsPerHour) {
      group++;
    }
    return group;
  }

  /** Number of coefficients of all members, of the two combinations and of the curve. */
  public int parameters() {
    int sum = 2 * GROUPS * StackMember.COUNT + trees.parameters() + 2 * curve.at().length;
    for (LinearBank bank : banks) {
      sum += bank.parameters();
    }
    return sum;
  }

  public BaseForecast predict(OriginRows rows) {
    BaseForecast out = BaseForecast.of(rows.leads());
    predict(rows, out);
    return out;
  }

  /** As {@link #predict(OriginRows)}, over a forecast of as many leads; allocates nothing. */
  public void predict(OriginRows rows, BaseForecast forecast) {
    predict(lead, StackMember.LEAD_MEAN, rows, forecast);
    predict(lead, StackMember.LEAD_MEDIAN, rows, forecast);
    predict(hour, StackMember.HOUR_MEAN, rows, forecast);
    predict(hour, StackMember.HOUR_MEDIAN, rows, forecast);
    trees.predict(
        rows,
        forecast.room(),
        forecast.of(StackMember.TREE_MEDIAN),
        forecast.of(StackMember.TREE_MEAN));
    combine(rows, forecast);
  }

  private void predict(
      LinearDesign design, StackMember member, OriginRows rows, BaseForecast forecast) {
    design.predict(banks[member.index()], rows, forecast.of(member));
  }

  /** Bounds the members of a forecast in place and combines them. */
  public void combine(OriginRows rows, BaseForecast forecast) {
    float[][] members = forecast.candidates();
    for (int k = 0; k < rows.leads(); k++) {
      int group = group(rows.first() + k, hour.parts());
      double forMedian = 0;
      double forMean = 0;
      for (int member = 0; member < StackMember.COUNT; member++) {
        float z = (float) bounds.clip(members[member][k], rows.dark()[k]);
        members[member][k] = z;
        forMedian += medianWeights[group][member] * z;
        forMean += meanWeights[group][member] * z;
      }
      forecast.median()[k] = (float) forMedian;
      forecast.mean()[k] = (float) forMean;
    }
  }
}
