package io.spikewatt.drivers.sunspec;

import java.util.ArrayList;
import java.util.List;

/**
 * The way to a point inside a model's groups, written as {@code W}, {@code PFWInj.PF}, {@code
 * module[3].DCW} or {@code Crv[2].Pt[1].Var}.
 *
 * @param steps groups from the outer to the inner one
 */
record PointPath(List<Step> steps, String point) {

  /**
   * @param index from 1, as in the specification
   */
  record Step(String group, int index) {}

  PointPath {
    steps = List.copyOf(steps);
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException if an index is not a number from 1
   */
  static PointPath of(String text) {
    List<Step> steps = new ArrayList<>();
    int from = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
      steps.add(step(text.substring(from, dot)));
      from = dot + 1;
    }
    return new PointPath(steps, text.substring(from));
  }

  private static Step step(String text) {
    int bracket = text.indexOf('[');
    if (bracket < 0) {
      return new Step(text, 1);
    }
    int index = Integer.parseInt(text.substring(bracket + 1, text.length() - 1));
    if (index < 1) {
      throw new IllegalArgumentException("groups count from 1: " + text);
    }
    return new Step(text.substring(0, bracket), index);
  }
}
