package io.spikewatt.controller.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Pending messages of one target, and the result of the last tries. Immutable.
 *
 * @param waiting the oldest first
 * @param failure of the last tries; empty = the last one succeeded, or there was none
 */
record TargetQueue(List<Queued> waiting, Optional<Failure> failure) {

  static final TargetQueue EMPTY = new TargetQueue(List.of(), Optional.empty());

  /** Age beyond which a message is dropped. */
  static final Duration LASTS = Duration.ofDays(1);

  private static final int MOST = 50;
  private static final int MOST_CHARACTERS = 60_000;
  private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * @param made when
   */
  record Queued(Instant made, Notification message) {

    private int characters() {
      return message.subject().length() + message.text().length() + message.document().length();
    }
  }

  /**
   * Failed tries in a row.
   *
   * @param since the first one
   * @param times how many
   * @param nextTry not before
   * @param reason of the last one, for people on this machine
   */
  record Failure(Instant since, int times, Instant nextTry, String reason) {}

  TargetQueue {
    waiting = List.copyOf(waiting);
  }

  /** With one more message, and without the oldest ones if there are too many. */
  TargetQueue with(Queued message) {
    List<Queued> more = new ArrayList<>(waiting);
    more.add(message);
    while (more.size() > MOST
        || (more.size() > 1
            && more.stream().mapToInt(Queued::characters).sum() > MOST_CHARACTERS)) {
      more.removeFirst();
    }
    return new TargetQueue(more, failure);
  }

  /** Without messages that are older than a day. */
  TargetQueue recent(Instant now) {
    return new TargetQueue(
        waiting.stream().filter(one -> !one.made.isBefore(now.minus(LASTS))).toList(), failure);
  }

  /** After a step of the wall clock by {@code size}; messages move as {@code to} says. */
  TargetQueue moved(UnaryOperator<Instant> to, Duration size) {
    return new TargetQueue(
        waiting.stream().map(one -> new Queued(to.apply(one.made), one.message)).toList(),
        failure.map(
            it -> new Failure(it.since.plus(size), it.times, it.nextTry.plus(size), it.reason)));
  }

  /** The message to send now. */
  Optional<Queued> due(Instant now) {
    boolean waits = failure.isPresent() && now.isBefore(failure.get().nextTry);
    return waits ? Optional.empty() : waiting.stream().findFirst();
  }

  /** After the oldest message was taken. */
  TargetQueue sent() {
    return new TargetQueue(waiting.subList(1, waiting.size()), Optional.empty());
  }

  /** After it was not: the next try waits for twice as long, up to an hour, and less by chance. */
  TargetQueue failed(String reason, Instant now, RandomGenerator random) {
    int before = failure.map(Failure::times).orElse(0);
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(before, 10));
    Duration most = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    Duration jittered = Duration.ofMillis(Math.round(most.toMillis() * random.nextDouble(0.5, 1)));
    return new TargetQueue(
        waiting,
        Optional.of(
            new Failure(
                failure.map(Failure::since).orElse(now), before + 1, now.plus(jittered), reason)));
  }
}
