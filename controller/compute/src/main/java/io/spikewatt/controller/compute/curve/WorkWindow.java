package io.spikewatt.controller.compute.curve;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Means of draw and work over windows of {@value #SECONDS} seconds, since work counters move in
 * steps. A window counts if its power was steady and at most one phase worked in it. The power of
 * training swings from second to second, so the means of the window's thirds are compared.
 */
public final class WorkWindow {

  static final int SECONDS = 30;

  private static final Duration LENGTH = Duration.ofSeconds(SECONDS);

  private static final int PARTS = 3;

  /** Largest difference of two parts' mean draws, as a share of full power. */
  private static final double STEADY = 0.1;

  private static final double NANOS_PER_S = 1e9;

  private final double maxW;
  private @Nullable Moment began;
  private final double[] sumW = new double[PARTS];
  private final int[] draws = new int[PARTS];
  private boolean gap;
  private final Map<WorkPhase, Double> work = new EnumMap<>(WorkPhase.class);

  /**
   * A window that counts.
   *
   * @param phase that worked; empty = none did
   * @param powerW mean draw, W
   * @param workPerS work a second, 0 if no phase worked
   */
  public record Steady(Optional<WorkPhase> phase, double powerW, double workPerS) {}

  /**
   * @param maxW full power of the box, W
   */
  public WorkWindow(double maxW) {
    this.maxW = maxW;
  }

  /**
   * One second; a result at the end of a window that counts.
   *
   * @param drawW measured, W; a window with a missing one does not count
   * @param done work since the call before, by phase; a phase of unknown progress is left out of no
   *     window: its jobs make {@code known} false
   * @param known whether the progress of every job is known
   */
  public Optional<Steady> next(
      OptionalDouble drawW, Map<WorkPhase, Double> done, boolean known, Moment now) {
    if (began == null) {
      restart(now);
    }
    gap |= drawW.isEmpty() || !known;
    if (drawW.isPresent()) {
      int part = part(now);
      sumW[part] += drawW.getAsDouble();
      draws[part]++;
    }
    done.forEach((phase, units) -> work.merge(phase, units, Double::sum));
    Moment start = began;
    if (start == null || now.since(start).compareTo(LENGTH) < 0) {
      return Optional.empty();
    }
    Optional<Steady> steady = steady(now.since(start).toNanos() / NANOS_PER_S);
    restart(now);
    return steady;
  }

  private Optional<Steady> steady(double seconds) {
    work.values().removeIf(units -> units <= 0);
    if (gap || work.size() > 1 || !isSteady()) {
      return Optional.empty();
    }
    Optional<WorkPhase> phase = work.keySet().stream().findFirst();
    return Optional.of(
        new Steady(
            phase,
            Arrays.stream(sumW).sum() / Arrays.stream(draws).sum(),
            phase.map(work::get).map(units -> units / seconds).orElse(0.0)));
  }

  private int part(Moment now) {
    long passed = began == null ? 0 : now.since(began).toMillis();
    return (int) Math.clamp(PARTS * passed / LENGTH.toMillis(), 0, PARTS - 1L);
  }

  /** A part without a draw is not known to be steady. */
  private boolean isSteady() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int part = 0; part < PARTS; part++) {
      double meanW = sumW[part] / draws[part];
      if (Double.isNaN(meanW)) {
        return false;
      }
      least = Math.min(least, meanW);
      most = Math.max(most, meanW);
    }
    return most - least <= STEADY * maxW;
  }

  private void restart(Moment now) {
    began = now;
    Arrays.fill(draws, 0);
    Arrays.fill(sumW, 0);
    gap = false;
    work.clear();
  }
}
