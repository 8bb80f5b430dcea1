package io.spikewatt.inference.feature;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * The site's local time of every row of a series and of the rows ahead of it. Consumption follows
 * the wall clock, so a load's calendar has days of 23 and 25 hours; sun and wind do not, so a
 * calendar of production stays on the zone's standard time.
 */
public final class SlotCalendar {
  /** As {@link #weekday} counts. */
  static final int SUNDAY = 6;

  private static final int SECONDS_PER_DAY = 86_400;

  private final Instant start;
  private final Duration step;
  private final int stepSeconds;
  private final int slotsPerDay;
  private final int[] offsetSeconds;
  private final int[] secondOfDay;
  private final byte[] weekday;
  private final boolean[] holiday;
  private final float[][] daily;

  /**
   * @param start start of row 0
   * @param step row length, a divisor of one day
   * @param rows number of rows, history and horizon together
   */
  public SlotCalendar(Instant start, Duration step, ZoneId zone, SeriesKind kind, int rows) {
    this.start = start;
    this.step = step;
    stepSeconds = Math.toIntExact(step.toSeconds());
    if (stepSeconds <= 0 || SECONDS_PER_DAY % stepSeconds != 0) {
      throw new IllegalArgumentException("a step must divide one day, not " + step);
    }
    slotsPerDay = SECONDS_PER_DAY / stepSeconds;
    offsetSeconds = new int[rows];
    secondOfDay = new int[rows];
    weekday = new byte[rows];
    holiday = new boolean[rows];
    Holidays holidays = kind.followsWeek() ? Holidays.of(zone) : Holidays.NONE;
    ZoneRules rules = zone.getRules();
    for (int k = 0; k < rows; k++) {
      Instant at = start.plusSeconds((long) k * stepSeconds);
      offsetSeconds[k] =
          (kind.followsWeek() ? rules.getOffset(at) : rules.getStandardOffset(at))
              .getTotalSeconds();
      long local = at.getEpochSecond() + offsetSeconds[k];
      secondOfDay[k] = (int) Math.floorMod(local, (long) SECONDS_PER_DAY);
      // 1970-01-01 was a Thursday, which is 3 counted from Monday.
      long day = Math.floorDiv(local, (long) SECONDS_PER_DAY);
      weekday[k] = (byte) Math.floorMod(day + 3, 7L);
      holiday[k] = weekday[k] != SUNDAY && holidays.on(day);
    }
    daily = wavesOfADay(slotsPerDay);
  }

  /** Start of row 0. */
  Instant start() {
    return start;
  }

  /** Length of a row. */
  Duration step() {
    return step;
  }

  private static float[][] wavesOfADay(int slotsPerDay) {
    float[][] waves = new float[slotsPerDay][6];
    for (int slot = 0; slot < slotsPerDay; slot++) {
      for (int wave = 0; wave < 3; wave++) {
        double angle = 2 * StrictMath.PI * (wave + 1) * slot / slotsPerDay;
        waves[slot][2 * wave] = (float) StrictMath.sin(angle);
        waves[slot][2 * wave + 1] = (float) StrictMath.cos(angle);
      }
    }
    return waves;
  }

  public int rows() {
    return weekday.length;
  }

  public int slotsPerDay() {
    return slotsPerDay;
  }

  /** Rows in one hour, at least 1. */
  public int slotsPerHour() {
    return Math.max(1, slotsPerDay / 24);
  }

  /** Row with the same local time {@code days} earlier; may be negative. */
  public int sameTime(int row, int days) {
    int there = row - days * slotsPerDay;
    if (there < 0) {
      return there;
    }
    int moved = offsetSeconds[row] - offsetSeconds[there];
    return moved == 0 ? there : there + moved / stepSeconds;
  }

  /** Local slot of the day, 0 to slotsPerDay - 1. */
  public int slotOfDay(int row) {
    return secondOfDay[row] / stepSeconds;
  }

  /** Local hour of the day, 0 to 23. */
  public int hour(int row) {
    return secondOfDay[row] / 3600;
  }

  /** Which slot of its hour, 0 to slotsPerHour - 1. */
  public int slotOfHour(int row) {
    return Math.min(secondOfDay[row] % 3600 / stepSeconds, slotsPerHour() - 1);
  }

  /** 0 = Monday to 6 = Sunday. */
  public int weekday(int row) {
    return weekday[row];
  }

  public boolean weekend(int row) {
    return weekday[row] >= 5;
  }

  /** Whether a public holiday falls on that day, and the day is no Sunday; never for production. */
  public boolean holiday(int row) {
    return holiday[row];
  }

  /** Sine and cosine of one, two and three waves a day at that local time; not to be changed. */
  float[] dailyWaves(int row) {
    return daily[slotOfDay(row)];
  }
}
