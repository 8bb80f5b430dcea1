package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RegulatorTrustTest {

  private RegulatorTrust trust =
      RegulatorTrust.at(RegulatorTrust.Rules.of(5000, Duration.ofSeconds(10)));
  private Moment now = new Moment(0, Instant.parse("2026-06-09T10:00:00Z"));

  @Test
  void itIsLostOnlyWhenALimitIsPassedForLongerThanSettlingTakes() {
    assertEquals(false, lost(-3000, 0, false, 600));
    assertEquals(false, lost(-3000, 0, true, 10));
    assertEquals(false, lost(-3000, 0, false, 1));
    assertEquals(false, lost(-3000, -2975, true, 600));
    assertEquals(true, lost(-3000, 0, true, 12));
  }

  @Test
  void aLittleTooLittleIsMissingAtTheLimitToo() {
    assertEquals(false, lost(-1000, -900, false, 600));
    assertEquals(true, lost(-1000, -900, true, 12));
  }

  @Test
  void toSeemToFollowFromTimeToTimeDoesNotHelpWhileTheLimitIsPassed() {
    for (int i = 0; i < 9; i++) {
      assertEquals(false, lost(0, -3000, true, 1));
      assertEquals(false, lost(-3000, -3000, true, 1));
    }
    assertEquals(true, lost(0, -3000, true, 4));
  }

  @Test
  void doingNothingWhenNothingIsAskedDoesNotWinItBack() {
    assertEquals(true, lost(-3000, 0, true, 12));
    assertEquals(true, lost(0, 0, false, 600));
    assertEquals(false, lost(-3000, -2975, false, 1));
  }

  @Test
  void toBeAskedForWhatItDoesAnywayDoesNotWinItBack() {
    assertEquals(true, lost(0, -3000, true, 12));
    assertEquals(true, lost(-3000, -3000, false, 600));
    assertEquals(false, lost(-1000, -1000, false, 1));
  }

  @Test
  void toFollowAsFarAsItCanAnywayDoesNotWinItBack() {
    assertEquals(true, lost(4000, 2000, true, 12));
    assertEquals(true, lost(4000, 2500, false, 2));
    assertEquals(true, lost(2400, 2400, false, 600));
    assertEquals(false, lost(3500, 3500, false, 1));
  }

  @Test
  void itIsGivenAgainAfterHalfAnHour() {
    assertEquals(true, lost(-3000, 0, true, 12));
    assertEquals(true, lost(0, 0, false, 1700));
    assertEquals(false, lost(0, 0, false, 200));
  }

  @Test
  void timeWithoutASetpointInForceIsNotMissed() {
    assertEquals(false, lost(-3000, 0, true, 8));
    now = now.plus(Duration.ofSeconds(90));
    trust = trust.next(OptionalDouble.empty(), 0, true, now);
    assertEquals(false, lost(-3000, 0, true, 10));
    assertEquals(true, lost(-3000, 0, true, 2));
  }

  private boolean lost(double askedW, double measuredW, boolean broken, int seconds) {
    for (int i = 0; i < seconds; i++) {
      trust = trust.next(OptionalDouble.of(askedW), measuredW, broken, now);
      now = now.plus(Duration.ofSeconds(1));
    }
    return trust instanceof RegulatorTrust.Suspended;
  }
}
