package io.spikewatt.drivers.sunspec;

import java.util.OptionalDouble;

/**
 * A model's registers as read in one request, so that values and their scales belong together.
 *
 * @param model what the registers mean
 * @param words from the header on; may end before the model does
 */
record ModelReading(Model model, int[] words) {

  /** The value after scaling; empty if it, or its scale, is not implemented or was not read. */
  OptionalDouble value(String name) {
    Point point = model.point(name);
    OptionalDouble raw = raw(point);
    OptionalDouble unit = unit(name);
    if (raw.isEmpty() || unit.isEmpty()) {
      return OptionalDouble.empty();
    }
    double one = unit.getAsDouble();
    // Tenths have no exact double: dividing by ten gives the nearest to what the device means.
    return OptionalDouble.of(
        one < 1 ? raw.getAsDouble() / Math.rint(1 / one) : raw.getAsDouble() * one);
  }

  /** The raw number before scaling; empty if it is not implemented or was not read. */
  OptionalDouble raw(String name) {
    return raw(model.point(name));
  }

  /** What one raw count is worth; empty if the scale is not implemented or out of its range. */
  OptionalDouble unit(String name) {
    Point point = model.point(name);
    if (point.scale().isEmpty()) {
      return OptionalDouble.of(1);
    }
    Point scale = model.scale(point);
    OptionalDouble power =
        scale == null ? OptionalDouble.of(Integer.parseInt(point.scale())) : raw(scale);
    return power.isPresent() && Math.abs(power.getAsDouble()) <= 10
        ? OptionalDouble.of(Math.pow(10, power.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** The text; empty if there is none. */
  String text(String name) {
    Point point = model.point(name);
    return point.end() <= words.length
        ? point.type().text(words, point.offset(), point.words())
        : "";
  }

  private OptionalDouble raw(Point point) {
    return point.end() <= words.length
        ? point.type().number(words, point.offset())
        : OptionalDouble.empty();
  }
}
