package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a dead-man's register with its value or a counter. It is called from writing only, so the
 * device falls back by itself when control stops.
 */
final class HeartbeatFeeder {

  /** Tolerance for a late device. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final Heartbeat heartbeat;
  private final Cadence cadence;
  private long connection;
  private int counter;
  private @Nullable Moment fedAt;

  HeartbeatFeeder(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
    this.cadence = new Cadence(heartbeat.timeout().dividedBy(3));
  }

  /** Writes it if it is due; the failure if that did not work. */
  Optional<RegisterReply.Failed> feed(RegisterSession session, Moment now) {
    if (!cadence.due(now) && session.connection() == connection) {
      return Optional.empty();
    }
    counter = counter % 0xFFFF + 1;
    RegisterReply reply = session.write(heartbeat.address(), heartbeat.value().orElse(counter));
    if (reply instanceof RegisterReply.Failed failed) {
      cadence.reset();
      return Optional.of(failed);
    }
    connection = session.connection();
    fedAt = now;
    cadence.done(now);
    return Optional.empty();
  }

  /** Whether it was not fed for so long that the device has fallen back by now. */
  boolean lapsed(Moment now) {
    return fedAt == null || now.since(fedAt).compareTo(heartbeat.timeout().plus(SLACK)) > 0;
  }

  /** Feeds at once when control is taken again. */
  void stop() {
    cadence.reset();
  }
}
