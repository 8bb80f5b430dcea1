package io.spikewatt.controller.command;

import io.spikewatt.controller.asset.JobState;
import io.spikewatt.hal.time.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;

/** One cluster's job and its progress. Confined to one thread. */
final class JobProgress {

  private static final String NONE = "-";

  final String device;
  private final double energyWh;
  final Instant by;
  final OptionalDouble maxW;
  private double doneWh;

  /** Time without a known power, s. */
  private double uncountedS;

  /** When it was stored last; empty for a new job. */
  private Optional<Instant> keptAt = Optional.empty();

  /** Whether it was read from the disk and not updated since. */
  private boolean resumes;

  private boolean fresh = true;

  JobProgress(String device, double energyWh, Instant by, OptionalDouble maxW) {
    this.device = device;
    this.energyWh = energyWh;
    this.by = by;
    this.maxW = maxW;
  }

  /** A job as {@link #keep} wrote it; empty if there is none or the text is invalid. */
  static Optional<JobProgress> parse(String device, String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 6) {
      return Optional.empty();
    }
    try {
      OptionalDouble maxW =
          parts[2].equals(NONE)
              ? OptionalDouble.empty()
              : OptionalDouble.of(Double.parseDouble(parts[2]));
      Instant by = Timestamp.parse(parts[1]).orElseThrow();
      Instant keptAt = Timestamp.parse(parts[5]).orElseThrow();
      JobProgress job = new JobProgress(device, Double.parseDouble(parts[0]), by, maxW);
      job.doneWh = Double.parseDouble(parts[3]);
      job.uncountedS = Double.parseDouble(parts[4]);
      job.keptAt = Optional.of(keptAt);
      job.resumes = true;
      return job.isSound() ? Optional.of(job) : Optional.empty();
    } catch (NumberFormatException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private boolean isSound() {
    return energyWh > 0
        && energyWh < Double.POSITIVE_INFINITY
        && doneWh >= 0
        && uncountedS >= 0
        && maxW.orElse(1) > 0;
  }

  /** Text that survives a restart. */
  String keep(Instant now) {
    keptAt = Optional.of(now);
    String most = maxW.isPresent() ? Double.toString(maxW.getAsDouble()) : NONE;
    return String.join(
        " ",
        Double.toString(energyWh),
        by.toString(),
        most,
        Double.toString(doneWh),
        Double.toString(uncountedS),
        now.toString());
  }

  boolean isDueForKeeping(Instant now, Duration every) {
    return keptAt.isEmpty() || Duration.between(keptAt.get(), now).abs().compareTo(every) >= 0;
  }

  /**
   * Whether this is the job's first cycle, so that earlier energy is not its own. For a job from
   * the disk, the time since it was stored was not counted.
   */
  boolean begins(Instant now) {
    boolean first = fresh;
    fresh = false;
    if (first && resumes && keptAt.isPresent()) {
      uncountedS += Math.max(0, Duration.between(keptAt.get(), now).toMillis() / 1000.0);
    }
    return first;
  }

  void count(double wh, double unknownS) {
    doneWh += wh;
    uncountedS += unknownS;
  }

  double leftWh() {
    return Math.max(0, energyWh - doneWh);
  }

  boolean isDone() {
    return doneWh >= energyWh;
  }

  /** The progress in words. */
  String progress() {
    String counted = String.format(Locale.ROOT, "%.0f of %.0f Wh counted", doneWh, energyWh);
    return uncountedS < 1
        ? counted
        : counted + String.format(Locale.ROOT, ", %.0f s not known", uncountedS);
  }

  JobState state(double mostW) {
    return new JobState(energyWh, leftWh(), by, mostW, uncountedS);
  }
}
