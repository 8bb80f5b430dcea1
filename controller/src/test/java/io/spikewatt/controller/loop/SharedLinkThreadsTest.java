package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.loop.SharedLinkThreads.Job;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SharedLinkThreadsTest {

  private static final int JOBS = 20;
  private static final Duration PERIOD = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SystemClock clock = new SystemClock();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicReference<Throwable> bug = new AtomicReference<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean hang = new AtomicBoolean();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final List<CountDownLatch> turns = new CopyOnWriteArrayList<>();
  private final List<AtomicReference<Thread>> threads = new ArrayList<>();
  private final List<String> history = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothing_escaped() {
    release.countDown();
    assertNull(bug.get());
  }

  @Test
  void quick_jobs_come_to_share_one_thread() throws Exception {
    SharedLinkThreads sharedLinkThreads = crew(Duration.ofSeconds(10), -1).start();
    awaitShared(0);
    stop(sharedLinkThreads);
  }

  @Test
  void those_that_share_are_all_prepared_before_the_first_takes_its_step() throws Exception {
    SharedLinkThreads sharedLinkThreads = crew(Duration.ofSeconds(10), -1).start();
    awaitShared(0);
    do {
      history.clear();
      awaitTurns(0, 4);
    } while (!burstSeen());
    stop(sharedLinkThreads);
  }

  @Test
  void slow_jobs_keep_a_thread_each() throws Exception {
    SharedLinkThreads sharedLinkThreads = crew(Duration.ZERO, -1).start();
    awaitTurns(0, 10);
    assertEquals(JOBS, threads.stream().map(AtomicReference::get).distinct().count());
    stop(sharedLinkThreads);
  }

  @Test
  void a_job_that_hangs_in_the_shared_thread_stops_no_other() throws Exception {
    SharedLinkThreads sharedLinkThreads = crew(Duration.ofSeconds(10), 0).start();
    awaitShared(1);
    hang.set(true);
    hangs.await();
    awaitTurns(1, 30);
    awaitShared(1);
    sharedLinkThreads.stop();
    release.countDown();
    assertTrue(sharedLinkThreads.join(PATIENCE));
    assertEquals(JOBS, ended.get());
  }

  private void stop(SharedLinkThreads sharedLinkThreads) throws InterruptedException {
    sharedLinkThreads.stop();
    assertTrue(sharedLinkThreads.join(PATIENCE));
    assertEquals(JOBS, ended.get());
  }

  private SharedLinkThreads crew(Duration quick, int hanging) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      int job = i;
      turns.add(new CountDownLatch(1));
      threads.add(new AtomicReference<>());
      Phase phase =
          new Phase(
              Duration.ZERO, now -> history.add("ahead " + job), now -> turn(job, job == hanging));
      jobs.add(new Job("job " + i, List.of(phase), now -> ended.incrementAndGet()));
    }
    return new SharedLinkThreads(jobs, clock, clock.now(), PERIOD, quick, bug::set);
  }

  private void turn(int job, boolean hanging) {
    history.add("step " + job);
    threads.get(job).set(Thread.currentThread());
    turns.get(job).countDown();
    if (hanging && hang.get()) {
      hangs.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All are prepared, and then take their steps in the same order. */
  private static boolean isBurst(List<String> part) {
    List<String> ahead = part.subList(0, JOBS);
    List<String> steps = part.subList(JOBS, 2 * JOBS);
    return ahead.stream().allMatch(entry -> entry.startsWith("ahead"))
        && steps.equals(ahead.stream().map(entry -> entry.replace("ahead", "step")).toList());
  }

  private boolean burstSeen() {
    List<String> seen = List.copyOf(history);
    return IntStream.rangeClosed(0, seen.size() - 2 * JOBS)
        .anyMatch(from -> isBurst(seen.subList(from, from + 2 * JOBS)));
  }

  /** Waits until the jobs from {@code first} on have each taken so many more turns. */
  private void awaitTurns(int first, int count) throws InterruptedException {
    for (int job = first; job < JOBS; job++) {
      turns.set(job, new CountDownLatch(count));
    }
    for (int job = first; job < JOBS; job++) {
      assertTrue(turns.get(job).await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "job " + job);
    }
  }

  /** Waits until the jobs from {@code first} on take their turns in one thread. */
  private void awaitShared(int first) throws InterruptedException {
    do {
      awaitTurns(first, 2);
    } while (threads.stream().skip(first).map(AtomicReference::get).distinct().count() > 1);
  }
}
