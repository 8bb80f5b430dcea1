package io.spikewatt.drivers.sunspec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A block of points and the groups that follow it. A model is such a group; its points begin after
 * the header of id and length.
 *
 * @param times number of consecutive repetitions
 * @param start offset of the first point
 * @param points by name, in the order of their offsets
 * @param groups in their order behind the points
 */
record Group(String name, Times times, int start, Map<String, Point> points, List<Group> groups) {

  Group {
    points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
    groups = List.copyOf(groups);
  }

  /** Repetitions of a group. */
  sealed interface Times {
    /** Once. */
    record Once() implements Times {}

    /** The number in that point of the model. */
    record Counted(String point) implements Times {}

    /** As often as it fits in the model's length; such a group is the last one. */
    record Filling() implements Times {}
  }

  /** Registers before its groups. */
  int own() {
    int end = start;
    for (Point point : points.values()) {
      end = point.end();
    }
    return end;
  }

  /** Registers of one repetition, by the values of counting points; empty if unknown. */
  OptionalInt size(Function<String, OptionalInt> counts) {
    int size = own();
    for (Group group : groups) {
      OptionalInt one = group.size(counts);
      OptionalInt many = group.count(counts);
      if (one.isEmpty() || many.isEmpty()) {
        return OptionalInt.empty();
      }
      size += one.getAsInt() * many.getAsInt();
    }
    return OptionalInt.of(size);
  }

  /** Number of repetitions; empty if unknown. */
  OptionalInt count(Function<String, OptionalInt> counts) {
    return switch (times) {
      case Times.Once() -> OptionalInt.of(1);
      case Times.Counted(String point) -> counts.apply(point);
      case Times.Filling() -> OptionalInt.empty();
    };
  }

  /** The group inside of that name. */
  Optional<Group> group(String inside) {
    return groups.stream().filter(group -> group.name().equals(inside)).findFirst();
  }
}
