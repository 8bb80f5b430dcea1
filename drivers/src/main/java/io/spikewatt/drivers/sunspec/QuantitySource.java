package io.spikewatt.drivers.sunspec;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A place where a quantity may be found: a point, or a sum of points of one model.
 *
 * @param model the model's id
 * @param plus points that are added, named as in {@link PointPath}
 * @param minus points that are subtracted
 */
record QuantitySource(int model, List<String> plus, List<String> minus) {

  QuantitySource {
    plus = List.copyOf(plus);
    minus = List.copyOf(minus);
  }

  QuantitySource(int model, String point) {
    this(model, List.of(point), List.of());
  }

  /** The same counted the other way round. */
  QuantitySource reversed() {
    return new QuantitySource(model, minus, plus);
  }

  /** All points that it needs. */
  List<String> points() {
    return Stream.concat(plus.stream(), minus.stream()).toList();
  }

  /** The value; empty if any of its points has none. */
  OptionalDouble value(ModelReading reading) {
    double sum = 0;
    for (String point : points()) {
      OptionalDouble each = reading.value(point);
      if (each.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += plus.contains(point) ? each.getAsDouble() : -each.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }
}
