package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Random;

/**
 * Time that a link waits before it tries the broker again. An unreachable broker is tried often, at
 * no cost to it, so that its return is noticed soon. For a broker that turns us away each try is
 * work, so these become rare.
 */
final class ReconnectDelay {

  /** How an attempt, or the connection that it led to, ended. */
  enum Ending {
    /** The address did not answer. */
    UNREACHABLE,
    /** The broker, or a proxy before it, was reached and refused us, or dropped us soon. */
    TURNED_AWAY,
    /** The connection had stood for a while. */
    LOST,
    /** We ended it, to connect anew. Its owner paces that. */
    RENEWED
  }

  private static final Duration FIRST = Duration.ofMillis(500);

  /** With the time of connecting, still less than five seconds. */
  private static final Duration LONGEST_UNREACHABLE = Duration.ofSeconds(4);

  private static final Duration LONGEST_TURNED_AWAY = Duration.ofSeconds(60);

  /** A node of a cluster loses hundreds of clients at once, and the others take them in turn. */
  private static final Duration CLUSTER_SPREAD = Duration.ofSeconds(20);

  private final Backoff unreachable;
  private final Backoff turnedAway;
  private final Backoff lost;

  ReconnectDelay(Backoff unreachable, Backoff turnedAway) {
    this(unreachable, turnedAway, unreachable);
  }

  private ReconnectDelay(Backoff unreachable, Backoff turnedAway, Backoff lost) {
    this.unreachable = unreachable;
    this.turnedAway = turnedAway;
    this.lost = lost;
  }

  /** In service: up to 4 s while unreachable, else 60 s; {@code chance} spreads the tries. */
  static ReconnectDelay withJitter(Random chance) {
    return new ReconnectDelay(
        Backoff.withFullJitter(FIRST, LONGEST_UNREACHABLE, chance),
        Backoff.withJitter(FIRST, LONGEST_TURNED_AWAY, chance));
  }

  /**
   * As {@link #withJitter}, for a cluster: up to 20 s after a loss spread a node's many clients.
   */
  static ReconnectDelay ofCluster(Random chance) {
    return new ReconnectDelay(
        Backoff.withFullJitter(FIRST, LONGEST_UNREACHABLE, chance),
        Backoff.withJitter(FIRST, LONGEST_TURNED_AWAY, chance),
        Backoff.withFullJitter(CLUSTER_SPREAD, CLUSTER_SPREAD, chance));
  }

  /** Time until the next try. */
  Duration after(Ending ending, Moment now) {
    return switch (ending) {
      case UNREACHABLE -> unreachable.failed(now);
      case TURNED_AWAY -> turnedAway.failed(now);
      case LOST -> {
        unreachable.succeeded();
        turnedAway.succeeded();
        yield lost.failed(now);
      }
      case RENEWED -> {
        unreachable.succeeded();
        yield unreachable.failed(now);
      }
    };
  }
}
