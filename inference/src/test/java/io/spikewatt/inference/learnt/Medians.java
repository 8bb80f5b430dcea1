package io.spikewatt.inference.learnt;

import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.tree.BoostedTrees;
import java.util.Arrays;

/** Linear models whose medians are too high or too low, for tests. */
public final class Medians {

  private Medians() {}

  /**
   * The same models with medians that are multiplied by a factor: those of the members that a
   * forecast leans to, the curve that it follows, and the weights of all others.
   */
  public static LinearBase scaled(LinearBase base, double factor) {
    LinearStack s = base.stack();
    LinearBank[] banks = s.banks().clone();
    banks[StackMember.HOUR_MEDIAN.index()] = scaled(banks[StackMember.HOUR_MEDIAN.index()], factor);
    BoostedTrees boostedTrees =
        new BoostedTrees(
            s.trees().features(),
            s.trees().thresholds(),
            scaled(s.trees().medians(), factor),
            s.trees().means(),
            (float) (factor * s.trees().median()),
            s.trees().mean());
    double[][] weights = new double[LinearStack.GROUPS][StackMember.COUNT];
    for (int group = 0; group < weights.length; group++) {
      for (int member = 0; member < StackMember.COUNT; member++) {
        boolean off =
            member == StackMember.HOUR_MEDIAN.index() || member == StackMember.TREE_MEDIAN.index();
        weights[group][member] = s.medianWeights()[group][member] * (off ? 1 : factor);
      }
    }
    MedianCurve curve =
        new MedianCurve(scaled(s.curve().at(), factor), scaled(s.curve().more(), factor));
    LinearStack stack =
        new LinearStack(
            s.lead(), s.hour(), banks, boostedTrees, weights, s.meanWeights(), curve, s.bounds());
    return new LinearBase(
        base.kind(),
        base.settings(),
        base.standardiser(),
        base.scale(),
        base.holidayShare(),
        stack);
  }

  private static LinearBank scaled(LinearBank bank, double factor) {
    return new LinearBank(
        Arrays.stream(bank.weights()).map(of -> scaled(of, factor)).toArray(float[][]::new));
  }

  private static float[] scaled(float[] values, double factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (factor * values[i]);
    }
    return scaled;
  }
}
