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
 * does. Safe for use by many threads.
 */
final class HeldSetting {

  /** Time for which a requested value holds: with a late tick and a slow driver 10 s are kept. */
  static final Duration LEASE = Duration.ofMillis(8500);

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
   * @param means that take a value without waiting for the device
   * @param started an agent is waited for from here on, whatever value an earlier helper left
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
  synchronized HelperAnswer answer(OptionalLong value, Object owner, Moment now) {
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

  /** Requests the safe value if the agent is silent. */
  synchronized void expire(Moment now) {
    if (lease.filter(held -> !now.isBefore(held.until)).isPresent()) {
      Logger.warn("{}: no request, so {}", means.name(), bounds.safe());
      makeSafe();
    }
  }

  /** Requests the safe value if this connection requested the one in force. */
  synchronized void ended(Object connection) {
    if (lease.filter(held -> held.owner.equals(connection)).isPresent()) {
      Logger.warn("{}: its agent is gone, so {}", means.name(), bounds.safe());
      makeSafe();
    }
  }

  /** Requests the safe value until the next request of an agent. */
  synchronized void makeSafe() {
    lease = Optional.empty();
    means.set(bounds.safe());
  }

  /** Keeps a safe value that the device lost; waits for the device. */
  synchronized void keep() {
    if (lease.isEmpty()) {
      log(means.read().problem());
    }
  }

  /** Logs a change; numbers in a problem may change, such as the time until the next try. */
  private void log(Optional<String> now) {
    Optional<String> kind = now.map(text -> text.replaceAll("[0-9.]+", "#"));
    if (!kind.equals(problem)) {
      problem = kind;
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
