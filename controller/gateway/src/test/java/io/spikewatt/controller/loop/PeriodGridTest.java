package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PeriodGridTest {

  private static final Moment EPOCH = new Moment(5_000_000_000L, Instant.EPOCH);

  private final PeriodGrid periods = new PeriodGrid(EPOCH, Duration.ofSeconds(1));

  @Test
  void aPeriodBeginsWithItsFirstMomentAndEndsBeforeTheNext() {
    assertEquals(3, periods.at(after(3_000)));
    assertEquals(3, periods.at(after(3_999)));
    assertEquals(-1, periods.at(after(-1)));
  }

  @Test
  void aLoopThatStartsWithinAPeriodTakesPartInIt() {
    assertEquals(0, periods.first(after(-2_500)));
    assertEquals(0, periods.first(after(1)));
    assertEquals(3, periods.first(after(3_999)));
  }

  @Test
  void theNextPeriodIsTheFirstThatHasNotBegun() {
    assertEquals(0, periods.next(after(-2_500)));
    assertEquals(3, periods.next(after(3_000)));
    assertEquals(4, periods.next(after(3_001)));
  }

  @Test
  void periodsThatAStepRanOverAreLeftOut() {
    assertEquals(4, periods.after(3, after(3_200)));
    assertEquals(6, periods.after(3, after(5_200)));
  }

  @Test
  void aPhaseIsDueAtItsOffsetIntoThePeriod() {
    assertEquals(after(2_250), periods.due(2, Duration.ofMillis(250)));
  }

  private static Moment after(long millis) {
    return EPOCH.plus(Duration.ofMillis(millis));
  }
}
