package io.spikewatt.controller.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Turns readings of every cycle into slot means. A slot in which a series was known for less than
 * half of the cycles has no mean, because half a night slot does not represent a morning. Confined
 * to one thread.
 */
public final class SlotMeans {

  private static final double MIN_COVERAGE = 0.5;

  private final Duration slot;
  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private Instant slotStart = Instant.MIN;
  private long readings;

  private static final class Sum {
    double total;
    long known;
  }

  public SlotMeans(Duration slot) {
    this.slot = slot;
  }

  /**
   * Adds one cycle's readings.
   *
   * @param readings by series name; empty = unknown in this cycle
   * @return the means of the slot that ended before {@code at}, or an empty list
   */
  public List<SlotMean> add(Instant at, Map<String, OptionalDouble> readings) {
    Instant start = startOf(at);
    List<SlotMean> done = start.equals(slotStart) ? List.of() : close();
    slotStart = start;
    this.readings++;
    readings.forEach(
        (series, value) -> {
          if (value.isPresent()) {
            Sum sum = sums.computeIfAbsent(series, name -> new Sum());
            sum.total += value.getAsDouble();
            sum.known++;
          }
        });
    return done;
  }

  /** Start of the slot that contains {@code at}; slots are aligned to the epoch. */
  public Instant startOf(Instant at) {
    long seconds = slot.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }

  private List<SlotMean> close() {
    List<SlotMean> means = new ArrayList<>();
    sums.forEach(
        (series, sum) -> {
          if (sum.known >= MIN_COVERAGE * readings) {
            means.add(new SlotMean(series, slotStart, sum.total / sum.known));
          }
        });
    sums.clear();
    readings = 0;
    return means;
  }
}
