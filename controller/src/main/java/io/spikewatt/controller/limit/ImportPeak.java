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
 * and how the running quarter hour stands. The month's peak outlives a restart. A quarter hour of
 * which less than half is known sets no peak. The control cycle's thread uses it alone.
 */
public final class ImportPeak {

  private static final double QUARTER_S = QuarterHour.LENGTH.toSeconds();
  private static final double LEAST_KNOWN_S = QUARTER_S / 2;

  /** A reading stands for the time since the one before, but for no longer than this. */
  private static final double LONGEST_STEP_S = 60;

  /** What is left of a quarter hour is never taken as shorter, s: nothing moves at once. */
  private static final double LEAST_LEFT_S = 60;

  /** Less is not worth a write to the disk, W. */
  private static final double NOTE_W = 1;

  private final ZoneId zone;
  private final KeptValues kept;
  private YearMonth month = YearMonth.of(1970, 1);
  private double soFarW;
  private Instant quarter = Instant.MIN;
  private double wattSeconds;
  private double knownS;
  private @Nullable Moment seen;

  /**
   * @param zone whose months count
   * @param kept what outlives a restart, W by month
   */
  public ImportPeak(ZoneId zone, KeptValues kept) {
    this.zone = zone;
    this.kept = kept;
  }

  /** The one in the state directory. */
  public static ImportPeak in(Path directory, ZoneId zone) {
    String comment = "highest quarter-hour mean import of each month, W";
    Path file = directory.resolve("import-peaks.properties");
    return new ImportPeak(zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** Takes one cycle's reading of the power at the connection. */
  public void update(Estimate gridW, Moment now) {
    Instant running = QuarterHour.startOf(now.instant());
    if (!running.equals(quarter)) {
      close();
      quarter = running;
      begin(YearMonth.from(running.atZone(zone)));
    }
    if (gridW instanceof Estimate.Known known && seen != null) {
      double sinceS = now.since(seen).toNanos() * 1e-9;
      double inQuarterS = Duration.between(quarter, now.instant()).toNanos() * 1e-9;
      double stepS = Math.clamp(Math.min(sinceS, inQuarterS), 0, LONGEST_STEP_S);
      wattSeconds += stepS * Math.max(0, known.value());
      knownS += stepS;
    }
    seen = now;
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

  /** Mean import of the running quarter hour so far, W; empty while nothing of it is known. */
  public OptionalDouble runningW() {
    return knownS > 0 ? OptionalDouble.of(wattSeconds / knownS) : OptionalDouble.empty();
  }

  /**
   * What may be imported now so that the running quarter hour keeps to a level: the level, and less
   * where the quarter hour began with more.
   *
   * @param levelW mean import that is wanted; one below the month's peak saves nothing
   */
  public double allowedW(double levelW, Moment now) {
    double level = Math.max(levelW, soFarW);
    double pastS =
        Math.clamp(Duration.between(quarter, now.instant()).toNanos() * 1e-9, 0, QUARTER_S);
    double imported = runningW().orElse(level) * pastS;
    double left = (level * QUARTER_S - imported) / Math.max(LEAST_LEFT_S, QUARTER_S - pastS);
    return Math.clamp(left, 0, level);
  }
}
