package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EvaluationProtocolTest {

  @Test
  void half_hours_are_forecast_every_hour_and_quarters_every_two() {
    EvaluationProtocol halves = EvaluationProtocol.of(17_520, Duration.ofMinutes(30));
    assertEquals(new EvaluationProtocol(12_264, 14_016, 17_520, 48, 2), halves);
    assertEquals(1729, halves.origins());
    EvaluationProtocol quarters = EvaluationProtocol.of(35_040, Duration.ofMinutes(15));
    assertEquals(new EvaluationProtocol(24_528, 28_032, 35_040, 96, 8), quarters);
    assertEquals(865, quarters.origins());
  }

  @Test
  void the_last_forecast_ends_within_the_series() {
    for (int rows = 100; rows < 200; rows++) {
      EvaluationProtocol evaluationProtocol = EvaluationProtocol.of(rows, Duration.ofHours(1));
      int origins = evaluationProtocol.origins();
      if (origins > 0) {
        int end = evaluationProtocol.origin(origins - 1) + evaluationProtocol.horizon();
        assertTrue(
            end <= rows && end + evaluationProtocol.spacing() > rows, rows + " rows end at " + end);
      } else {
        assertTrue(evaluationProtocol.testStart() + evaluationProtocol.horizon() > rows);
      }
    }
  }
}
