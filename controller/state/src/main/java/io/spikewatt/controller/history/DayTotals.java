package io.spikewatt.controller.history;

import io.spikewatt.controller.history.DayCosts.CostCourse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Energies and costs of one local day.
 *
 * @param start local midnight
 * @param end the next local midnight: 23, 24 or 25 hours later
 * @param costs empty = unknown
 */
public record DayTotals(Instant start, Instant end, FlowTotals energies, Optional<DayCosts> costs) {

  private static final String SLOTS = "cost.slots";
  private static final String SHARED = "cost.shared";
  private static final String COURSE = "cost.";

  public LocalDate date(ZoneId zone) {
    return start.atZone(zone).toLocalDate();
  }

  /** The same day with costs. */
  public DayTotals with(Optional<DayCosts> known) {
    return new DayTotals(start, end, energies, known);
  }

  /** One line for each value: its name, then numbers. */
  String pack() {
    StringBuilder text = new StringBuilder();
    energies
        .sums()
        .forEach(
            (flow, sum) -> {
              if (sum.isKnown()) {
                // Digits beyond are noise of the sum.
                double wh = Math.rint(sum.wh() * 1e6) / 1e6;
                line(text, flow.key(), wh, (double) sum.knownS());
              }
            });
    costs.ifPresent(
        known -> {
          line(text, SLOTS, known.slots(), known.importPriceSum());
          line(text, SHARED, known.storedFactor(), known.wearPerKwh(), known.demandPerKw());
          known
              .courses()
              .forEach(
                  (course, it) ->
                      line(
                          text, COURSE + course.key(), it.bill(), it.storedMoreKwh(), it.peakKw()));
        });
    return text.toString();
  }

  private static void line(StringBuilder text, String name, double... numbers) {
    text.append(name);
    for (double number : numbers) {
      text.append(' ');
      if (number == Math.rint(number) && Math.abs(number) < 1e9) {
        text.append((long) number);
      } else {
        text.append(number);
      }
    }
    text.append('\n');
  }

  /**
   * Reads the result of {@link #pack}. Unknown names are ignored: a later release may have more.
   *
   * @return empty if it is damaged
   */
  static Optional<DayTotals> unpack(Instant start, Instant end, String text) {
    Map<String, double[]> lines = new LinkedHashMap<>();
    try {
      for (String line : text.split("\n")) {
        String[] words = line.split(" ");
        double[] numbers = new double[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(words[i + 1]);
        }
        lines.put(words[0], numbers);
      }
      Map<EnergyFlow, EnergySum> sums = new EnumMap<>(EnergyFlow.class);
      for (EnergyFlow flow : EnergyFlow.values()) {
        double[] found = lines.get(flow.key());
        if (found != null) {
          sums.put(flow, new EnergySum(found[0], (long) found[1]));
        }
      }
      return Optional.of(new DayTotals(start, end, new FlowTotals(sums), costs(lines)));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<DayCosts> costs(Map<String, double[]> lines) {
    double[] slots = lines.get(SLOTS);
    double[] shared = lines.get(SHARED);
    if (slots == null || shared == null) {
      return Optional.empty();
    }
    Map<CostCourse, DayCosts.Course> courses = new EnumMap<>(CostCourse.class);
    for (CostCourse course : CostCourse.values()) {
      double[] found = lines.get(COURSE + course.key());
      if (found != null) {
        courses.put(course, new DayCosts.Course(found[0], found[1], found[2]));
      }
    }
    return Optional.of(
        new DayCosts((int) slots[0], slots[1], shared[0], shared[1], shared[2], courses));
  }
}
