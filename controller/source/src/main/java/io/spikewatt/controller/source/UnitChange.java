package io.spikewatt.controller.source;

import io.spikewatt.config.site.UsualPrice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Values whose size says that the service changed its unit.
 *
 * @param found usual size of the answer's values, currency or kg a kWh
 * @param usual size that they were compared with
 * @param than where that is from
 */
public record UnitChange(double found, double usual, Reference than) {

  /** Origin of a usual size. */
  public enum Reference {
    /** Earlier values of the source. */
    RECORD,
    /** The tariff of the site. */
    TARIFF
  }

  /**
   * A day's highest value is hardly ever a hundredth of a usual one: of 913 Belgian days of 2022 to
   * 2024 the flattest had at most 10 EUR/MWh.
   */
  private static final double TOO_SMALL = 100;

  /** Weeks of prices near 0 say little of the next day's. */
  private static final double LEAST_OF_TARIFF = 0.01;

  /**
   * The change, if the answer is in another unit than the record or the tariff.
   *
   * @param slots of an answer, at least one
   * @param recordSize usual size of earlier values, see {@link UsualPrice#size}; empty = no record
   * @param tariffSize usual size of the tariff's prices or emission; empty = none
   */
  public static Optional<UnitChange> find(
      List<SourceSlot> slots, OptionalDouble recordSize, OptionalDouble tariffSize) {
    double[] values = slots.stream().mapToDouble(SourceSlot::value).toArray();
    double least = LEAST_OF_TARIFF * tariffSize.orElse(0);
    Optional<UnitChange> fromRecord =
        recordSize.isPresent()
            ? find(values, Math.max(recordSize.getAsDouble(), least), Reference.RECORD)
            : Optional.empty();
    return fromRecord.isPresent() || tariffSize.isEmpty()
        ? fromRecord
        : find(values, tariffSize.getAsDouble(), Reference.TARIFF);
  }

  private static Optional<UnitChange> find(double[] values, double usual, Reference than) {
    double median = UsualPrice.size(values);
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    boolean tooLarge = median > UsualPrice.OTHER_UNIT * usual;
    boolean tooSmall = largest > 0 && TOO_SMALL * largest < usual;
    return usual > 0 && (tooLarge || tooSmall)
        ? Optional.of(new UnitChange(tooLarge ? median : largest, usual, than))
        : Optional.empty();
  }

  /** One line for the log. */
  @Override
  public String toString() {
    String from = than == Reference.RECORD ? "its earlier values" : "the tariff";
    return "about %s a kWh, where %s has about %s"
        .formatted(AnswerProblem.number(found), from, AnswerProblem.number(usual));
  }
}
