package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.sunspec.Model.PointPath;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A model's registers as read together, so that values and their scales belong together. Points are
 * named as in {@link PointPath}.
 *
 * @param model definition of the registers
 * @param words from the header on; may end before the model does
 */
record ModelReading(Model model, int[] words) {

  /** SunSpec's largest power of ten. */
  private static final int MAX_POWER = 10;

  /** The value after scaling; empty if it, or its scale, is not implemented or was not read. */
  OptionalDouble value(String path) {
    OptionalDouble raw = raw(path);
    OptionalDouble unit = unit(path);
    if (raw.isEmpty() || unit.isEmpty()) {
      return OptionalDouble.empty();
    }
    double one = unit.getAsDouble();
    // Tenths have no exact double: dividing by ten gives the double nearest to the device's value.
    return OptionalDouble.of(
        one < 1 ? raw.getAsDouble() / Math.rint(1 / one) : raw.getAsDouble() * one);
  }

  /** The raw number before scaling; empty if it is not implemented or was not read. */
  OptionalDouble raw(String path) {
    Point point = model.point(path);
    OptionalInt at = model.offset(path, this::count);
    return at.isPresent() ? number(point, at.getAsInt()) : OptionalDouble.empty();
  }

  /** Value of one raw count; empty if the scale is not implemented or out of its range. */
  OptionalDouble unit(String path) {
    Point point = model.point(path);
    if (point.scale().isEmpty()) {
      return OptionalDouble.of(1);
    }
    Point scale = model.scale(point);
    OptionalDouble power =
        scale == null
            ? OptionalDouble.of(Integer.parseInt(point.scale()))
            : number(scale, scale.offset());
    return power.isPresent() && Math.abs(power.getAsDouble()) <= MAX_POWER
        ? OptionalDouble.of(Math.pow(10, power.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** The text; empty if there is none. */
  String text(String path) {
    Point point = model.point(path);
    OptionalInt at = model.offset(path, this::count);
    return at.isPresent() && at.getAsInt() + point.words() <= words.length
        ? point.type().text(words, at.getAsInt(), point.words())
        : "";
  }

  /** Whether all scales are the same in both: only then do values read apart belong together. */
  boolean sameScales(ModelReading other) {
    return model.top().points().values().stream()
        .filter(point -> point.type() == PointType.SUNSSF)
        .allMatch(
            point -> number(point, point.offset()).equals(other.number(point, point.offset())));
  }

  private OptionalInt count(String point) {
    OptionalDouble count = raw(point);
    return count.isPresent() ? OptionalInt.of((int) count.getAsDouble()) : OptionalInt.empty();
  }

  private OptionalDouble number(Point point, int at) {
    return at + point.words() <= words.length
        ? point.type().number(words, at)
        : OptionalDouble.empty();
  }
}
