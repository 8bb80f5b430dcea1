package io.spikewatt.inference.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows a history is learnt from and which it is judged on: origins at an even spacing, the
 * last part of the history for validation, and no training target inside it.
 *
 * @param training origins before the boundary
 * @param validation origins from the boundary on with at least a day after them
 * @param boundary first row of the validation part
 * @param all origins of both parts, for the last fit
 */
record TrainValidationSplit(int[] training, int[] validation, int boundary, int[] all) {

  /**
   * @param first first row that may be an origin
   * @param rows rows of history
   */
  static TrainValidationSplit of(int first, int rows, int slotsPerDay, LearningSettings settings) {
    int days = rows / slotsPerDay;
    int held = Math.max(3, Math.min(28, Math.round(0.15f * days)));
    return at(first, rows, rows - held * slotsPerDay, slotsPerDay, settings);
  }

  /** As {@link #of}, with a boundary that is given. */
  static TrainValidationSplit at(
      int first, int rows, int boundary, int slotsPerDay, LearningSettings settings) {
    int spacing = Math.max(1, slotsPerDay / settings.originsPerDay());
    while ((rows - first) / spacing > settings.maxOrigins()) {
      spacing++;
    }
    // Only spacings that divide a day see the same hours each day; others drift through it, which
    // is as good for training.
    return new TrainValidationSplit(
        range(first, boundary - slotsPerDay / 4, spacing),
        range(boundary, rows - slotsPerDay, Math.max(1, slotsPerDay / settings.originsPerDay())),
        boundary,
        range(first, rows - slotsPerDay / 4, spacing));
  }

  /** A few hundred of the training origins, all over the history. */
  int[] sample() {
    int every = Math.max(1, training.length / 300);
    return IntStream.range(0, training.length)
        .filter(i -> i % every == 0)
        .map(i -> training[i])
        .toArray();
  }

  private static int[] range(int from, int last, int spacing) {
    List<Integer> origins = new ArrayList<>();
    for (int origin = from; origin <= last; origin += spacing) {
      origins.add(origin);
    }
    return origins.stream().mapToInt(Integer::intValue).toArray();
  }
}
