package io.spikewatt.controller.compute.agent;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.curve.CurveFile;
import io.spikewatt.controller.compute.curve.CurveRecord;
import io.spikewatt.controller.compute.curve.WorkFit;
import io.spikewatt.controller.compute.curve.WorkWindow;
import io.spikewatt.controller.compute.curve.WorkWindow.Steady;
import io.spikewatt.controller.compute.progress.WorkCounter;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/** Counts the work of the jobs, and keeps the record of work over power. */
final class WorkObserver {

  /** Lost by a power cut at most. */
  private static final Duration SAVE_EVERY = Duration.ofMinutes(10);

  private final List<WorkCounter> jobs;
  private final CurveFile curveFile;
  private final Duration halfLife;
  private final double leastIdleW;
  private final WorkWindow window;
  private final Optional<String> problem;
  private CurveRecord curveRecord;
  private Moment agedAt;
  private Moment savedAt;
  private Optional<WorkPhase> phase = Optional.empty();
  private OptionalDouble workPerS = OptionalDouble.empty();
  private Map<WorkPhase, WorkFit> curves;

  /**
   * Reads the record.
   *
   * @param maxW full power of the box, W
   * @param leastIdleW draw without work if none was measured, W
   */
  WorkObserver(
      List<WorkCounter> jobs,
      CurveFile curveFile,
      Duration halfLife,
      double maxW,
      double leastIdleW,
      Moment now) {
    this.jobs = List.copyOf(jobs);
    this.curveFile = curveFile;
    this.halfLife = halfLife;
    this.leastIdleW = leastIdleW;
    this.window = new WorkWindow(maxW);
    CurveFile.Read read = curveFile.read(maxW, now.instant(), halfLife);
    this.curveRecord = read.curveRecord();
    this.problem = read.problem();
    this.agedAt = now;
    this.savedAt = now;
    this.curves = fitted();
  }

  /** Why the record began anew, if it did. */
  Optional<String> problem() {
    return problem;
  }

  /** One second. */
  void next(OptionalDouble drawW, Moment now) throws InterruptedException {
    Map<WorkPhase, Double> done = new EnumMap<>(WorkPhase.class);
    boolean known = !jobs.isEmpty();
    // One server a second: several that do not answer must not delay the budget.
    Optional<WorkCounter> asking = jobs.stream().filter(job -> job.asksServer(now)).findFirst();
    for (WorkCounter job : jobs) {
      OptionalDouble work = job.next(asking.filter(job::equals).isPresent(), now);
      known &= work.isPresent();
      work.ifPresent(units -> done.merge(job.phase(), units, Double::sum));
    }
    Optional<Steady> steady = window.next(drawW, done, known, now);
    if (steady.isPresent()) {
      add(steady.get(), now);
    }
    if (now.since(savedAt).compareTo(SAVE_EVERY) >= 0) {
      save(now);
    }
  }

  private void add(Steady steady, Moment now) {
    CurveRecord older = curveRecord.aged(now.since(agedAt), halfLife);
    agedAt = now;
    workPerS = OptionalDouble.of(steady.workPerS());
    if (steady.phase().isPresent()) {
      phase = steady.phase();
      curveRecord =
          older.with(steady.phase().get(), steady.powerW(), steady.workPerS(), now.instant());
    } else {
      curveRecord = older.withIdle(steady.powerW(), now.instant());
    }
    curves = fitted();
  }

  private Map<WorkPhase, WorkFit> fitted() {
    Map<WorkPhase, WorkFit> fitted = new EnumMap<>(WorkPhase.class);
    for (WorkPhase each : WorkPhase.values()) {
      WorkFit.fit(curveRecord, each, leastIdleW).ifPresent(curve -> fitted.put(each, curve));
    }
    return Map.copyOf(fitted);
  }

  /** Number of jobs whose count advanced in the last minute. */
  int running(Moment now) {
    return (int) jobs.stream().filter(job -> job.running(now)).count();
  }

  /** Work of the last steady window; empty = none yet. */
  OptionalDouble workPerS() {
    return workPerS;
  }

  /** Curve of the phase that worked last, or of the only one known. */
  Optional<WorkFit> current() {
    return phase
        .map(curves::get)
        .or(() -> curves.size() == 1 ? curves.values().stream().findFirst() : Optional.empty());
  }

  Map<WorkPhase, WorkFit> curves() {
    return curves;
  }

  /** Writes the record; a disk that refuses is logged. */
  void save(Moment now) {
    savedAt = now;
    try {
      curveFile.write(curveRecord);
    } catch (IOException e) {
      Logger.warn("the record of work over power was not written: {}", e.getMessage());
    }
  }
}
