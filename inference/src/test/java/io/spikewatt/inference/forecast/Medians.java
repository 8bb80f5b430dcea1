package io.spikewatt.inference.forecast;

import io.spikewatt.inference.linear.LinearStack;
import java.util.Arrays;

/** Linear models whose medians are too high or too low, for tests. */
public final class Medians {

  private Medians() {}

  /** The same models with medians that are multiplied by a factor. */
  public static LinearBase scaled(LinearBase base, double factor) {
    LinearStack s = base.stack();
    double[][] weights =
        Arrays.stream(s.medianWeights())
            .map(group -> Arrays.stream(group).map(w -> factor * w).toArray())
            .toArray(double[][]::new);
    LinearStack stack =
        new LinearStack(
            s.lead(), s.hour(), s.banks(), s.trees(), weights, s.meanWeights(), s.bounds());
    return new LinearBase(
        base.kind(),
        base.settings(),
        base.standardiser(),
        base.scale(),
        base.holidayShare(),
        stack);
  }
}
