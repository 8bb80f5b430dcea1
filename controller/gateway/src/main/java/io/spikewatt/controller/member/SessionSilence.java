package io.spikewatt.controller.member;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds a session that hears nothing although answers are due. A broker can lose a subscription of
 * a session that it keeps, and only silence shows it. Confined to one thread.
 */
final class SessionSilence {

  enum Remedy {
    NONE,
    /** Greet: a coordinator whose database is away answers that, too. */
    GREET,
    /** Connect anew. */
    RENEW
  }

  private static final Duration FIRST = Duration.ofSeconds(15);

  /** The coordinator itself may be away for days. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private Optional<Moment> since = Optional.empty();
  private Duration patience = FIRST;

  /**
   * @param heard whether anything came since the last call
   * @param awaiting whether an answer is due on this connection
   * @param welcome whether the coordinator has answered on it; greetings are under way otherwise
   */
  Remedy next(boolean heard, boolean awaiting, boolean welcome, Moment now) {
    if (heard || !awaiting) {
      since = Optional.empty();
      patience = heard ? FIRST : patience;
      return Remedy.NONE;
    }
    if (since.isEmpty()) {
      since = Optional.of(now);
    }
    if (now.since(since.get()).compareTo(patience) < 0) {
      return Remedy.NONE;
    }
    since = Optional.of(now);
    if (welcome) {
      return Remedy.GREET;
    }
    Duration doubled = patience.multipliedBy(2);
    patience = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return Remedy.RENEW;
  }
}
