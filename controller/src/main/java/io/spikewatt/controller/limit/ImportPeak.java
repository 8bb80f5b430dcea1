package io.spikewatt.controller.limit;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The highest quarter-hour mean import of the running calendar month, as a demand charge counts it,
 * and the mean of the running quarter hour. The month's peak survives a restart. A quarter hour of
 * which less than half is known sets no peak. Confined to the control cycle's thread.
 */
public final class ImportPeak {

  private static final double QUARTER_S = QuarterHour.LENGTH.toSeconds();
  private static final double LEAST_KNOWN_S = QUARTER_S / 2;

  /** Longest time that one reading counts for, s. */
  private static final double LONGEST_STEP_S = 60;

  /** Shortest remaining time of a quarter hour, s, because no device answers at once. */
  private static final double LEAST_LEFT_S = 60;

  /** Smallest change worth a write to the disk, W. */
  private static final double NOTE_W = 1;

  private final ZoneId zone;
  private final KeptValues kept;
  private YearMonth month = YearMonth.of(1970, 1);
  private double soFarW;
  private Instant quarter = Instant.MIN;
  private double wattSeconds;
  private double knownS;
  private @Nullable Moment lastUpdate;

  /**
   * @param zone whose months count
   * @param kept store that survives a restart, W by month
   */
  public ImportPeak(ZoneId zone, KeptValues kept) {
    this.zone = zone;
    this.kept = kept;
  }

  /** The record in the state directory. */
  public static ImportPeak in(Path directory, ZoneId zone) {
    String comment = "highest quarter-hour mean import of each month, W";
    Path file = directory.resolve("import-peaks.properties");
    return new ImportPeak(zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** Takes over one cycle's reading of the power at the connection. */
  public void update(Estimate gridW, Moment now) {
    Instant running = QuarterHour.startOf(now.instant());
    if (!running.equals(quarter)) {
      close();
      quarter = running;
      begin(YearMonth.from(running.atZone(zone)));
    }
    if (gridW instanceof Estimate.Known known && lastUpdate != null) {
      double sinceS = now.since(lastUpdate).toNanos() * 1e-9;
      double inQuarterS = Duration.between(quarter, now.instant()).toNanos() * 1e-9;
      double stepS = Math.clamp(Math.min(sinceS, inQuarterS), 0, LONGEST_STEP_S);
      wattSeconds += stepS * Math.max(0, known.value());
      knownS += stepS;
    }
    lastUpdate = now;
  }

  private void close() {
    if (knownS >= LEAST_KNOWN_S) {
      double mean = wattSeconds / knownS;
      if (mean >= soFarW + NOTE_W) {
        soFarW = mean;
        kept.put(month.toString(), Double.toString(mean));
      }
    }
    wattSeconds = 0;
    knownS = 0;
  }

  private void begin(YearMonth running) {
    if (!running.equals(month)) {
      month = running;
      soFarW = kept.number(running.toString(), 0, Double.MAX_VALUE).orElse(0);
    }
  }

  /** Highest quarter-hour mean of the running month so far, W. */
  public double soFarW() {
    return soFarW;
  }

  /** Mean import of the running quarter hour so far, W; empty while unknown. */
  public OptionalDouble runningW() {
    return knownS > 0 ? OptionalDouble.of(wattSeconds / knownS) : OptionalDouble.empty();
  }

  /**
   * Import permitted now for the running quarter hour to keep a level: the level, or less where the
   * quarter hour began above it.
   *
   * @param levelW target of the mean import; a level below the month's peak saves nothing
   */
  public double allowedW(double levelW, Moment now) {
    double level = Math.max(levelW, soFarW);
    double pastS =
        Math.clamp(Duration.between(quarter, now.instant()).toNanos() * 1e-9, 0, QUARTER_S);
    double imported = runningW().orElse(level) * pastS;
    double left = (level * QUARTER_S - imported) / Math.max(LEAST_LEFT_S, QUARTER_S - pastS);
    return Math.clamp(left, 0, level);
  }

  /**
   * The same, less what the rest of the quarter hour is expected to import beyond it: made good for
   * in advance, as long as that is possible. Never more than without the expectation.
   *
   * @param levelW as in {@link #allowedW(double, Moment)}
   * @param unavoidableW import that is expected in the rest whatever is done, W
   */
  public double allowedW(double levelW, double unavoidableW, Moment now) {
    double allowedW = allowedW(levelW, now);
    return Math.max(0, allowedW - Math.max(0, unavoidableW - allowedW));
  }

  /** Time until the running quarter hour ends, at least a minute, hours. */
  public double hoursLeft(Moment now) {
    double pastS = Duration.between(quarter, now.instant()).toNanos() * 1e-9;
    return Math.clamp(QUARTER_S - pastS, LEAST_LEFT_S, QUARTER_S) / 3600;
  }
}
