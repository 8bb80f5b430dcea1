package io.spikewatt.controller.source;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Days of an exchange that repeat the day before, value by value. No two days of an auction are
 * equal; a service that has nothing new sometimes gives the old day under a new date.
 */
public final class RepeatedDay {

  /** Fewer different values could be equal by chance, such as a holiday at 0. */
  private static final int LEAST_DIFFERENT = 6;

  private RepeatedDay() {}

  /**
   * The reading, or unusable if one of its days repeats the day before it.
   *
   * @param before slots known from earlier answers, such as yesterday's; may be empty
   * @param zone of the service's days
   */
  public static SourceReading refused(SourceReading reading, List<SourceSlot> before, ZoneId zone) {
    if (!(reading instanceof SourceReading.Slots known)) {
      return reading;
    }
    Map<LocalDate, Map<LocalTime, Double>> days = new TreeMap<>();
    Stream.concat(before.stream(), known.slots().stream())
        .forEach(
            slot -> {
              var at = slot.start().atZone(zone);
              days.computeIfAbsent(at.toLocalDate(), d -> new TreeMap<>())
                  .put(at.toLocalTime(), slot.value());
            });
    for (Map.Entry<LocalDate, Map<LocalTime, Double>> day : days.entrySet()) {
      Map<LocalTime, Double> values = day.getValue();
      if (values.equals(days.get(day.getKey().minusDays(1)))
          && new HashSet<>(values.values()).size() >= LEAST_DIFFERENT) {
        return new SourceReading.Unusable(
            day.getKey().toString(),
            "other prices than those of the day before",
            "the same %d prices".formatted(values.size()));
      }
    }
    return reading;
  }
}
