package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateExpiryTest {

  @Test
  void itIsNearThirtyDaysBeforeTheEndAndEverAfter() {
    Instant end = Instant.parse("2036-06-01T00:00:00Z");
    CertificateExpiry certificateExpiry = new CertificateExpiry("ours", end);
    assertFalse(certificateExpiry.near(end.minus(Duration.ofDays(31))));
    assertTrue(certificateExpiry.near(end.minus(Duration.ofDays(29))));
    assertTrue(certificateExpiry.near(end.plus(Duration.ofDays(1))));
  }
}
