package io.spikewatt.drivers.opcua;

import java.time.Duration;
import java.time.Instant;

/** When a certificate ends, and whose it is, for people. */
record CertificateExpiry(String whose, Instant end) {

  private static final Duration WARNING = Duration.ofDays(30);

  /** Whether it is time to see to a new one, or too late. */
  boolean near(Instant now) {
    return now.plus(WARNING).isAfter(end);
  }
}
