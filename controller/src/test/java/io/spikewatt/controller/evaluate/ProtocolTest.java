package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProtocolTest {

  @Test
  void half_hours_are_forecast_every_hour_and_quarters_every_two() {
    Protocol halves = Protocol.of(17_520, Duration.ofMinutes(30));
    assertEquals(new Protocol(12_264, 14_016, 17_520, 48, 2), halves);
    assertEquals(1729, halves.origins());
    Protocol quarters = Protocol.of(35_040, Duration.ofMinutes(15));
    assertEquals(new Protocol(24_528, 28_032, 35_040, 96, 8), quarters);
    assertEquals(865, quarters.origins());
  }

  @Test
  void the_last_forecast_ends_within_the_series() {
    for (int rows = 100; rows < 200; rows++) {
      Protocol protocol = Protocol.of(rows, Duration.ofHours(1));
      int origins = protocol.origins();
      if (origins > 0) {
        int end = protocol.origin(origins - 1) + protocol.horizon();
        assertTrue(end <= rows && end + protocol.spacing() > rows, rows + " rows end at " + end);
      } else {
        assertTrue(protocol.testStart() + protocol.horizon() > rows);
      }
    }
  }
}
