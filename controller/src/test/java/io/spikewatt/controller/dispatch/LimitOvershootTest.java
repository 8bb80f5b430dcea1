package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LimitOvershootTest {

  @Test
  void aPassedLimitIsAnsweredWithMoreUntilItIsKept() {
    LimitOvershoot limitOvershoot = new LimitOvershoot();
    assertEquals(0, limitOvershoot.update(-100), 0);
    assertEquals(80, limitOvershoot.update(1000), 1e-9);
    assertEquals(160, limitOvershoot.update(2000), 1e-9);
    assertEquals(160, limitOvershoot.update(1), 1e-9, "the worst counts");
    assertEquals(0, limitOvershoot.update(0), 0);
    assertEquals(8, limitOvershoot.update(100), 1e-9, "and is forgotten then");
  }
}
