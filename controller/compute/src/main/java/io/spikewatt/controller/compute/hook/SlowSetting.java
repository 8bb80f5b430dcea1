package io.spikewatt.controller.compute.hook;

import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A setting of something that takes its time, on threads of its own: at most one request runs, and
 * the newest value follows it. A failed one is repeated after growing waits.
 */
final class SlowSetting {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** Hands a value over; runs on a thread of its own. */
  @FunctionalInterface
  interface Request {
    void run(long value) throws IOException, InterruptedException;
  }

  /**
   * Present state of a setting.
   *
   * @param inForce value of the last request that succeeded; empty = none, or one failed since
   * @param problem why the last request failed
   */
  record State(OptionalLong inForce, Optional<String> problem) {}

  private record Outcome(long value, Optional<String> problem) {}

  private final String name;
  private final Request request;
  private final Optional<Duration> renewal;
  private final Clock clock;
  private final Backoff backoff = new Backoff(LONGEST_WAIT);
  private @Nullable Long wanted;
  private @Nullable CompletableFuture<Outcome> running;
  private @Nullable Moment succeededAt;
  private State state = new State(OptionalLong.empty(), Optional.empty());

  /**
   * @param name of the threads
   * @param renewal time after which a value is handed over again, because the other side may have
   *     forgotten it; empty = never
   */
  SlowSetting(String name, Request request, Optional<Duration> renewal, Clock clock) {
    this.name = name;
    this.request = request;
    this.renewal = renewal;
    this.clock = clock;
  }

  /** Wants a value from now on; returns at once. */
  void want(long value) {
    wanted = value;
    State _ = next();
  }

  /** Takes what a request has brought, and starts the next one if one is due; returns at once. */
  State next() {
    Moment now = clock.now();
    CompletableFuture<Outcome> call = running;
    if (call != null && call.isDone()) {
      running = null;
      Outcome outcome = call.join();
      if (outcome.problem.isEmpty()) {
        backoff.succeeded();
        succeededAt = now;
        state = new State(OptionalLong.of(outcome.value), Optional.empty());
      } else {
        backoff.failed(now);
        state = new State(OptionalLong.empty(), outcome.problem);
      }
    }
    Long value = wanted;
    if (running == null && value != null && isDue(value, now)) {
      start(value);
    }
    return state;
  }

  private boolean isDue(long value, Moment now) {
    if (!backoff.ready(now)) {
      return false;
    }
    Moment since = succeededAt;
    boolean inForce = state.inForce.isPresent() && state.inForce.getAsLong() == value;
    return !inForce
        || (since != null && renewal.filter(wait -> !now.isBefore(since.plus(wait))).isPresent());
  }

  private void start(long value) {
    CompletableFuture<Outcome> call = new CompletableFuture<>();
    running = call;
    Thread.ofPlatform().daemon().name(name).start(() -> run(value, call));
  }

  private void run(long value, CompletableFuture<Outcome> call) {
    try {
      request.run(value);
      call.complete(new Outcome(value, Optional.empty()));
    } catch (IOException e) {
      call.complete(new Outcome(value, Optional.of(String.valueOf(e.getMessage()))));
    } catch (InterruptedException e) {
      call.complete(new Outcome(value, Optional.of("interrupted")));
    } catch (RuntimeException bug) {
      call.completeExceptionally(bug);
    }
  }
}
