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
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Import at the connection: the highest quarter-hour mean of the running calendar month, as a
 * demand charge counts it, the mean of the running quarter hour, and the energy of the running day.
 * All survive a restart, but for the last minutes before a power cut. A quarter hour of which less
 * than half is known sets no peak, nor does one of a clock that is doubted. Confined to the control
 * cycle's thread but for {@link #keep}.
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
  private static final String TODAY = "today";

  /** Time of a day without a reading beyond which its energy is unknown, s. */
  private static final double MOST_UNREAD_S = 300;

  private static final double LONGEST_DAY_S = Duration.ofHours(26).toSeconds();

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

  private volatile Running today = Running.NONE;

  /** Of the thread that writes. */
  private @Nullable Moment keptAt;

  /**
   * Import at one moment.
   *
   * @param peakW highest quarter-hour mean of the running month so far, W
   * @param runningW mean of the running quarter hour so far, W; empty while unknown
   * @param todayKwh energy since midnight, kWh
   */
  public record Reading(double peakW, OptionalDouble runningW, Estimate todayKwh) {

    public static final Reading NONE =
        new Reading(0, OptionalDouble.empty(), new Estimate.Unknown("nothing was read yet"));
  }

  /**
   * The import of a quarter hour or a day.
   *
   * @param wattSeconds energy, W s
   * @param knownS time in which the power was known, s
   */
  private record Running(Instant start, double wattSeconds, double knownS) {

    static final Running NONE = new Running(Instant.EPOCH, 0, 0);

    String text() {
      return start + " " + wattSeconds + " " + knownS;
    }

    /** Reverses {@link #text}; none for anything else. */
    static Running parse(String text, double longestS) {
      String[] words = text.split(" ");
      try {
        Running read =
            words.length == 3
                ? new Running(
                    Instant.parse(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]))
                : NONE;
        return read.isSound(longestS) ? read : NONE;
      } catch (DateTimeException | NumberFormatException e) {
        Logger.warn("the import so far is not understood: {}", e.getMessage());
        return NONE;
      }
    }

    private boolean isSound(double longestS) {
      return QuarterHour.startOf(start).equals(start)
          && wattSeconds >= 0
          && wattSeconds <= Double.MAX_VALUE
          && knownS >= 0
          && knownS <= longestS;
    }
  }

  /**
   * @param zone whose months count
   * @param kept store that survives a restart, W by month
   */
  public ImportPeak(ZoneId zone, KeptValues kept) {
    this.zone = zone;
    this.kept = kept;
    this.today = kept(TODAY, LONGEST_DAY_S);
    Running before = kept(RUNNING, QUARTER_S);
    this.clock = new ClockSteps(before.start);
    resume(before);
  }

  private Running kept(String name, double longestS) {
    return kept.get(name).map(text -> Running.parse(text, longestS)).orElse(Running.NONE);
  }

  private void resume(Running before) {
    if (before.knownS > 0) {
      quarter = before.start;
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
    Instant midnight = now.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    if (!midnight.equals(today.start)) {
      today = new Running(midnight, 0, 0);
    }
    if (gridW instanceof Estimate.Known known && lastUpdate != null) {
      double importW = Math.max(0, known.value());
      double stepS = stepS(lastUpdate, now, quarter);
      wattSeconds += stepS * importW;
      knownS += stepS;
      double dayS = stepS(lastUpdate, now, midnight);
      today = new Running(midnight, today.wattSeconds + dayS * importW, today.knownS + dayS);
    }
    lastUpdate = now;
    running = new Running(quarter, wattSeconds, knownS);
  }

  /** Time that a reading counts for, within the span that begins at a time. */
  private static double stepS(Moment last, Moment now, Instant start) {
    double sinceS = now.since(last).toNanos() * 1e-9;
    return Math.clamp(Math.min(sinceS, secondsBetween(start, now)), 0, LONGEST_STEP_S);
  }

  private static double secondsBetween(Instant start, Moment now) {
    return Duration.between(start, now.instant()).toNanos() * 1e-9;
  }

  /** Writes the running sums when that is due; any thread, but one at a time. */
  public void keep(Moment now) {
    if (keptAt == null || now.since(keptAt).compareTo(KEPT_EVERY) >= 0) {
      keptAt = now;
      close();
    }
  }

  /** Writes the running quarter hour and day, before an orderly end. */
  public void close() {
    Map<String, String> known = new TreeMap<>();
    Running newest = running;
    Running day = today;
    if (newest.knownS > 0) {
      known.put(RUNNING, newest.text());
    }
    if (day.knownS > 0) {
      known.put(TODAY, day.text());
    }
    kept.putAll(known);
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
    return new Reading(soFarW(), runningW(), todayKwh());
  }

  /**
   * Unknown before the day's first reading, and once too much of the day is unread. A clock that
   * was set meanwhile shows as unread time, or as more readings than the day has seconds.
   */
  private Estimate todayKwh() {
    Moment now = lastUpdate;
    if (now == null) {
      return new Estimate.Unknown("nothing was read yet");
    }
    double pastS = secondsBetween(today.start, now);
    boolean begun = today.knownS > 0 || pastS == 0;
    return begun && Math.abs(pastS - today.knownS) <= MOST_UNREAD_S
        ? new Estimate.Known(today.wattSeconds / 3.6e6, Estimate.How.DERIVED, now)
        : new Estimate.Unknown("the import was not read for a part of today");
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
    double pastS = Math.clamp(secondsBetween(quarter, now), 0, QUARTER_S);
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
    return Math.clamp(QUARTER_S - secondsBetween(quarter, now), LEAST_LEFT_S, QUARTER_S) / 3600;
  }
}
