package io.spikewatt.drivers.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CadenceTest {

  private Moment now = new Moment(Long.MAX_VALUE - 5, Instant.EPOCH);

  @Test
  void aRepetitionIsDueBeforeOneMoreCycleWouldMakeItLate() {
    Cadence cadence = new Cadence(Duration.ofSeconds(10).dividedBy(3));
    List<Integer> done = new ArrayList<>();
    for (int second = 0; second < 12; second++) {
      if (cadence.due(now)) {
        done.add(second);
        cadence.done(now);
      }
      now = now.plus(Duration.ofSeconds(1));
    }
    assertEquals(List.of(0, 3, 6, 9), done);
  }

  @Test
  void aRepetitionIsDueInEachCycleThatIsLongerThanItsBound() {
    Cadence cadence = new Cadence(Duration.ofSeconds(3));
    for (int cycle = 0; cycle < 4; cycle++) {
      assertTrue(cadence.due(now));
      cadence.done(now);
      now = now.plus(Duration.ofSeconds(5));
    }
  }
}
