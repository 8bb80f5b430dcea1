package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Chooses the version of the next attempt. For a broker that refuses MQTT 5 it is 3.1.1, at once
 * and for a day. A broker that ends the connection without an answer is offered both in turn until
 * it was once connected with 5: it may not know 5, or not be ready. Confined to the link's thread.
 */
final class VersionChoice {

  /** At a reconnect after this, MQTT 5 is tried again: the broker may be a newer one. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final Optional<ProtocolVersion> fixed;
  private ProtocolVersion next = ProtocolVersion.V5;
  private boolean knowsFive;

  private Optional<Moment> refusedAt = Optional.empty();

  VersionChoice(MqttVersion configured) {
    this.fixed =
        switch (configured) {
          case AUTO -> Optional.empty();
          case V3_1_1 -> Optional.of(ProtocolVersion.V3_1_1);
          case V5 -> Optional.of(ProtocolVersion.V5);
        };
  }

  ProtocolVersion next(Moment now) {
    if (refusedAt.filter(since -> now.since(since).compareTo(REMEMBERED) >= 0).isPresent()) {
      refusedAt = Optional.empty();
      next = ProtocolVersion.V5;
    }
    return fixed.orElse(next);
  }

  /** An attempt connected. */
  void connected(ProtocolVersion version) {
    knowsFive = version == ProtocolVersion.V5;
    next = refusedAt.isPresent() ? ProtocolVersion.V3_1_1 : ProtocolVersion.V5;
  }

  /** The broker refused MQTT 5; returns whether 3.1.1 is to be tried at once. */
  boolean refused(Moment now) {
    next = ProtocolVersion.V3_1_1;
    knowsFive = false;
    refusedAt = Optional.of(now);
    return fixed.isEmpty();
  }

  /** The broker was reached, but ended the connection without an answer. */
  void unanswered(ProtocolVersion version) {
    if (!knowsFive && refusedAt.isEmpty()) {
      next = version == ProtocolVersion.V5 ? ProtocolVersion.V3_1_1 : ProtocolVersion.V5;
    }
  }
}
