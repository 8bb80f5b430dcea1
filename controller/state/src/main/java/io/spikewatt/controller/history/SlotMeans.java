package io.spikewatt.controller.history;

import io.spikewatt.hal.time.Moment;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns readings of every cycle into slot means. A reading holds until the next one. A series that
 * was known for less than half of a slot has no mean of it, because half a night slot does not
 * represent a morning. Confined to one thread.
 */
public final class SlotMeans {

  private static final double MIN_COVERAGE = 0.5;

  /** Longest time that one reading holds. */
  private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

  /** Name of the slot's start among the series. */
  private static final String START = ".start";

  private final Duration slot;
  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private Instant slotStart = Instant.MIN;
  private @Nullable Moment last;
  private Map<String, OptionalDouble> held = Map.of();

  private static final class Sum {
    double total;
    double seconds;

    static Sum parse(String text, double mostSeconds) {
      String[] words = text.split(" ");
      Sum sum = new Sum();
      if (words.length == 2) {
        sum.total = Double.parseDouble(words[0]);
        sum.seconds = Double.parseDouble(words[1]);
      }
      if (!Double.isFinite(sum.total) || !(sum.seconds > 0 && sum.seconds <= mostSeconds)) {
        throw new IllegalArgumentException("expected a sum and its seconds, found " + text);
      }
      return sum;
    }
  }

  public SlotMeans(Duration slot) {
    this.slot = slot;
  }

  /**
   * Adds one cycle's readings.
   *
   * @param readings by series name; empty = unknown in this cycle; not changed afterwards
   * @return the means of the slot that ended before {@code now}, or an empty list
   */
  public List<SlotMean> add(Moment now, Map<String, OptionalDouble> readings) {
    hold(now);
    Instant start = startOf(now.instant());
    List<SlotMean> done = start.equals(slotStart) ? List.of() : close();
    slotStart = start;
    last = now;
    held = readings;
    return done;
  }

  /** Means of the running slot so far, of series that were known for {@code least} of it. */
  Map<String, Double> soFar(Duration least) {
    Map<String, Double> means = new TreeMap<>();
    sums.forEach(
        (series, sum) -> {
          if (sum.seconds >= least.toSeconds()) {
            means.put(series, sum.total / sum.seconds);
          }
        });
    return means;
  }

  /** The running slot's sums by name, for {@link #resume} after a restart. */
  Map<String, String> running() {
    Map<String, String> running = new TreeMap<>();
    sums.forEach((series, sum) -> running.put(series, sum.total + " " + sum.seconds));
    running.put(START, slotStart.toString());
    return running;
  }

  /**
   * Goes on with the slot that ran before a restart.
   *
   * @throws IllegalArgumentException for values that {@link #running} does not return
   */
  void resume(Map<String, String> running) {
    try {
      Instant start = Instant.parse(running.getOrDefault(START, ""));
      if (!startOf(start).equals(start)) {
        throw new IllegalArgumentException("expected a slot's start, found " + start);
      }
      Map<String, Sum> found = new LinkedHashMap<>();
      running.forEach(
          (series, text) -> {
            if (!series.equals(START)) {
              found.put(series, Sum.parse(text, (double) slot.toSeconds()));
            }
          });
      slotStart = start;
      sums.putAll(found);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Forgets the running slot: its time is not known. */
  void discard() {
    sums.clear();
    held = Map.of();
  }

  /** Start of the slot that contains {@code at}; slots are aligned to the epoch. */
  public Instant startOf(Instant at) {
    long seconds = slot.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }

  /** Counts the last readings for the time since then, as far as it belongs to their slot. */
  private void hold(Moment now) {
    if (last == null || held.isEmpty()) {
      return;
    }
    Duration since = now.since(last);
    Duration left = Duration.between(last.instant(), slotStart.plus(slot));
    Duration most = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
    double seconds = (since.compareTo(most) < 0 ? since : most).toNanos() * 1e-9;
    held.forEach(
        (series, value) -> {
          if (value.isPresent()) {
            Sum sum = sums.computeIfAbsent(series, name -> new Sum());
            sum.total += value.getAsDouble() * seconds;
            sum.seconds += seconds;
          }
        });
  }

  private List<SlotMean> close() {
    List<SlotMean> means = new ArrayList<>();
    sums.forEach(
        (series, sum) -> {
          double coverage = sum.seconds / slot.toSeconds();
          if (coverage >= MIN_COVERAGE) {
            means.add(new SlotMean(series, slotStart, sum.total / sum.seconds, coverage));
          }
        });
    sums.clear();
    return means;
  }
}
