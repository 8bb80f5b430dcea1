package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.linear.BaseForecast;
import java.util.Arrays;
import java.util.List;

/** Mean absolute errors of a stack's medians by the day of the origin, in scaled units. */
record DailyErrors(double[] means) {

  /** Errors of forecasts in the order of their origins; days without an outcome are left out. */
  static DailyErrors of(List<OriginRows> origins, List<BaseForecast> forecasts, int slotsPerDay) {
    int first = origins.getFirst().origin() / slotsPerDay;
    int days = origins.getLast().origin() / slotsPerDay - first + 1;
    double[] sums = new double[days];
    int[] outcomes = new int[days];
    for (int i = 0; i < origins.size(); i++) {
      OriginRows rows = origins.get(i);
      float[] median = forecasts.get(i).median();
      int day = rows.origin() / slotsPerDay - first;
      for (int k = 0; k < rows.leads(); k++) {
        if (!Float.isNaN(rows.target()[k])) {
          sums[day] += Math.abs(rows.target()[k] - median[k]);
          outcomes[day]++;
        }
      }
    }
    double[] means = new double[days];
    int known = 0;
    for (int day = 0; day < days; day++) {
      if (outcomes[day] > 0) {
        means[known++] = sums[day] / outcomes[day];
      }
    }
    return new DailyErrors(Arrays.copyOf(means, known));
  }

  /** These days, then the later ones. */
  DailyErrors and(DailyErrors later) {
    double[] all = Arrays.copyOf(means, means.length + later.means.length);
    System.arraycopy(later.means, 0, all, means.length, later.means.length);
    return new DailyErrors(all);
  }
}
