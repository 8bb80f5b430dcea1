package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tinylog.Logger;

/**
 * One setting of a device: a value of the agent holds until it is silent or gone, then the safe one
 * does. Not safe for use by several threads.
 */
final class HeldSetting {

  /** Time for which a requested value holds: with a tick and a slow driver it stays below 10 s. */
  static final Duration LEASE = Duration.ofSeconds(9);

  private final PowerMeans means;
  private final Bounds bounds;

  /** Empty = the safe value holds. */
  private Optional<Lease> lease;

  private Optional<String> problem = Optional.empty();

  /**
   * @param owner connection that requested the value
   */
  private record Lease(Object owner, Moment until) {}

  /**
   * @param started until an agent is waited for from here on, whatever value an earlier helper left
   */
  HeldSetting(PowerMeans means, Bounds bounds, Moment started) {
    this.means = means;
    this.bounds = bounds;
    this.lease = Optional.of(new Lease(this, started.plus(LEASE)));
  }

  /**
   * Sets a value or only reads.
   *
   * @param owner connection of the request
   */
  HelperAnswer answer(OptionalLong value, Object owner, Moment now) {
    if (value.isPresent()) {
      long requested = value.getAsLong();
      if (requested < bounds.least() || requested > bounds.most()) {
        return new HelperAnswer.Refused(HelperAnswer.Refusal.OUT_OF_BOUNDS);
      }
      lease = Optional.of(new Lease(owner, now.plus(LEASE)));
      means.set(requested);
    }
    PowerMeans.Reading reading = means.read();
    log(reading.problem());
    if (reading.enforced().isEmpty() && reading.problem().isPresent()) {
      return new HelperAnswer.Refused(HelperAnswer.Refusal.NO_ANSWER);
    }
    return new HelperAnswer.InForce(rounded(reading.enforced()), rounded(reading.powerW()));
  }

  /** Sets the safe value if the agent is silent; keeps it if a device changed it. */
  void tick(Moment now) {
    if (lease.isPresent() && !now.isBefore(lease.get().until)) {
      Logger.warn(
          "{}: no request for {} s, safe value {}", means.name(), LEASE.toSeconds(), bounds.safe());
      makeSafe();
    } else if (lease.isEmpty()) {
      log(means.read().problem());
    }
  }

  /** Sets the safe value if this connection requested the one in force. */
  void ended(Object connection) {
    if (lease.filter(held -> held.owner.equals(connection)).isPresent()) {
      Logger.warn("{}: the agent is gone, safe value {}", means.name(), bounds.safe());
      makeSafe();
    }
  }

  /** Sets the safe value until the next request. */
  void makeSafe() {
    lease = Optional.empty();
    means.set(bounds.safe());
    log(means.read().problem());
  }

  private void log(Optional<String> now) {
    if (!now.equals(problem)) {
      problem = now;
      now.ifPresentOrElse(
          text -> Logger.warn("{}: {}", means.name(), text),
          () -> Logger.info("{}: works", means.name()));
    }
  }

  private static OptionalLong rounded(OptionalDouble number) {
    return number.isPresent()
        ? OptionalLong.of(Math.round(number.getAsDouble()))
        : OptionalLong.empty();
  }
}
