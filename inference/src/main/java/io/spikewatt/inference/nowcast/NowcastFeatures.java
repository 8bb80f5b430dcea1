package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * Inputs of the learnt members, in units of the model's scale: lags, means, extremes and deviations
 * of the last three hours, events, and slow inputs that are held for a quarter hour. An event is a
 * move of the index by a threshold since the last one. A minute that is unknown counts as the last
 * known one. Confined to one thread.
 */
final class NowcastFeatures {
  /** Names the inputs and their order; a model of other ones is refused. */
  static final String ID = "nowcast-a/1";

  static final int COUNT = 36;

  private static final int[] LAGS = {1, 2, 3, 4, 5, 7, 10};
  private static final int[] MEANS = {5, 15, 30, 60, 180};
  private static final int LONGEST = 180;

  /** Whether minimum, maximum and deviation belong to a mean, too. */
  private static final boolean[] SPREAD = {false, true, false, true, true};

  /** Move that is an event, in units of the scale. */
  private static final float EVENT = 0.1f;

  private static final int EVENT_RING = 64;
  private static final int SLOT = 15;
  private static final int SLOW = LAGS.length + MEANS.length + 3 * 3 + 4;

  private static final long SECONDS_PER_DAY = 86_400;

  private final SeriesKind kind;
  private final ZoneId zone;
  private final float scale;
  private final float[] x = new float[COUNT];

  /** Indices with gaps bridged, in units of the scale, as a ring. */
  private final float[] carried = new float[256];

  private final boolean[] events = new boolean[EVENT_RING];

  /** Sine and cosine of one and two waves a day, by quarter hour: computing them allocates. */
  private final float[][] dailyWaves = dailyWaves();

  private int offset;
  private long offsetUntil = Long.MIN_VALUE;
  private boolean begun;
  private boolean slowKnown;
  private int newest;
  private float reference;
  private float size;
  private int sinceEvent;
  private int inQuarter;
  private int inHour;

  NowcastFeatures(SeriesKind kind, ZoneId zone, double scale) {
    this.kind = kind;
    this.zone = zone;
    this.scale = (float) scale;
  }

  private static float[][] dailyWaves() {
    float[][] waves = new float[(int) (SECONDS_PER_DAY / (SLOT * 60))][4];
    for (int slot = 0; slot < waves.length; slot++) {
      for (int wave = 0; wave < 2; wave++) {
        double angle = 2 * StrictMath.PI * (wave + 1) * slot / waves.length;
        waves[slot][2 * wave] = (float) StrictMath.sin(angle);
        waves[slot][2 * wave + 1] = (float) StrictMath.cos(angle);
      }
    }
    return waves;
  }

  /** Takes the newest minute of a state; returns the inputs, which the next call overwrites. */
  float[] observe(MinuteState state) {
    float value = state.last() / scale;
    if (!begun) {
      Arrays.fill(carried, value);
      reference = value;
      sinceEvent = LONGEST;
      begun = true;
    }
    newest = newest + 1 & carried.length - 1;
    carried[newest] = value;
    noteEvent(value);
    fast();
    if (!slowKnown || (state.minute() + 1) % SLOT == 0) {
      slow(state);
      slowKnown = true;
    }
    return x;
  }

  private void noteEvent(float value) {
    boolean event = Math.abs(value - reference) >= EVENT;
    sinceEvent = event ? 0 : Math.min(LONGEST, sinceEvent + 1);
    if (event) {
      size = value - reference;
      reference = value;
    }
    // Of the ring's age 15 and 60, before the newest is written.
    inQuarter -= events[newest - SLOT & EVENT_RING - 1] ? 1 : 0;
    inHour -= events[newest - 60 & EVENT_RING - 1] ? 1 : 0;
    events[newest & EVENT_RING - 1] = event;
    inQuarter += event ? 1 : 0;
    inHour += event ? 1 : 0;
  }

  private void fast() {
    int at = 0;
    for (int lag : LAGS) {
      x[at++] = carried[newest - lag + 1 & carried.length - 1];
    }
    float sum = 0;
    float squares = 0;
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    int spread = at + MEANS.length;
    int k = 0;
    for (int m = 0; m < MEANS.length; m++) {
      for (; k < MEANS[m]; k++) {
        float value = carried[newest - k & carried.length - 1];
        float off = value - x[0];
        sum += off;
        squares += off * off;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      float mean = sum / k;
      x[at++] = x[0] + mean;
      if (SPREAD[m]) {
        x[spread++] = least;
        x[spread++] = most;
        x[spread++] = (float) Math.sqrt(Math.max(0, squares / k - mean * mean));
      }
    }
    x[spread++] = inQuarter;
    x[spread++] = inHour;
    x[spread++] = sinceEvent;
    x[spread] = size;
  }

  private void slow(MinuteState state) {
    int at = SLOW;
    x[at++] = (float) state.meanOf(SLOT) / scale;
    x[at++] = (float) state.meanOf(60) / scale;
    float day = (float) state.meanOf(MinuteState.DAY) / scale;
    x[at++] = day;
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      x[at++] = week(state, w, day);
    }
    long local = (state.minute() + 1) * 60 + offset((state.minute() + 1) * 60);
    float[] waves = dailyWaves[(int) (Math.floorMod(local, SECONDS_PER_DAY) / (SLOT * 60))];
    System.arraycopy(waves, 0, x, at, waves.length);
    at += waves.length;
    // 1970-01-01 was a Thursday.
    boolean weekend = Math.floorMod(Math.floorDiv(local, SECONDS_PER_DAY) + 3, 7L) >= 5;
    x[at] = kind.followsWeek() ? (weekend ? 1 : 0) : (float) state.sky().brightness();
  }

  /** The zone's offset, which is looked up once and then at its next change. */
  private int offset(long epochSecond) {
    if (epochSecond >= offsetUntil) {
      ZoneRules rules = zone.getRules();
      Instant now = Instant.ofEpochSecond(epochSecond);
      boolean clock = kind.followsWeek();
      offset = (clock ? rules.getOffset(now) : rules.getStandardOffset(now)).getTotalSeconds();
      ZoneOffsetTransition next = rules.nextTransition(now);
      offsetUntil = next == null ? Long.MAX_VALUE : next.getInstant().getEpochSecond();
    }
    return offset;
  }

  /** Mean of the last seven days over a window of the coming hour. */
  private float week(MinuteState state, int window, float otherwise) {
    double sum = 0;
    int days = 0;
    for (int day = 1; day <= 7; day++) {
      int end = day * MinuteState.DAY;
      double mean =
          state
              .index()
              .mean(end - NowcastWindows.from(window) - 1, end - NowcastWindows.to(window), 0.5);
      if (!Double.isNaN(mean)) {
        sum += mean;
        days++;
      }
    }
    return days == 0 ? otherwise : (float) (sum / days) / scale;
  }
}
