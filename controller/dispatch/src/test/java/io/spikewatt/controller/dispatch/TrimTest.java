package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrimTest {

  private final Trim trim = new Trim(5000);

  @Test
  void aSmallErrorAtRestIsTakenOutApartForChargingAndDischarging() {
    for (int i = 0; i < 300; i++) {
      trim.learn(1000, 1010, 1);
      trim.learn(-1000, -980, 1);
    }
    assertEquals(990, trim.apply(1000), 0.1);
    assertEquals(-1020, trim.apply(-1000), 0.1);
    assertEquals(0, trim.apply(0), 0, "one that rests is left at rest");
  }

  @Test
  void itLearnsSlowly() {
    trim.learn(2000, 2100, 1);
    assertEquals(1996.7, trim.apply(2000), 0.1);
  }

  @Test
  void oneThatDoesSomethingElseIsNotOff() {
    for (int i = 0; i < 300; i++) {
      trim.learn(3000, 0, 1);
    }
    assertEquals(3000, trim.apply(3000), 0);
  }

  /** It would be asked for more and more, and do all of it at once when it listens again. */
  @Test
  void oneThatIsAskedForLittleAndDoesNothingIsNotOff() {
    for (int i = 0; i < 300; i++) {
      trim.learn(60, 0, 1);
    }
    assertEquals(60, trim.apply(60), 0);
  }

  @Test
  void whatWasLearntIsForgotten() {
    for (int i = 0; i < 300; i++) {
      trim.learn(1000, 1010, 1);
    }
    trim.reset();
    assertEquals(1000, trim.apply(1000), 0);
  }

  @Test
  void itNeverTurnsTheSign() {
    for (int i = 0; i < 300; i++) {
      trim.learn(2000, 2100, 1);
    }
    assertEquals(0, trim.apply(50), 0);
  }
}
