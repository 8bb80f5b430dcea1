package io.spikewatt.controller.limit;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.ClockSteps;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The highest quarter-hour mean import of the running calendar month, as a demand charge counts it,
 * and the mean of the running quarter hour. Both survive a restart, but for the last minutes before
 * a power cut. A quarter hour of which less than half is known sets no peak, nor does one of a
 * clock that is doubted. Confined to the control cycle's thread but for {@link #keep}.
 */
public final class ImportPeak {

  private static final double QUARTER_S = QuarterHour.LENGTH.toSeconds();
  private static final double LEAST_KNOWN_S = QUARTER_S / 2;

  /** Longest time that one reading counts for, s. */
  private static final double LONGEST_STEP_S = 60;

  /** Shortest remaining time of a quarter hour, s, because no device answers at once. */
  private static final double LEAST_LEFT_S = 60;

  /** The most of a quarter hour that a power cut loses. */
  private static final Duration KEPT_EVERY = Duration.ofMinutes(3);

  private static final String RUNNING = "running";

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
  private final ClockSteps clock;

  /** For the thread that writes. */
  private volatile Running running = Running.NONE;

  /** Of the thread that writes. */
  private @Nullable Moment keptAt;

  /**
   * Import at one moment.
   *
   * @param peakW highest quarter-hour mean of the running month so far, W
   * @param runningW mean of the running quarter hour so far, W; empty while unknown
   */
  public record Reading(double peakW, OptionalDouble runningW) {

    public static final Reading NONE = new Reading(0, OptionalDouble.empty());
  }

  /**
   * The import of a quarter hour.
   *
   * @param quarter its start
   * @param wattSeconds energy, W s
   * @param knownS time in which the power was known, s
   */
  private record Running(Instant quarter, double wattSeconds, double knownS) {

    static final Running NONE = new Running(Instant.EPOCH, 0, 0);

    String text() {
      return quarter + " " + wattSeconds + " " + knownS;
    }

    /** Reverses {@link #text}; none for anything else. */
    static Running parse(String text) {
      String[] words = text.split(" ");
      try {
        Running read =
            words.length == 3
                ? new Running(
                    Instant.parse(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]))
                : NONE;
        return read.isSound() ? read : NONE;
      } catch (DateTimeException | NumberFormatException e) {
        Logger.warn("the running quarter hour's import is not understood: {}", e.getMessage());
        return NONE;
      }
    }

    private boolean isSound() {
      return QuarterHour.startOf(quarter).equals(quarter)
          && wattSeconds >= 0
          && wattSeconds <= Double.MAX_VALUE
          && knownS >= 0
          && knownS <= QUARTER_S;
    }
  }

  /**
   * @param zone whose months count
   * @param kept store that survives a restart, W by month
   */
  public ImportPeak(ZoneId zone, KeptValues kept) {
    this.zone = zone;
    this.kept = kept;
    Running before = kept.get(RUNNING).map(Running::parse).orElse(Running.NONE);
    this.clock = new ClockSteps(before.quarter);
    resume(before);
  }

  private void resume(Running before) {
    if (before.knownS > 0) {
      quarter = before.quarter;
      wattSeconds = before.wattSeconds;
      knownS = before.knownS;
      running = before;
      begin(YearMonth.from(quarter.atZone(zone)));
    }
  }

  /** The record in the state directory. */
  public static ImportPeak in(Path directory, ZoneId zone) {
    String comment =
        "highest quarter-hour mean import of each month, W; the running quarter hour: W s, s";
    Path file = directory.resolve("import-peaks.properties");
    return new ImportPeak(zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** Takes over one cycle's reading of the power at the connection. */
  public void update(Estimate gridW, Moment now) {
    if (clock.update(now)) {
      forget();
    }
    Instant start = QuarterHour.startOf(now.instant());
    if (!start.equals(quarter)) {
      endQuarter();
      quarter = start;
      begin(YearMonth.from(start.atZone(zone)));
    }
    if (gridW instanceof Estimate.Known known && lastUpdate != null) {
      double sinceS = now.since(lastUpdate).toNanos() * 1e-9;
      double inQuarterS = Duration.between(quarter, now.instant()).toNanos() * 1e-9;
      double stepS = Math.clamp(Math.min(sinceS, inQuarterS), 0, LONGEST_STEP_S);
      wattSeconds += stepS * Math.max(0, known.value());
      knownS += stepS;
    }
    lastUpdate = now;
    running = new Running(quarter, wattSeconds, knownS);
  }

  /** Writes the running quarter hour when that is due; any thread, but one at a time. */
  public void keep(Moment now) {
    if (keptAt == null || now.since(keptAt).compareTo(KEPT_EVERY) >= 0) {
      keptAt = now;
      close();
    }
  }

  /** Writes the running quarter hour, before an orderly end. */
  public void close() {
    String text = running.text();
    if (running.knownS > 0 && !kept.get(RUNNING).equals(Optional.of(text))) {
      kept.put(RUNNING, text);
    }
  }

  private void endQuarter() {
    if (knownS >= LEAST_KNOWN_S && clock.settled()) {
      double mean = wattSeconds / knownS;
      if (mean >= soFarW + NOTE_W) {
        soFarW = mean;
        kept.put(month.toString(), Double.toString(mean));
      }
    }
    forget();
  }

  private void forget() {
    wattSeconds = 0;
    knownS = 0;
  }

  private void begin(YearMonth running) {
    if (!running.equals(month)) {
      month = running;
      soFarW = kept.number(running.toString(), 0, Double.MAX_VALUE).orElse(0);
    }
  }

  /** Import at one moment. */
  public Reading reading() {
    return new Reading(soFarW(), runningW());
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
