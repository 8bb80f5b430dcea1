package io.spikewatt.drivers.opcua;

import java.time.Duration;
import java.time.Instant;

/** End of a certificate, and its owner for people. */
record CertificateExpiry(String whose, Instant end) {

  private static final Duration WARNING = Duration.ofDays(30);

  /** Whether it ends within 30 days, or has ended. */
  boolean near(Instant now) {
    return now.plus(WARNING).isAfter(end);
  }
}
