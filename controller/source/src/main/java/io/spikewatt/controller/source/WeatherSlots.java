package io.spikewatt.controller.source;

import io.spikewatt.config.source.TimeStampKind;
import io.spikewatt.config.source.WeatherField;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values of one quantity as slots of one length, in the quantity's unit, each possible on Earth. A
 * slot without a value, or with an unknown moment at one of its ends, is not known.
 *
 * @param length of the slots
 * @param asked slots outside are left out
 */
record WeatherSlots(WeatherField field, Duration length, RequestPeriod asked) {

  /** Exponent of the power law of wind over height: flat land by day. */
  private static final double SHEAR = 1 / 7.0;

  /** Hundredths: no prediction is as good, and longer numbers wear flash. */
  private static final double DECIMALS = 100;

  /** Longest night between two moments without power. */
  private static final Duration LONGEST_NIGHT = Duration.ofHours(24);

  List<SourceSlot> of(List<TimedValue> entries) throws AnswerProblem {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<TimedValue> ascending = SlotSeries.ascending(entries);
    List<SourceSlot> slots =
        field.stamp() == TimeStampKind.MOMENT ? ofMoments(ascending) : ofIntervals(ascending);
    return slots.stream().filter(asked::overlaps).toList();
  }

  private List<SourceSlot> ofIntervals(List<TimedValue> entries) throws AnswerProblem {
    List<SourceSlot> slots = new ArrayList<>();
    Instant free = Instant.MIN;
    for (TimedValue entry : entries) {
      boolean end = field.stamp() == TimeStampKind.END;
      Instant start = end ? entry.start().minus(length) : entry.start();
      if (!start.equals(QuarterHour.startOf(start))) {
        throw new AnswerProblem(
            entry.where(), "a time on a quarter of an hour", entry.start().toString());
      }
      if (start.isBefore(free)) {
        throw new AnswerProblem(
            entry.where(),
            "times %d minutes apart".formatted(length.toMinutes()),
            "one that is closer, " + entry.start());
      }
      free = start.plus(length);
      if (entry.value().isPresent()) {
        slots.add(new SourceSlot(start, free, possible(entry)));
      }
    }
    return slots;
  }

  /** Means of the straight lines between moments, for the slots that these lines cover. */
  private List<SourceSlot> ofMoments(List<TimedValue> entries) throws AnswerProblem {
    List<SourceSlot> slots = new ArrayList<>();
    Optional<Moment> last = Optional.empty();
    Instant open = Instant.MIN;
    double sum = 0;
    Instant reached = Instant.MIN;
    for (TimedValue entry : entries) {
      if (entry.value().isEmpty()) {
        last = Optional.empty();
        continue;
      }
      Moment next = new Moment(entry.start(), possible(entry));
      if (last.isEmpty() || !isLine(last.get(), next)) {
        open = ceiling(next.at());
        reached = open;
        sum = 0;
        last = Optional.of(next);
        continue;
      }
      while (open.isBefore(next.at())) {
        Instant end = open.plus(length);
        Instant to = end.isAfter(next.at()) ? next.at() : end;
        Instant from = reached.isAfter(last.get().at()) ? reached : last.get().at();
        double mean = (last.get().towards(next, from) + last.get().towards(next, to)) / 2;
        sum += mean * Duration.between(from, to).toMillis();
        reached = to;
        if (to.isBefore(end)) {
          break;
        }
        slots.add(
            new SourceSlot(open, end, Math.round(sum / length.toMillis() * DECIMALS) / DECIMALS));
        open = end;
        sum = 0;
      }
      last = Optional.of(next);
    }
    return slots;
  }

  /** A value of a moment. */
  private record Moment(Instant at, double value) {

    double towards(Moment next, Instant time) {
      double part =
          Duration.between(at, time).toMillis() / (double) Duration.between(at, next.at).toMillis();
      return value + part * (next.value - value);
    }
  }

  /** Services of PV power leave nights out: between two moments without power there is none. */
  private boolean isLine(Moment last, Moment next) {
    Duration apart = Duration.between(last.at(), next.at());
    boolean night =
        field.quantity() == WeatherQuantity.PV_POWER && last.value() == 0 && next.value() == 0;
    return apart.compareTo(night ? LONGEST_NIGHT : length) <= 0;
  }

  /** First start of a slot at or after a time; slots start at multiples of their length in UTC. */
  private Instant ceiling(Instant time) {
    long slotMs = length.toMillis();
    return Instant.ofEpochMilli(-Math.floorDiv(-time.toEpochMilli(), slotMs) * slotMs);
  }

  /** The value in the quantity's unit, if the quantity can have it. */
  private double possible(TimedValue entry) throws AnswerProblem {
    WeatherQuantity quantity = field.quantity();
    double written = entry.value().orElseThrow();
    double value = field.unit().converted(written, length);
    if (quantity == WeatherQuantity.WIND_SPEED) {
      value *= Math.pow(WeatherField.USUAL_HEIGHT_M / field.heightM(), SHEAR);
    }
    if (!(value >= quantity.least() && value <= quantity.most())) {
      throw new AnswerProblem(
          entry.where(),
          "%s from %s to %s %s"
              .formatted(
                  Phrase.word(quantity),
                  AnswerProblem.number(quantity.least()),
                  AnswerProblem.number(quantity.most()),
                  quantity.unit()),
          AnswerProblem.converted(written, field.unit().symbol(), value));
    }
    return Math.round(value * DECIMALS) / DECIMALS;
  }
}
