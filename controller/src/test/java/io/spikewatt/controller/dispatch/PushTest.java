package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PushTest {

  @Test
  void aPassedLimitIsAnsweredWithMoreUntilItIsKept() {
    Push push = new Push();
    assertEquals(0, push.update(-100), 0);
    assertEquals(80, push.update(1000), 1e-9);
    assertEquals(160, push.update(2000), 1e-9);
    assertEquals(160, push.update(1), 1e-9, "the worst counts");
    assertEquals(0, push.update(0), 0);
    assertEquals(8, push.update(100), 1e-9, "and is forgotten then");
  }
}
