package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.PacedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeriodicThreadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final PacedClock clock =
      new PacedClock(Instant.parse("2026-06-01T00:00:00Z"), 1e12, Duration.ofSeconds(10));

  /** It would keep a core busy until the last test of the process. */
  @AfterEach
  void stopTheClock() {
    clock.close();
  }

  @Test
  void two_loops_take_their_phases_in_turn() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(20);
    Moment epoch = clock.now();
    PeriodicThread reader = loop(epoch, 0, now -> order.add("read"));
    PeriodicThread decider =
        loop(
            epoch,
            200,
            now -> {
              order.add("decide");
              enough.countDown();
            });
    reader.start();
    decider.start();
    clock.start();
    enough.await();
    reader.stop();
    decider.stop();
    assertTrue(reader.join(PATIENCE) && decider.join(PATIENCE));
    for (int i = 2; i + 1 < 38; i += 2) {
      assertEquals(List.of("read", "decide"), order.subList(i, i + 2), order.toString());
    }
    assertEquals(0, decider.missed());
  }

  @Test
  void a_hurried_loop_takes_its_step_at_once_and_only_in_the_running_period() throws Exception {
    List<Long> decided = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(5);
    Moment epoch = clock.now();
    PeriodicThread decider =
        loop(
            epoch,
            200,
            now -> {
              decided.add(now.millisSince(epoch));
              enough.countDown();
            });
    PeriodicThread reader =
        loop(
            epoch,
            50,
            now -> {
              if (now.millisSince(epoch) > 2_000) {
                int before = decided.size();
                decider.runEarly();
                // This thread is busy meanwhile, which holds the simulated time.
                while (decided.size() == before && enough.getCount() > 0) {
                  Thread.onSpinWait();
                }
              }
            });
    PeriodicThread late =
        loop(
            epoch,
            900,
            now -> {
              if (now.millisSince(epoch) > 2_000) {
                decider.runEarly();
              }
            });
    List.of(reader, decider, late).forEach(PeriodicThread::start);
    clock.start();
    enough.await();
    for (PeriodicThread periodicThread : List.of(reader, decider, late)) {
      periodicThread.stop();
      assertTrue(periodicThread.join(PATIENCE));
    }
    assertEquals(List.of(200L, 1_200L, 2_050L, 3_050L, 4_050L), decided.subList(0, 5));
    assertEquals(0, decider.missed());
  }

  @Test
  void a_loop_that_starts_late_takes_the_steps_of_the_running_period_at_once() throws Exception {
    Moment epoch = clock.now().plus(Duration.ofMillis(-2_600));
    assertEquals(List.of(2_600L, 3_200L), steps(epoch, 200));
  }

  @Test
  void a_step_that_follows_others_waits_longer_in_the_first_period() throws Exception {
    assertEquals(List.of(900L, 1_200L), steps(clock.now(), 900));
  }

  /** When a loop of one phase, at 200 ms, takes its first two steps, in ms. */
  private List<Long> steps(Moment epoch, int firstOffsetMillis) throws InterruptedException {
    List<Long> taken = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(2);
    PeriodicThread.Step note =
        now -> {
          taken.add(now.millisSince(epoch));
          enough.countDown();
        };
    PeriodicThread loop =
        new PeriodicThread(
            "loop",
            clock,
            epoch,
            Duration.ofSeconds(1),
            List.of(
                PeriodicThread.Phase.following(
                    Duration.ofMillis(200), Duration.ofMillis(firstOffsetMillis), note)),
            now -> {},
            now -> {},
            bug -> {});
    loop.start();
    clock.start();
    enough.await();
    loop.stop();
    assertTrue(loop.join(PATIENCE));
    return taken.subList(0, 2);
  }

  /** A loop with a step at 250 ms. */
  private PeriodicThread withExtraStep(
      Moment epoch, PeriodicThread.Step step, PeriodicThread.Step extra) {
    return new PeriodicThread(
        "loop",
        clock,
        epoch,
        Duration.ofSeconds(1),
        List.of(new PeriodicThread.Phase(Duration.ofMillis(250), step)),
        extra,
        now -> {},
        thrown -> {
          throw new AssertionError(thrown);
        });
  }

  @Test
  void a_called_loop_does_it_at_once_and_goes_on_with_its_steps_in_time() throws Exception {
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(4);
    Moment epoch = clock.now();
    PeriodicThread called =
        withExtraStep(
            epoch,
            now -> note(done, "step", epoch, now),
            now -> {
              note(done, "called", epoch, now);
              enough.countDown();
            });
    PeriodicThread caller =
        loop(
            epoch,
            500,
            now -> {
              int before = done.size();
              called.requestExtraStep();
              // This thread is busy meanwhile, which holds the simulated time.
              while (done.size() == before && enough.getCount() > 0) {
                Thread.onSpinWait();
              }
            });
    List.of(called, caller).forEach(PeriodicThread::start);
    clock.start();
    enough.await();
    for (PeriodicThread periodicThread : List.of(called, caller)) {
      periodicThread.stop();
      assertTrue(periodicThread.join(PATIENCE));
    }
    assertEquals(
        List.of("step 250", "called 500", "step 1250", "called 1500", "step 2250", "called 2500"),
        done.subList(0, 6));
    assertEquals(0, called.missed());
  }

  @Test
  void extra_steps_that_are_requested_while_a_step_runs_follow_it_each_once() throws Exception {
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(2);
    Moment epoch = clock.now();
    PeriodicThread.Step other = now -> note(done, "other", epoch, now);
    List<PeriodicThread> itself = new ArrayList<>();
    PeriodicThread loop =
        withExtraStep(
            epoch,
            now -> {
              note(done, "step", epoch, now);
              itself.getFirst().request(other);
              itself.getFirst().requestExtraStep();
              itself.getFirst().request(other);
              enough.countDown();
            },
            now -> note(done, "usual", epoch, now));
    itself.add(loop);
    loop.start();
    clock.start();
    enough.await();
    loop.stop();
    assertTrue(loop.join(PATIENCE));
    assertEquals(List.of("step 250", "other 250", "usual 250", "step 1250"), done.subList(0, 4));
  }

  @Test
  void a_punctual_step_is_neither_hurried_nor_caught_up() throws Exception {
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(2);
    Moment epoch = clock.now();
    List<PeriodicThread> itself = new ArrayList<>();
    PeriodicThread periodicThread =
        new PeriodicThread(
            "punctual",
            clock,
            epoch,
            Duration.ofSeconds(1),
            List.of(
                new PeriodicThread.Phase(
                    Duration.ZERO,
                    now -> {
                      note(done, "read", epoch, now);
                      if (now.millisSince(epoch) == 1000) {
                        sleep(now.plus(Duration.ofMillis(300)));
                      }
                      itself.getFirst().runEarly();
                    }),
                PeriodicThread.Phase.punctual(
                    Duration.ofMillis(250), now -> note(done, "look", epoch, now)),
                PeriodicThread.Phase.punctual(
                    Duration.ofMillis(500),
                    now -> {
                      note(done, "look", epoch, now);
                      enough.countDown();
                    })),
            now -> {},
            now -> {},
            thrown -> {
              throw new AssertionError(thrown);
            });
    itself.add(periodicThread);
    periodicThread.start();
    clock.start();
    enough.await();
    periodicThread.stop();
    assertTrue(periodicThread.join(PATIENCE));
    assertEquals(
        List.of("read 0", "look 250", "look 500", "read 1000", "look 1500"), done.subList(0, 5));
  }

  @Test
  void ticks_that_a_slow_step_ran_over_are_counted_and_not_caught_up() throws Exception {
    List<Moment> ticks = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch enough = new CountDownLatch(3);
    Moment epoch = clock.now();
    PeriodicThread periodicThread =
        loop(
            epoch,
            0,
            now -> {
              ticks.add(now);
              if (ticks.size() == 1) {
                sleep(now.plus(Duration.ofMillis(3_500)));
              }
              enough.countDown();
            });
    periodicThread.start();
    clock.start();
    enough.await();
    periodicThread.stop();
    assertTrue(periodicThread.join(PATIENCE));
    assertEquals(4_000, ticks.get(1).millisSince(ticks.get(0)));
    assertEquals(1_000, ticks.get(2).millisSince(ticks.get(1)));
    assertEquals(3, periodicThread.missed());
  }

  @Test
  void an_escaped_exception_is_reported_as_a_bug() throws Exception {
    AtomicReference<Throwable> bug = new AtomicReference<>(new Throwable("none"));
    CountDownLatch told = new CountDownLatch(1);
    PeriodicThread periodicThread =
        new PeriodicThread(
            "test",
            clock,
            clock.now(),
            Duration.ofSeconds(1),
            List.of(
                new PeriodicThread.Phase(
                    Duration.ZERO,
                    now -> {
                      throw new IllegalStateException("boom");
                    })),
            now -> {},
            now -> {},
            thrown -> {
              bug.set(thrown);
              told.countDown();
            });
    periodicThread.start();
    clock.start();
    told.await();
    assertTrue(String.valueOf(bug.get()).contains("boom"), String.valueOf(bug.get()));
    assertTrue(periodicThread.join(PATIENCE));
  }

  private static void note(List<String> done, String what, Moment epoch, Moment now) {
    done.add(what + " " + now.millisSince(epoch));
  }

  private void sleep(Moment until) {
    try {
      clock.sleepUntil(until);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PeriodicThread loop(Moment epoch, int offsetMillis, PeriodicThread.Step step) {
    return new PeriodicThread(
        "test",
        clock,
        epoch,
        Duration.ofSeconds(1),
        List.of(new PeriodicThread.Phase(Duration.ofMillis(offsetMillis), step)),
        now -> {},
        now -> {},
        thrown -> {
          throw new AssertionError(thrown);
        });
  }
}
