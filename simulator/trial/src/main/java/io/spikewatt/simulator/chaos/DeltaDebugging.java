package io.spikewatt.simulator.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reduces the causes of a failure: removes ever smaller parts while the rest still fails. Every
 * intermediate list was tested, so causes may depend on each other in any way.
 */
final class DeltaDebugging {

  private DeltaDebugging() {}

  /**
   * The part of {@code causes} that still fails, in their order. No single one can be left out of
   * it, unless the tests ran out.
   *
   * @param causes all of them, which fail
   * @param fails whether a part fails, too
   * @param mostTests most calls of {@code fails}
   */
  static <T> List<T> reduce(List<T> causes, Predicate<List<T>> fails, int mostTests) {
    List<T> left = causes;
    int tests = 0;
    int size = Math.max(1, left.size());
    boolean removed = true;
    while (size > 1 || removed) {
      removed = false;
      // The first ones first: the last are the nearest to the failure.
      for (int from = 0; from < left.size(); ) {
        List<T> rest = new ArrayList<>(left);
        rest.subList(from, Math.min(from + size, rest.size())).clear();
        if (tests++ == mostTests) {
          return left;
        }
        if (fails.test(rest)) {
          left = rest;
          removed = true;
        } else {
          from += size;
        }
      }
      removed |= size > 1;
      size = Math.max(1, size / 2);
    }
    return left;
  }
}
