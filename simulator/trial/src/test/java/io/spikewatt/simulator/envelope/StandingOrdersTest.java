package io.spikewatt.simulator.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingOrdersTest {

  private static final Instant NOW = Instant.parse("2026-07-14T15:31:08Z");

  private final StandingOrders orders = new StandingOrders();

  /** A reload carries what it knows, stored or not; a new process knows what was stored. */
  @Test
  void anOrderThatCouldNotBeStoredMayHoldAfterANewStart() {
    accepted("s2", 1229, false);
    orders.beginsAnew();
    assertEquals(Double.POSITIVE_INFINITY, orders.limitW(StandingOrders.Kind.IMPORT_LIMIT));
    assertEquals(1229, orders.possibleImportLimitW());
    accepted("s3", 5000, true);
    assertEquals(5000, orders.possibleImportLimitW(), "its sender has replaced it");
  }

  @Test
  void anOrderThatCouldNotBeStoredEndsWithItsTime() {
    accepted("s2", 1229, false);
    orders.beginsAnew();
    orders.now(3600);
    orders.circumstances(NOW.plusSeconds(3600), true);
    assertEquals(Double.POSITIVE_INFINITY, orders.possibleImportLimitW());
  }

  private void accepted(String id, double watts, boolean stored) {
    orders.circumstances(NOW, stored);
    orders.asked(
        new StandingOrders.Order(
            id, "operator", StandingOrders.Kind.IMPORT_LIMIT, watts, NOW, NOW.plusSeconds(3600)));
    orders.answered(id, true);
  }
}
