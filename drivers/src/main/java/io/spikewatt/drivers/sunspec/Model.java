package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.sunspec.Model.PointPath.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** A model's number, and its points and groups without the header of id and length. */
record Model(int id, Group top) {

  /** Registers of the header: id and length. */
  static final int HEADER = 2;

  /** A point's definition and its register offset. */
  private record Found(Point point, OptionalInt offset) {}

  /** The point at a {@link PointPath}; throws IllegalArgumentException if the model has none. */
  Point point(String path) {
    return find(path, _ -> OptionalInt.empty()).point();
  }

  /**
   * The point's offset, in registers from the model's first one; empty if the device has fewer of
   * its groups, or if a count that it depends on is not known. {@code counts} gives the known value
   * of a counting point.
   */
  OptionalInt offset(String path, Function<String, OptionalInt> counts) {
    return find(path, counts).offset();
  }

  /** Registers to read for these points and their scales, of a model of the reported length. */
  int extent(Collection<String> paths, int length) {
    int end = HEADER;
    for (String path : paths) {
      Found found = find(path, _ -> OptionalInt.empty());
      if (found.offset().isEmpty()) {
        // It follows groups whose size only the device knows.
        return HEADER + length;
      }
      end = Math.max(end, found.offset().getAsInt() + found.point().words());
      Point scale = scale(found.point());
      if (scale != null) {
        end = Math.max(end, scale.end());
      }
    }
    return Math.min(end, HEADER + length);
  }

  /** The point that scales {@code point}; null if it is scaled by a constant or not at all. */
  @Nullable Point scale(Point point) {
    return top.points().get(point.scale());
  }

  private Found find(String text, Function<String, OptionalInt> counts) {
    if (text.indexOf('.') < 0) {
      Point point = required(top.points().get(text), text);
      return new Found(point, OptionalInt.of(point.offset()));
    }
    PointPath path = PointPath.of(text);
    Group in = top;
    OptionalInt at = OptionalInt.of(0);
    for (Step step : path.steps()) {
      Group group = in.group(step.group()).orElseThrow(() -> unknown(text));
      at = both(at, start(in, group, step.index(), counts), Integer::sum);
      in = group;
    }
    Point point = required(in.points().get(path.point()), text);
    return new Found(point, both(at, OptionalInt.of(point.offset()), Integer::sum));
  }

  /** First register of the group's repetition {@code index}, from the begin of {@code in}. */
  private static OptionalInt start(
      Group in, Group group, int index, Function<String, OptionalInt> counts) {
    OptionalInt count = group.count(counts);
    if (count.isPresent() && index > count.getAsInt()) {
      return OptionalInt.empty();
    }
    OptionalInt at = OptionalInt.of(in.own());
    for (Group before : in.groups().subList(0, in.groups().indexOf(group))) {
      at = both(at, product(before.count(counts), before.size(counts)), Integer::sum);
    }
    OptionalInt earlier = OptionalInt.of(index - 1);
    return index == 1 ? at : both(at, product(earlier, group.size(counts)), Integer::sum);
  }

  private static OptionalInt product(OptionalInt a, OptionalInt b) {
    return both(a, b, (x, y) -> x * y);
  }

  private static OptionalInt both(OptionalInt a, OptionalInt b, IntBinaryOperator operator) {
    return a.isPresent() && b.isPresent()
        ? OptionalInt.of(operator.applyAsInt(a.getAsInt(), b.getAsInt()))
        : OptionalInt.empty();
  }

  private Point required(@Nullable Point point, String path) {
    if (point == null) {
      throw unknown(path);
    }
    return point;
  }

  private IllegalArgumentException unknown(String path) {
    return new IllegalArgumentException("model " + id + " has no point " + path);
  }

  /**
   * Path of a point through a model's groups, from the outer to the inner one, written as {@code
   * W}, {@code PFWInj.PF}, {@code module[3].DCW} or {@code Crv[2].Pt[1].Var}.
   */
  record PointPath(List<Step> steps, String point) {

    /** A group and its index, from 1 as in the specification. */
    record Step(String group, int index) {}

    PointPath {
      steps = List.copyOf(steps);
    }

    /** Reads the written form; throws IllegalArgumentException for an index below 1. */
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
}
