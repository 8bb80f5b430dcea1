package io.spikewatt.hal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PacedClockTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void a_day_passes_as_fast_as_the_workers_go() throws Exception {
    try (PacedClock clock = new PacedClock(START, Double.POSITIVE_INFINITY, GRACE);
        Clock.Worker worker = clock.work(Thread.currentThread())) {
      clock.start();
      Moment first = clock.now();
      Moment target = first.plus(Duration.ofDays(1));
      clock.sleepUntil(target);
      assertTrue(!clock.now().isBefore(target));
      assertEquals(START.plus(Duration.ofDays(1)), target.instant());
    }
  }

  @Test
  void two_loops_with_different_periods_never_overtake_each_other() throws Exception {
    try (PacedClock clock = new PacedClock(START, Double.POSITIVE_INFINITY, GRACE)) {
      List<String> order = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch joined = new CountDownLatch(2);
      Thread slow = loop(clock, joined, order, "slow", 30, 10);
      Thread fast = loop(clock, joined, order, "fast", 10, 30);
      joined.await();
      clock.start();
      slow.join(LIMIT);
      fast.join(LIMIT);
      // After every slow tick (at 30, 60, ...) exactly three fast ticks have to be there.
      int fastTicks = 0;
      int slowTicks = 0;
      for (String tick : order) {
        if (tick.equals("fast")) {
          fastTicks++;
        } else {
          slowTicks++;
          assertTrue(Math.abs(fastTicks - 3 * slowTicks) <= 1, order.toString());
        }
      }
      assertEquals(10, slowTicks);
      assertEquals(30, fastTicks);
    }
  }

  @Test
  void time_stands_still_while_a_worker_is_busy() throws Exception {
    try (PacedClock clock = new PacedClock(START, Double.POSITIVE_INFINITY, GRACE)) {
      CountDownLatch joined = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      AtomicReference<@Nullable Moment> seen = new AtomicReference<>();
      Thread busy =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Clock.Worker worker = clock.work(Thread.currentThread())) {
                      joined.countDown();
                      Moment before = clock.now();
                      release.await();
                      Moment after = clock.now();
                      seen.set(before.equals(after) ? after : null);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      joined.await();
      clock.start();
      long began = System.nanoTime();
      while (System.nanoTime() - began < 50_000_000) {
        Thread.onSpinWait();
      }
      release.countDown();
      busy.join(LIMIT);
      assertTrue(seen.get() != null, "time moved under a busy worker");
    }
  }

  @Test
  void a_worker_stuck_for_longer_than_the_grace_does_not_stop_time() throws Exception {
    try (PacedClock clock =
        new PacedClock(START, Double.POSITIVE_INFINITY, Duration.ofMillis(20))) {
      CountDownLatch never = new CountDownLatch(1);
      Thread stuck =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (Clock.Worker worker = clock.work(Thread.currentThread())) {
                      never.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      clock.start();
      Moment target = clock.now().plus(Duration.ofHours(1));
      clock.sleepUntil(target);
      stuck.interrupt();
    }
  }

  @Test
  void the_pace_is_kept_within_reason() throws Exception {
    try (PacedClock clock = new PacedClock(START, 1000, GRACE)) {
      long began = System.nanoTime();
      clock.start();
      Moment target = clock.now().plus(Duration.ofSeconds(100));
      clock.sleepUntil(target);
      long realMillis = (System.nanoTime() - began) / 1_000_000;
      assertTrue(realMillis >= 60, "100 s at 1000x took only " + realMillis + " ms");
    }
  }

  @Test
  void closing_wakes_whoever_waits() throws Exception {
    PacedClock clock = new PacedClock(START, 1e-6, GRACE);
    Moment target = clock.now().plus(Duration.ofDays(1));
    clock.start();
    Thread closer = Thread.ofPlatform().start(clock::close);
    assertThrows(InterruptedException.class, () -> clock.sleepUntil(target));
    closer.join(LIMIT);
  }

  private static Thread loop(
      Clock clock, CountDownLatch joined, List<String> order, String name, int period, int times) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try (Clock.Worker worker = clock.work(Thread.currentThread())) {
                joined.countDown();
                Moment start = new Moment(0, START);
                for (int i = 1; i <= times; i++) {
                  clock.sleepUntil(start.plus(Duration.ofSeconds((long) i * period)));
                  order.add(name);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
