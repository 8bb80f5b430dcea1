package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.score.PairedTest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The model in use and a rival in shadow, compared on forecasts that both issued before the
 * outcomes were known: absolute errors of their medians, by UTC day of the outcome. Not
 * thread-safe.
 */
final class ShadowTrial {

  /** Days that a forecast of a day and more reaches into. */
  private static final int OVERLAP = 2;

  /** Role of the model in shadow. */
  enum Kind {
    /** A new model that may replace the one in use. */
    CHALLENGER,
    /** The model that was in use before; it comes back if it was better. */
    PREDECESSOR
  }

  /**
   * All that is known of a comparison.
   *
   * @param since when it began, epoch second
   * @param looked whether the early look was taken
   * @param broken whether the rival forecast something that is no number
   * @param forecasts number of the rival's forecasts
   * @param sick how many of them came from a silent or saturated network
   * @param days errors by epoch day of the outcome
   */
  record State(
      Kind kind,
      long since,
      boolean looked,
      boolean broken,
      int forecasts,
      int sick,
      SortedMap<Long, ComparedDay> days) {}

  private final Kind kind;
  private final long since;
  private final SortedMap<Long, ComparedDay> days;
  private boolean looked;
  private boolean broken;
  private int forecasts;
  private int sick;

  /** {@code since} is the epoch second of its beginning. */
  ShadowTrial(Kind kind, long since) {
    this(new State(kind, since, false, false, 0, 0, new TreeMap<>()));
  }

  /** Continues from a stored state. */
  ShadowTrial(State state) {
    kind = state.kind;
    since = state.since;
    days = new TreeMap<>(state.days);
    looked = state.looked;
    broken = state.broken;
    forecasts = state.forecasts;
    sick = state.sick;
  }

  State state() {
    return new State(kind, since, looked, broken, forecasts, sick, new TreeMap<>(days));
  }

  Kind kind() {
    return kind;
  }

  /** When it began, epoch second. */
  long since() {
    return since;
  }

  /** Counts a forecast of the rival. */
  void count(boolean healthy) {
    forecasts++;
    sick += healthy ? 0 : 1;
  }

  /** The rival forecast something that is no number. */
  void fail() {
    broken = true;
  }

  /** Whether the rival forecast something that is no number. */
  boolean broken() {
    return broken;
  }

  /** Whether the rival cannot be used, however small its error. */
  boolean unfit() {
    return broken || 2 * sick > forecasts;
  }

  /** Whether the early look was taken. */
  boolean looked() {
    return looked;
  }

  /** Marks the early look as taken once it is due. */
  void look(boolean due) {
    looked |= due;
  }

  void add(long day, ComparedDay errors) {
    days.merge(day, errors, ComparedDay::plus);
  }

  /**
   * Comparison over the days before {@code today}.
   *
   * @param days that were compared
   * @param gain 1 - rival's error / error of the model in use
   * @param rivalBetter test of whether the rival is better
   * @param rivalWorse test of whether it is worse
   * @param aboveNaive whether the rival was at least as good as the better naive forecast
   */
  record TrialResult(
      int days,
      double gain,
      PairedTest.Outcome rivalBetter,
      PairedTest.Outcome rivalWorse,
      boolean aboveNaive) {}

  /** Compares the days before epoch day {@code today} that have at least {@code least} outcomes. */
  TrialResult tally(long today, int least) {
    List<ComparedDay> means =
        days.headMap(today).values().stream()
            .filter(day -> day.outcomes() >= least)
            .map(ComparedDay::mean)
            .toList();
    double[] reigning = means.stream().mapToDouble(ComparedDay::reigning).toArray();
    double[] rival = means.stream().mapToDouble(ComparedDay::rival).toArray();
    ComparedDay total = means.stream().reduce(ComparedDay.NONE, ComparedDay::plus);
    return new TrialResult(
        means.size(),
        total.reigning() > 0 ? 1 - total.rival() / total.reigning() : 0,
        PairedTest.compare(rival, reigning, OVERLAP),
        PairedTest.compare(reigning, rival, OVERLAP),
        total.rivalAboveNaive());
  }
}
