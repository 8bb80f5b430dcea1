package io.spikewatt.hal.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every board keeps, whoever makes it. */
abstract class GpioContract {

  static final Duration WINDOW = Duration.ofMillis(20);
  static final Duration HALF = Duration.ofMillis(10);

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  GpioTwin board;

  abstract GpioTwin make(Clock clock, Duration debounce);

  @BeforeEach
  void makeBoard() {
    board = make(clock, WINDOW);
  }

  @AfterEach
  void closeBoard() {
    board.close();
  }

  @ParameterizedTest
  @CsvSource({"false,false,false", "true,false,true", "false,true,true", "true,true,false"})
  void firstLevelCountsAtOnceAndActiveLowInvertsIt(
      boolean high, boolean activeLow, boolean closed) {
    board.drive(17, high);
    assertEquals(closed, board.input(17, activeLow).closed());
  }

  @Test
  void aNewLevelCountsOnlyAfterItStoodForTheWindow() {
    DigitalInput input = board.input(17, false);
    board.drive(17, true);
    assertFalse(input.closed());
    clock.advance(HALF);
    assertFalse(input.closed());
    clock.advance(HALF);
    assertTrue(input.closed());
  }

  @Test
  void aLevelThatChangedBetweenTwoPollsCountsAtThePollAfterTheWindow() {
    DigitalInput input = board.input(17, false);
    assertFalse(input.closed());
    board.drive(17, true);
    clock.advance(Duration.ofSeconds(1));
    assertTrue(input.closed());
  }

  @Test
  void aBouncingContactKeepsItsOldStateUntilItStandsStill() {
    DigitalInput input = board.input(17, false);
    for (int i = 0; i < 50; i++) {
      board.drive(17, i % 2 == 0);
      clock.advance(HALF);
      assertFalse(input.closed());
    }
    board.drive(17, true);
    clock.advance(WINDOW);
    assertTrue(input.closed());
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void anOutputStartsAtRestFollowsAndGoesBackToRestOnClose(boolean activeLow, boolean rest) {
    DigitalOutput output = board.output(27, activeLow, rest);
    assertEquals(rest, output.closed());
    assertEquals(rest != activeLow, board.level(27));
    output.set(!rest);
    assertEquals(!rest, output.closed());
    assertEquals(rest == activeLow, board.level(27));
    board.close();
    assertEquals(rest != activeLow, board.level(27));
  }

  @Test
  void closingOneOutputBringsItToRest() {
    DigitalOutput output = board.output(27, false, false);
    output.set(true);
    output.close();
    assertFalse(board.level(27));
  }

  @Test
  void thePinIsMadeOnceAndOnlyInOneWay() {
    DigitalInput input = board.input(17, false);
    assertSame(input, board.input(17, false));
    assertThrows(IllegalArgumentException.class, () -> board.input(17, true));
    assertThrows(IllegalArgumentException.class, () -> board.output(17, false, false));
  }

  @Test
  void aClosedBoardIsUnavailable() {
    DigitalInput input = board.input(17, false);
    DigitalOutput output = board.output(27, false, false);
    board.close();
    assertThrows(GpioException.class, input::closed);
    assertThrows(GpioException.class, () -> output.set(true));
    assertThrows(GpioException.class, () -> board.input(5, false));
  }
}
