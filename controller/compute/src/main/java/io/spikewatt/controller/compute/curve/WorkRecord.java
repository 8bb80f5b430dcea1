package io.spikewatt.controller.compute.curve;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Measured work of a box at the powers that occurred, by phase. Only minutes of steady power count,
 * because work lags behind power. What was measured ages with the time that the agent runs: its
 * weight halves in a fortnight, and new minutes take its place. The file is written each quarter of
 * an hour; a restart loses the minutes since. Confined to one thread.
 */
public final class WorkRecord {

  private static final Duration KEPT_EVERY = Duration.ofMinutes(15);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Longest time between two observations of a minute. */
  private static final Duration LONGEST_GAP = Duration.ofSeconds(5);

  /** Power may vary so much in a steady minute, part of the largest power. */
  private static final double STEADY = 0.05;

  private static final int BINS = 16;

  /** A bin of fewer minutes is forgotten. */
  private static final double LEAST_MINUTES = 0.05;

  /** A bin counts in the fit from so many minutes on. */
  private static final double ENOUGH_MINUTES = 2;

  private static final double HALF_LIFE_MINUTES = Duration.ofDays(14).toMinutes();

  private static final String IDLE = "idle";

  private final double maxW;
  private final KeptValues kept;
  private final Map<Phase, Map<Integer, WorkPoint>> points = new EnumMap<>(Phase.class);
  private Optional<WorkPoint> idle;
  private Optional<Minute> running = Optional.empty();
  private Optional<Moment> keptAt = Optional.empty();

  /** What runs: one phase, or none at all. */
  private record Running(Optional<Phase> phase) {}

  /** Observations of the running minute. */
  private static final class Minute {
    private final Running what;
    private final Moment from;
    private Moment last;
    private double leastW = Double.POSITIVE_INFINITY;
    private double mostW = Double.NEGATIVE_INFINITY;
    private double sumW;
    private double sumPerS;
    private int count;

    Minute(Running what, Moment from) {
      this.what = what;
      this.from = from;
      this.last = from;
    }

    void add(Moment now, double powerW, double workPerS) {
      last = now;
      leastW = Math.min(leastW, powerW);
      mostW = Math.max(mostW, powerW);
      sumW += powerW;
      sumPerS += workPerS;
      count++;
    }
  }

  /**
   * The record that a file holds; entries of another form count as none.
   *
   * @param maxW largest power of the box, W
   * @param kept file that survives a restart
   */
  public WorkRecord(double maxW, KeptValues kept) {
    this.maxW = maxW;
    this.kept = kept;
    for (Phase phase : Phase.values()) {
      Map<Integer, WorkPoint> bins = new TreeMap<>();
      for (int bin = 0; bin <= BINS; bin++) {
        int number = bin;
        kept.get(name(phase, bin))
            .flatMap(WorkRecord::read)
            .ifPresent(point -> bins.put(number, point));
      }
      points.put(phase, bins);
    }
    idle = kept.get(IDLE).flatMap(WorkRecord::read);
  }

  /**
   * Adds what was observed now.
   *
   * @param powerW draw of the box, W; empty = not known
   * @param workPerS work a second of each phase in which there is any
   * @param jobs number of running jobs; 0 = the box is idle
   */
  public void observe(Moment now, OptionalDouble powerW, Map<Phase, Double> workPerS, int jobs) {
    age(now);
    Optional<Running> what = running(workPerS, jobs);
    boolean goesOn =
        running.isPresent()
            && powerW.isPresent()
            && what.equals(Optional.of(running.get().what))
            && now.since(running.get().last).compareTo(LONGEST_GAP) <= 0;
    if (!goesOn) {
      running = powerW.isPresent() ? what.map(one -> new Minute(one, now)) : Optional.empty();
    }
    running.ifPresent(
        minute -> {
          double perS = minute.what.phase.map(workPerS::get).orElse(0.0);
          minute.add(now, powerW.orElseThrow(), perS);
          if (now.since(minute.from).compareTo(MINUTE) >= 0) {
            end(minute);
            running = Optional.of(new Minute(minute.what, now));
          }
        });
  }

  /** Work of two phases at once cannot be told apart by power, so it does not count. */
  private static Optional<Running> running(Map<Phase, Double> workPerS, int jobs) {
    List<Phase> active =
        workPerS.entrySet().stream()
            .filter(work -> work.getValue() > 0)
            .map(Map.Entry::getKey)
            .toList();
    if (active.size() == 1) {
      return Optional.of(new Running(Optional.of(active.getFirst())));
    }
    return active.isEmpty() && jobs == 0
        ? Optional.of(new Running(Optional.empty()))
        : Optional.empty();
  }

  private void end(Minute minute) {
    if (minute.mostW - minute.leastW > STEADY * maxW) {
      return;
    }
    double powerW = minute.sumW / minute.count;
    double perS = minute.sumPerS / minute.count;
    WorkPoint one = new WorkPoint(powerW, perS, 1, 0);
    if (minute.what.phase.isEmpty()) {
      idle = Optional.of(idle.map(point -> point.and(powerW, 0)).orElse(one));
      return;
    }
    Phase phase = minute.what.phase.get();
    int bin = Math.clamp(Math.round(BINS * powerW / maxW), 0, BINS);
    bins(phase).merge(bin, one, (old, _) -> old.and(powerW, perS));
  }

  private void age(Moment now) {
    if (keptAt.isEmpty()) {
      keptAt = Optional.of(now);
    }
    Duration since = now.since(keptAt.get());
    if (since.compareTo(KEPT_EVERY) < 0) {
      return;
    }
    keptAt = Optional.of(now);
    double factor = Math.pow(0.5, since.toSeconds() / 60.0 / HALF_LIFE_MINUTES);
    points
        .values()
        .forEach(
            bins -> {
              bins.replaceAll((_, point) -> point.aged(factor));
              bins.values().removeIf(point -> point.minutes() < LEAST_MINUTES);
            });
    idle = idle.map(point -> point.aged(factor));
    keep();
  }

  /** Writes all that was measured into the file. */
  public void keep() {
    Map<String, String> all = new HashMap<>();
    points.forEach(
        (phase, bins) -> bins.forEach((bin, point) -> all.put(name(phase, bin), written(point))));
    idle.ifPresent(point -> all.put(IDLE, written(point)));
    kept.replace(all);
  }

  /**
   * The curve of a phase.
   *
   * @param leastW draw without work, W, where none was measured
   * @return empty while too little of it was measured
   */
  public Optional<WorkFit> fit(Phase phase, double leastW) {
    List<WorkPoint> enough =
        new ArrayList<>(
            bins(phase).values().stream()
                .filter(point -> point.minutes() >= ENOUGH_MINUTES)
                .toList());
    enough.sort(Comparator.comparingDouble(WorkPoint::powerW));
    return WorkFit.of(enough, idle.map(WorkPoint::powerW).orElse(leastW));
  }

  private Map<Integer, WorkPoint> bins(Phase phase) {
    return Objects.requireNonNull(points.get(phase));
  }

  private static String name(Phase phase, int bin) {
    return phase.word() + "." + bin;
  }

  private static String written(WorkPoint point) {
    return String.format(
        Locale.ROOT,
        "%.8g %.8g %.4f %.8g",
        point.powerW(),
        point.workPerS(),
        point.minutes(),
        point.spread());
  }

  private static Optional<WorkPoint> read(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 4) {
      return Optional.empty();
    }
    double[] values = new double[4];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.parseDouble(words[i]);
        if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
          return Optional.empty();
        }
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(new WorkPoint(values[0], values[1], values[2], values[3]));
  }
}
