package io.spikewatt.drivers.sunspec;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's definition.
 *
 * @param id its number in the specification
 * @param points by name, in the order of their offsets; without the header of id and length
 */
record Model(int id, Map<String, Point> points) {

  /** Registers of the header: id and length. */
  static final int HEADER = 2;

  Model {
    points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
  }

  /**
   * The point of that name.
   *
   * @throws IllegalArgumentException if the model has none
   */
  Point point(String name) {
    Point point = points.get(name);
    if (point == null) {
      throw new IllegalArgumentException("model " + id + " has no point " + name);
    }
    return point;
  }

  /**
   * Registers to read, from the header on, so that these points and their scales are among them.
   */
  int extent(Collection<String> names) {
    int end = HEADER;
    for (String name : names) {
      Point point = point(name);
      end = Math.max(end, point.end());
      Point scale = scale(point);
      if (scale != null) {
        end = Math.max(end, scale.end());
      }
    }
    return end;
  }

  /** The point that scales {@code point}; null if it is scaled by a constant or not at all. */
  @Nullable Point scale(Point point) {
    return points.get(point.scale());
  }
}
