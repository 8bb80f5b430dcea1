package io.spikewatt.controller.compute.curve;

import io.spikewatt.config.compute.WorkPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Work a second at the powers that occurred, by phase, and the draw without work. Old measurements
 * lose weight by half in each half-life.
 *
 * @param maxW full power of the box, W, {@code > 0}: power is divided into {@value #BINS} bins up
 *     to it
 * @param idle draw while no job did any work, W
 * @param phases bins by phase, each list of {@link #BINS}
 * @param at wall time of the last measurement
 */
public record CurveRecord(
    double maxW, AgedMean idle, Map<WorkPhase, List<Bin>> phases, Instant at) {

  /** Number of bins of a phase. */
  static final int BINS = 40;

  /** Older records of a phase than this many half-lives are gone. */
  private static final double LEAST_WEIGHT = 1e-3;

  public CurveRecord {
    phases = Collections.unmodifiableMap(new EnumMap<>(withPhases(phases)));
  }

  private static Map<WorkPhase, List<Bin>> withPhases(Map<WorkPhase, List<Bin>> phases) {
    EnumMap<WorkPhase, List<Bin>> copy = new EnumMap<>(WorkPhase.class);
    phases.forEach(
        (phase, bins) -> {
          if (bins.size() != BINS) {
            throw new IllegalArgumentException(
                "expected %d bins, found %d".formatted(BINS, bins.size()));
          }
          copy.put(phase, List.copyOf(bins));
        });
    return copy;
  }

  /**
   * Measurements at powers that are close to each other.
   *
   * @param power W
   * @param work a second, in the unit of the phase's counter
   */
  record Bin(AgedMean power, AgedMean work) {
    static final Bin NONE = new Bin(AgedMean.NONE, AgedMean.NONE);

    private Bin aged(double kept) {
      return work.weight() * kept < LEAST_WEIGHT
          ? NONE
          : new Bin(power.aged(kept), work.aged(kept));
    }
  }

  /** An empty record. */
  public static CurveRecord begin(double maxW, Instant now) {
    return new CurveRecord(maxW, AgedMean.NONE, Map.of(), now);
  }

  /** With a measurement of one phase alone: work a second {@code > 0} at a power. */
  public CurveRecord with(WorkPhase phase, double powerW, double workPerS, Instant now) {
    List<Bin> bins =
        new ArrayList<>(phases.getOrDefault(phase, Collections.nCopies(BINS, Bin.NONE)));
    int index = Math.clamp((int) Math.floor(powerW / maxW * BINS), 0, BINS - 1);
    Bin bin = bins.get(index);
    bins.set(index, new Bin(bin.power.with(powerW), bin.work.with(workPerS)));
    Map<WorkPhase, List<Bin>> changed = new EnumMap<>(WorkPhase.class);
    changed.putAll(phases);
    changed.put(phase, bins);
    return new CurveRecord(maxW, idle, changed, now);
  }

  /** With a measurement of the draw while no job did any work. */
  public CurveRecord withIdle(double powerW, Instant now) {
    return new CurveRecord(maxW, idle.with(powerW), phases, now);
  }

  /** After a time in which nothing was measured, or in which something was. */
  public CurveRecord aged(Duration time, Duration halfLife) {
    double kept = Math.pow(0.5, Math.max(0, (double) time.toMillis() / halfLife.toMillis()));
    Map<WorkPhase, List<Bin>> older = new EnumMap<>(WorkPhase.class);
    phases.forEach(
        (phase, bins) -> older.put(phase, bins.stream().map(bin -> bin.aged(kept)).toList()));
    return new CurveRecord(maxW, idle.aged(kept), older, at);
  }

  /** Measured draw without work, W; NaN-free: the other value if nothing was measured. */
  public double idleW(double otherwiseW) {
    return idle.weight() > 0 ? idle.mean() : otherwiseW;
  }
}
