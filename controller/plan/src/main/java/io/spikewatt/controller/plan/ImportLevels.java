package io.spikewatt.controller.plan;

import java.util.Arrays;

/**
 * Levels of a plan's quarter-hour mean import, by slot, W; infinite without a demand charge.
 * Readers must not change the arrays.
 *
 * @param mostW import above which the demand charge would rise by more than it saves
 * @param storingW import above which nothing is stored, at most {@code mostW}
 */
public record ImportLevels(double[] mostW, double[] storingW) {

  /** Storing may use the whole level. */
  public static ImportLevels of(double[] mostW) {
    return new ImportLevels(mostW, mostW);
  }

  /** The same with a lower level of storing. {@code levelW}: by slot, W. */
  ImportLevels storingUpTo(double[] levelW) {
    double[] least = storingW.clone();
    for (int k = 0; k < Math.min(least.length, levelW.length); k++) {
      least[k] = Math.min(least[k], levelW[k]);
    }
    return new ImportLevels(mostW, least);
  }

  /** The slots from {@code from} to the one before {@code to}. */
  ImportLevels part(int from, int to) {
    return new ImportLevels(
        Arrays.copyOfRange(mostW, from, to), Arrays.copyOfRange(storingW, from, to));
  }
}
