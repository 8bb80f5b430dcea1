package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.forecast.ErrorBand;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.Bounds;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.score.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Fits the four linear members of a stack and its weights. */
final class StackTrainer {
  private final LeadDesign lead;
  private final HourDesign hour;
  private final Bounds bounds;
  private final LearningSettings settings;
  private final BooleanSupplier cancelled;

  StackTrainer(
      LeadDesign lead,
      HourDesign hour,
      Bounds bounds,
      LearningSettings settings,
      BooleanSupplier cancelled) {
    this.lead = lead;
    this.hour = hour;
    this.bounds = bounds;
    this.settings = settings;
    this.cancelled = cancelled;
  }

  /** A fitted stack and its honest forecasts of the rows that it was fitted to. */
  record Fitted(LinearStack stack, List<BaseForecast> crossFitted, double[] penalties) {}

  /** Fits members and weights. */
  Fitted fit(Origins origins) {
    LinearTrainer leads = new LinearTrainer(origins, lead, cancelled);
    LinearTrainer hours = new LinearTrainer(origins, hour, cancelled);
    LinearFit[] fits = new LinearFit[LinearStack.LINEAR_MEMBERS];
    LinearBank[] banks = new LinearBank[fits.length];
    double[] penalties = new double[fits.length];
    for (int member = 0; member < fits.length; member++) {
      boolean byLead = member < LinearStack.HOUR_SQUARED;
      // The penalty that suits squared errors serves absolute ones too, at half the cost.
      double[] choice =
          loss(member) == Loss.ABSOLUTE
              ? new double[] {penalties[member - 1]}
              : byLead ? settings.leadPenalties() : settings.hourPenalties();
      fits[member] = (byLead ? leads : hours).fit(loss(member), choice);
      banks[member] = fits[member].bank();
      penalties[member] = fits[member].penalty();
    }
    double[] equal = new double[LinearStack.MEMBERS];
    Arrays.fill(equal, 1.0 / equal.length);
    LinearStack plain = new LinearStack(lead, hour, banks, equal, equal, bounds);
    int every = stride(origins.size() * origins.leads());
    float[][][] members = new float[(origins.size() + every - 1) / every][][];
    float[][] targets = new float[members.length][];
    for (int i = 0; i < members.length; i++) {
      OriginRows rows = origins.get(i * every);
      members[i] = plain.combine(rows, members(fits, i * every)).candidates();
      targets[i] = daylight(rows);
    }
    LinearStack stack =
        new LinearStack(
            lead,
            hour,
            banks,
            StackWeights.fit(members, targets, Loss.ABSOLUTE),
            StackWeights.fit(members, targets, Loss.SQUARED),
            bounds);
    return new Fitted(stack, combine(stack, origins, fits), penalties);
  }

  /** Fits the members anew on more rows; penalties and the stack's weights stay. */
  LinearStack refit(Fitted fitted, Origins origins) {
    LinearBank[] banks = new LinearBank[LinearStack.LINEAR_MEMBERS];
    for (int member = 0; member < banks.length; member++) {
      banks[member] =
          new LinearTrainer(origins, fitted.stack().design(member), cancelled)
              .fit(loss(member), fitted.penalties()[member]);
    }
    return new LinearStack(
        lead, hour, banks, fitted.stack().medianWeights(), fitted.stack().meanWeights(), bounds);
  }

  private static Loss loss(int member) {
    return member == LinearStack.LEAD_SQUARED || member == LinearStack.HOUR_SQUARED
        ? Loss.SQUARED
        : Loss.ABSOLUTE;
  }

  /** P10 and P90 of the honest errors at each hour of day. */
  static ErrorBand band(List<OriginRows> origins, List<BaseForecast> bases) {
    double[][] errors = new double[24][1 << 10];
    int[] count = new int[24];
    for (int i = 0; i < bases.size(); i++) {
      OriginRows rows = origins.get(i);
      for (int k = 0; k < rows.leads(); k++) {
        if (!rows.dark()[k] && !Float.isNaN(rows.target()[k])) {
          int hour = rows.hour()[k];
          if (count[hour] == errors[hour].length) {
            errors[hour] = Arrays.copyOf(errors[hour], 2 * count[hour]);
          }
          errors[hour][count[hour]++] = rows.target()[k] - bases.get(i).median()[k];
        }
      }
    }
    float[] low = new float[24];
    float[] high = new float[24];
    for (int hour = 0; hour < 24; hour++) {
      if (count[hour] > 0) {
        double[] sorted = Arrays.copyOf(errors[hour], count[hour]);
        Arrays.sort(sorted);
        low[hour] = (float) Math.min(0, Quantile.of(sorted, 0.1));
        high[hour] = (float) Math.max(0, Quantile.of(sorted, 0.9));
      }
    }
    return new ErrorBand(low, high);
  }

  private static List<BaseForecast> combine(
      LinearStack stack, List<OriginRows> origins, LinearFit[] fits) {
    List<BaseForecast> bases = new ArrayList<>();
    for (int i = 0; i < origins.size(); i++) {
      bases.add(stack.combine(origins.get(i), members(fits, i)));
    }
    return bases;
  }

  /** Room for all members of one origin; the linear ones share their arrays with the fits. */
  private static float[][] members(LinearFit[] fits, int origin) {
    int leads = fits[0].crossFitted()[origin].length;
    float[][] members = new float[LinearStack.MEMBERS][leads];
    for (int member = 0; member < fits.length; member++) {
      members[member] = fits[member].crossFitted()[origin];
    }
    return members;
  }

  /** Origins to step over so that the weights see enough rows, at all times of day. */
  private static int stride(int rows) {
    int every = Math.max(1, rows / StackWeights.MAX_ROWS);
    // Origins repeat their hours each day; a stride without 2 and 3 in it meets them all.
    while (every > 1 && (every % 2 == 0 || every % 3 == 0)) {
      every--;
    }
    return every;
  }

  /** Targets without the dark slots, which every member gets right. */
  private static float[] daylight(OriginRows rows) {
    float[] targets = rows.target().clone();
    for (int k = 0; k < targets.length; k++) {
      if (rows.dark()[k]) {
        targets[k] = Float.NaN;
      }
    }
    return targets;
  }
}
