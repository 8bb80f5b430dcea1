package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.sunspec.Model.PointPath;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A model's point, or its points added less those subtracted, as {@link PointPath}s. */
record QuantitySource(int model, List<String> plus, List<String> minus) {

  QuantitySource {
    plus = List.copyOf(plus);
    minus = List.copyOf(minus);
  }

  QuantitySource(int model, String point) {
    this(model, List.of(point), List.of());
  }

  /** The same with the opposite sign. */
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
