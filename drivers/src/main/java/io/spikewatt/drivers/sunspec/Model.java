package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.sunspec.PointPath.Step;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model's definition.
 *
 * @param id its number in the specification
 * @param top its points and groups; without the header of id and length
 */
record Model(int id, Group top) {

  /** Registers of the header: id and length. */
  static final int HEADER = 2;

  /** A point's definition and its register offset. */
  private record Found(Point point, OptionalInt offset) {}

  /**
   * The definition of the point at {@code path}, which is as in {@link PointPath}.
   *
   * @throws IllegalArgumentException if the model has none
   */
  Point point(String path) {
    return find(path, _ -> OptionalInt.empty()).point();
  }

  /**
   * Offset of the point at {@code path}, in registers from the model's first one; empty if the
   * device has fewer of its groups, or if a count that it depends on is not known.
   *
   * @param counts the number that a counting point holds, if it is known
   * @throws IllegalArgumentException if the model has no such point
   */
  OptionalInt offset(String path, Function<String, OptionalInt> counts) {
    return find(path, counts).offset();
  }

  /**
   * Registers to read, from the header on, so that these points and their scales are among them.
   *
   * @param length registers after the header, as reported by the device
   */
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
      at = add(at, start(in, group, step.index(), counts));
      in = group;
    }
    Point point = required(in.points().get(path.point()), text);
    return new Found(point, add(at, OptionalInt.of(point.offset())));
  }

  /** Where the group's one of that index begins, in registers from the begin of {@code in}. */
  private static OptionalInt start(
      Group in, Group group, int index, Function<String, OptionalInt> counts) {
    OptionalInt count = group.count(counts);
    if (count.isPresent() && index > count.getAsInt()) {
      return OptionalInt.empty();
    }
    OptionalInt at = OptionalInt.of(in.own());
    for (Group before : in.groups().subList(0, in.groups().indexOf(group))) {
      at = add(at, product(before.count(counts), before.size(counts)));
    }
    return index == 1 ? at : add(at, product(OptionalInt.of(index - 1), group.size(counts)));
  }

  private static OptionalInt add(OptionalInt a, OptionalInt b) {
    return a.isPresent() && b.isPresent()
        ? OptionalInt.of(a.getAsInt() + b.getAsInt())
        : OptionalInt.empty();
  }

  private static OptionalInt product(OptionalInt a, OptionalInt b) {
    return a.isPresent() && b.isPresent()
        ? OptionalInt.of(a.getAsInt() * b.getAsInt())
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
}
