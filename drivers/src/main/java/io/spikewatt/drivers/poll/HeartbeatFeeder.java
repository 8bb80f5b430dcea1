package io.spikewatt.drivers.poll;

import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/**
 * Feeds a dead-man's register with its value or a counter. It is called from writing only, so the
 * device falls back by itself when control stops.
 */
final class HeartbeatFeeder {

  private final Heartbeat heartbeat;
  private final Cadence cadence;
  private long connection;
  private int counter;

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
    cadence.done(now);
    return Optional.empty();
  }

  /** Feeds at once when control is taken again. */
  void stop() {
    cadence.reset();
  }
}
