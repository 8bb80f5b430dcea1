package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.OutputScale;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses the SG-Ready state for a wanted power: encouraged with power, ordered while the store is
 * too cold, blocked without. It blocks no longer than the label permits.
 */
final class SgReadyScale implements OutputScale {

  private static final Duration MOST_BLOCKED = Duration.ofHours(2);

  /** After that much blocking the pump decides for this time. */
  private static final Duration FREE = Duration.ofMinutes(10);

  private final double maxW;
  private Optional<Moment> blockedSince = Optional.empty();
  private boolean cold;

  SgReadyScale(double maxW) {
    this.maxW = maxW;
  }

  /** Whether the store is colder than its band. */
  void cold(boolean is) {
    cold = is;
  }

  @Override
  public double value(double watts, Moment now) {
    if (watts > 0) {
      blockedSince = Optional.empty();
      return cold ? Role.SgReady.ORDERED : Role.SgReady.ENCOURAGED;
    }
    Duration blocked = now.since(blockedSince.orElse(now));
    if (blockedSince.isEmpty() || blocked.compareTo(MOST_BLOCKED.plus(FREE)) >= 0) {
      blockedSince = Optional.of(now);
      return Role.SgReady.BLOCKED;
    }
    return blocked.compareTo(MOST_BLOCKED) < 0 ? Role.SgReady.BLOCKED : Role.SgReady.NORMAL;
  }

  @Override
  public double powerW(double value) {
    return value >= Role.SgReady.ENCOURAGED ? -maxW : 0;
  }

  @Override
  public OptionalDouble alone() {
    blockedSince = Optional.empty();
    return OptionalDouble.of(Role.SgReady.NORMAL);
  }

  @Override
  public OptionalDouble band() {
    return OptionalDouble.of(0.5);
  }
}
