package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;

/**
 * After how long without a message a value is unknown: only what control decides by, and prices.
 * Energies, plans and texts stay what they were.
 *
 * @param measuredS s
 * @param priceS s
 */
record ExpiryTimes(long measuredS, long priceS) {

  private static final Duration LEAST = Duration.ofMinutes(1);

  /** Telemetry may be missed a few times; a slot has one price. */
  static ExpiryTimes of(Site.Mqtt mqtt) {
    Duration several = mqtt.telemetry().multipliedBy(5);
    Duration measured = several.compareTo(LEAST) > 0 ? several : LEAST;
    return new ExpiryTimes(measured.toSeconds(), QuarterHour.LENGTH.multipliedBy(2).toSeconds());
  }
}
