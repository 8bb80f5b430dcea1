package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExpiryTest {

  @Test
  void itIsNearThirtyDaysBeforeTheEndAndEverAfter() {
    Instant end = Instant.parse("2036-06-01T00:00:00Z");
    Expiry expiry = new Expiry("ours", end);
    assertFalse(expiry.near(end.minus(Duration.ofDays(31))));
    assertTrue(expiry.near(end.minus(Duration.ofDays(29))));
    assertTrue(expiry.near(end.plus(Duration.ofDays(1))));
  }
}
