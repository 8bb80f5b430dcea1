package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.loop.SharedLinkThreads.Job;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.PacedClock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  private final Clock clock = new SystemClock();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicReference<Throwable> bug = new AtomicReference<>();
  private final List<FakeLink> links = new ArrayList<>();
  private final List<String> history = new CopyOnWriteArrayList<>();

  /** How a link behaves from its next turn on. */
  private enum Conduct {
    /** The answer is there at once. */
    ANSWERS,
    /** The first byte of two comes, and no more. */
    STOPS_MIDWAY,
    SILENT,
    DISTURBED,
    /** It sends nothing ahead, so its step may wait. */
    MAY_WAIT,
    /** The same, and its step waits for a long time. */
    HANGS
  }

  @AfterEach
  void nothing_escaped() {
    links.forEach(FakeLink::close);
    assertNull(bug.get());
  }

  @Test
  void jobs_that_need_only_an_answer_come_to_share_one_thread() throws Exception {
    SharedLinkThreads loop = loop().start();
    awaitShared(0);
    stop(loop);
  }

  @Test
  void those_that_share_are_all_prepared_before_the_first_takes_its_step() throws Exception {
    SharedLinkThreads loop = loop().start();
    awaitShared(0);
    do {
      history.clear();
      awaitTurns(0, 4);
    } while (!burstSeen());
    stop(loop);
  }

  @Test
  void jobs_that_may_wait_keep_a_thread_each() throws Exception {
    SharedLinkThreads loop = loop();
    links.forEach(link -> link.conduct = Conduct.MAY_WAIT);
    loop.start();
    awaitTurns(0, 10);
    assertEquals(JOBS, threads(0));
    stop(loop);
  }

  @Test
  void a_job_that_hangs_stops_no_other() throws Exception {
    SharedLinkThreads loop = loop().start();
    awaitShared(0);
    FakeLink hanging = links.getFirst();
    hanging.conduct = Conduct.HANGS;
    hanging.hangs.await();
    awaitTurns(1, 30);
    awaitShared(1);
    loop.stop();
    hanging.release.countDown();
    assertTrue(loop.join(PATIENCE));
    assertEquals(JOBS, ended.get());
  }

  @Test
  void an_answer_that_does_not_come_or_is_none_is_left_to_a_thread_of_its_own() throws Exception {
    for (Conduct conduct :
        List.of(Conduct.SILENT, Conduct.STOPS_MIDWAY, Conduct.DISTURBED, Conduct.MAY_WAIT)) {
      SharedLinkThreads loop = loop().start();
      awaitShared(0);
      FakeLink first = links.getFirst();
      Thread shared = first.thread.get();
      first.conduct = conduct;
      do {
        awaitTurns(0, 2);
      } while (first.thread.get() == shared);
      awaitShared(1);
      assertEquals(shared, links.get(1).thread.get());
      first.conduct = Conduct.ANSWERS;
      awaitShared(0);
      stop(loop);
    }
  }

  @Test
  void what_comes_unasked_wakes_nobody_for_long() throws Exception {
    SharedLinkThreads loop = loop().start();
    awaitShared(0);
    links.getFirst().send(1);
    awaitTurns(0, 4);
    awaitShared(0);
    stop(loop);
  }

  @Test
  void all_jobs_end_in_order_when_time_ends() throws Exception {
    try (PacedClock paced =
        new PacedClock(Instant.parse("2026-06-01T00:00:00Z"), 1, Duration.ofSeconds(10)).start()) {
      SharedLinkThreads loop = loop(paced).start();
      awaitShared(0);
      paced.close();
      assertTrue(loop.join(PATIENCE));
      assertEquals(JOBS, ended.get());
    }
  }

  private void stop(SharedLinkThreads loop) throws InterruptedException {
    loop.stop();
    assertTrue(loop.join(PATIENCE));
    assertEquals(JOBS, ended.getAndSet(0));
  }

  private SharedLinkThreads loop() {
    return loop(clock);
  }

  private SharedLinkThreads loop(Clock clock) {
    links.forEach(FakeLink::close);
    links.clear();
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      FakeLink link = new FakeLink(i);
      links.add(link);
      jobs.add(
          new Job(
              "job " + i,
              Duration.ZERO,
              _ -> link.ask(),
              _ -> link.turn(),
              _ -> ended.incrementAndGet()));
    }
    return new SharedLinkThreads(jobs, clock, clock.now(), PERIOD, bug::set);
  }

  /** A link whose answers have two bytes. */
  private final class FakeLink implements AwaitedAnswer {
    final int number;
    final Pipe pipe;
    final CountDownLatch hangs = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicReference<Thread> thread = new AtomicReference<>();
    volatile CountDownLatch turns = new CountDownLatch(1);
    volatile Conduct conduct = Conduct.ANSWERS;
    private Conduct asked = Conduct.MAY_WAIT;
    private int arrived;

    FakeLink(int number) {
      this.number = number;
      try {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Optional<AwaitedAnswer> ask() {
      history.add("ahead " + number);
      asked = conduct;
      take();
      arrived = 0;
      switch (asked) {
        case ANSWERS -> send(2);
        case STOPS_MIDWAY, DISTURBED -> send(1);
        default -> {}
      }
      return asked == Conduct.MAY_WAIT || asked == Conduct.HANGS
          ? Optional.empty()
          : Optional.of(this);
    }

    void turn() {
      history.add("step " + number);
      thread.set(Thread.currentThread());
      turns.countDown();
      if (asked == Conduct.HANGS) {
        hangs.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public SelectableChannel channel() {
      return pipe.source();
    }

    @Override
    public Progress progress() {
      take();
      return asked == Conduct.DISTURBED
          ? Progress.DISTURBED
          : arrived >= 2 ? Progress.COMPLETE : Progress.INCOMPLETE;
    }

    void send(int bytes) {
      try {
        pipe.sink().write(ByteBuffer.allocate(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void take() {
      try {
        arrived += Math.max(0, pipe.source().read(ByteBuffer.allocate(100)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void close() {
      release.countDown();
      try {
        pipe.source().close();
        pipe.sink().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** All are prepared, and then take their steps. */
  private static boolean isBurst(List<String> part) {
    List<String> ahead = part.subList(0, JOBS);
    List<String> steps = part.subList(JOBS, 2 * JOBS);
    return ahead.stream().allMatch(entry -> entry.startsWith("ahead"))
        && steps.stream().allMatch(entry -> entry.startsWith("step"));
  }

  private boolean burstSeen() {
    List<String> seen = List.copyOf(history);
    return IntStream.rangeClosed(0, seen.size() - 2 * JOBS)
        .anyMatch(from -> isBurst(seen.subList(from, from + 2 * JOBS)));
  }

  /** Waits until the jobs from {@code first} on have each taken so many more turns. */
  private void awaitTurns(int first, int count) throws InterruptedException {
    List<FakeLink> waited = links.subList(first, JOBS);
    waited.forEach(link -> link.turns = new CountDownLatch(count));
    for (FakeLink link : waited) {
      assertTrue(link.turns.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "job " + link.number);
    }
  }

  /** Waits until the jobs from {@code first} on take their turns in one thread. */
  private void awaitShared(int first) throws InterruptedException {
    do {
      awaitTurns(first, 2);
    } while (threads(first) > 1);
  }

  private long threads(int first) {
    return links.stream().skip(first).map(link -> link.thread.get()).distinct().count();
  }
}
