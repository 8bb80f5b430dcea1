package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.forecast.TimeSeries;
import java.lang.management.ManagementFactory;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunningSlotTest {
  private static final int SLOT = 15;
  private static final int LEADS = 96;
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static RowBuilder builder(TimeSeries s, SeriesKind kind) {
    SlotCalendar calendar =
        new SlotCalendar(s.start(), s.step(), ZONE, kind, s.values().length + LEADS);
    RowSettings settings =
        new RowSettings(
            FeatureSet.of(kind, List.of()), kind, Optional.of(new GeoPosition(52.5, 13.4)), 1, 0.5);
    return new RowBuilder(settings, calendar, s.values(), s.weather());
  }

  private static Standardiser none(SeriesKind kind) {
    int size = FeatureSet.of(kind, List.of()).size();
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return new Standardiser(new float[size], ones);
  }

  private static RunningSlot constant(int minutes, double value) {
    RunningSlot running = new RunningSlot(SLOT);
    for (int m = 0; m < minutes; m++) {
      running.observe(m, value);
    }
    return running;
  }

  private static float feature(OriginRows rows, SeriesKind kind, String name) {
    return rows.x()[FeatureSet.of(kind, List.of()).index(name)];
  }

  @Test
  void the_running_slot_and_earlier_ones_are_what_was_observed() {
    RunningSlot running = new RunningSlot(SLOT);
    for (int m = 0; m < 35; m++) {
      running.observe(600 + m, m);
    }
    assertEquals(42, running.slot());
    assertEquals(5, running.minutesOver());
    assertEquals(32.0 / 3, running.running(), 1e-12);
    assertEquals((15 + 16 + 17 + 18 + 19) / 15.0, running.earlier(1), 1e-12);
    assertTrue(Double.isNaN(running.earlier(3)), "nothing was observed");
    assertTrue(Double.isNaN(running.earlier(100)), "beyond the ring");
  }

  @Test
  void missing_minutes_are_never_zero() {
    RunningSlot running = constant(30, 8);
    running.observe(30, Double.NaN);
    assertFalse(running.isKnown());
    running.observe(31, 8);
    assertFalse(running.isKnown(), "half of the slot is missing");
    running.observe(32, 8);
    assertTrue(running.isKnown());
    assertEquals(8 * 3 / 15.0, running.running(), 1e-12);
    running.observe(30, 99);
    assertEquals(8 * 3 / 15.0, running.running(), 1e-12, "the past stays");
    running.observe(1000, 8);
    assertFalse(running.isKnown(), "what was skipped is missing");
    assertTrue(Double.isNaN(running.earlier(1)));
  }

  @Test
  void the_change_is_what_the_last_three_minutes_are_above_a_slot() {
    RunningSlot running = constant(20, 100);
    assertEquals(0, running.change(), 1e-12);
    for (int m = 0; m < 3; m++) {
      running.observe(20 + m, 400);
    }
    assertEquals(400 - (12 * 100 + 3 * 400) / 15.0, running.change(), 1e-12);
    running.observe(23, Double.NaN);
    assertTrue(Double.isNaN(running.change()));
    assertTrue(Double.isNaN(new RunningSlot(SLOT).change()), "nothing was observed");
  }

  /** A line: means of windows that end at a minute follow it, and lags of the targets do not. */
  @ParameterizedTest
  @EnumSource(
      value = SeriesKind.class,
      names = {"LOAD", "WIND"})
  void windows_end_at_the_minute_and_targets_keep_their_slots(SeriesKind kind) {
    TimeSeries plain = Synthetic.of(kind, 20, 1);
    double[] line = new double[plain.values().length];
    Arrays.setAll(line, k -> 1 + 0.001 * k);
    TimeSeries series = new TimeSeries(plain.start(), plain.step(), line);
    int origin = 15 * 96 + 40;
    RowBuilder builder = builder(series, kind);
    OriginRows start = builder.slice(origin, 1, 4, none(kind), 0);
    OriginRows moved = builder.room(1, 4);
    RunningSlot running = new RunningSlot(SLOT);
    for (int m = 0; m < 10; m++) {
      // A mean over a slot is the line's value at its middle.
      running.observe(m, 1 + 0.001 * (origin + (m + 0.5) / SLOT - 0.5));
    }
    builder.move(moved, origin, running, none(kind));
    assertEquals(2 / 3.0, moved.elapsed(), 1e-12);
    for (String name : List.of("mean1h", "mean3h", "mean24h")) {
      double by = feature(moved, kind, name) - feature(start, kind, name);
      assertEquals(0.001 * 2 / 3, by, name.equals("mean1h") ? 1e-4 : 5e-5, name);
    }
    for (String name : List.of("lag1", "lag7", "similar4", "median7", "sin1")) {
      assertEquals(feature(start, kind, name), feature(moved, kind, name), name);
    }
    double nearer = feature(start, kind, "lead") - feature(moved, kind, "lead");
    assertEquals(2 / 3.0 / 96, nearer, 1e-6);
    assertTrue(feature(moved, kind, "decay") > feature(start, kind, "decay"));
  }

  /** With minutes as the whole slots say, every feature is between those of the two slots. */
  @ParameterizedTest
  @EnumSource
  void just_before_a_slot_ends_the_state_is_nearly_that_of_the_next(SeriesKind kind) {
    TimeSeries series = Synthetic.of(kind, 30, 1);
    int origin = 25 * 96 + 50;
    RowBuilder builder = builder(series, kind);
    RunningSlot running = new RunningSlot(SLOT);
    for (int m = 0; m < 14; m++) {
      running.observe(m, series.values()[origin]);
    }
    OriginRows before = builder.slice(origin, 1, 4, none(kind), 0);
    OriginRows after = builder.slice(origin + 1, 0, 4, none(kind), 0);
    OriginRows moved = builder.room(1, 4);
    builder.move(moved, origin, running, none(kind));
    for (String name :
        List.of("last", "mean1h", "mean3h", "mean24h", "mean7d", "deviation1h", "decay3h")) {
      double whole = feature(after, kind, name) - feature(before, kind, name);
      double part = feature(moved, kind, name) - feature(before, kind, name);
      assertEquals(14 / 15.0 * whole, part, 0.02 * Math.abs(whole) + 1e-3, name);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_minute_allocates_nothing(SeriesKind kind) {
    TimeSeries series = Synthetic.of(kind, 20, 1);
    RowBuilder builder = builder(series, kind);
    OriginRows moved = builder.room(1, 6);
    Standardiser plain = none(kind).repeated(6);
    RunningSlot running = new RunningSlot(SLOT);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int m = 0; m < 14 * 20; m++) {
        running.observe(300L * round + m, 1);
        if (running.minutesOver() > 0) {
          builder.move(moved, 15 * 96 + m / SLOT, running, plain);
        }
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertEquals(0, least);
  }

  @Test
  void what_cannot_be_moved_is_refused() {
    TimeSeries series = Synthetic.of(SeriesKind.LOAD, 20, 1);
    RowBuilder builder = builder(series, SeriesKind.LOAD);
    Standardiser plain = none(SeriesKind.LOAD);
    int origin = 15 * 96;
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.move(builder.room(0, 4), origin, constant(20, 1), plain));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.move(builder.room(1, 4), origin, constant(15, 1), plain));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.move(builder.room(1, 4), origin, new RunningSlot(SLOT), plain));
    for (int minutes : new int[] {0, 1, 61}) {
      assertThrows(IllegalArgumentException.class, () -> new RunningSlot(minutes));
    }
  }
}
