package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.LimitSource;
import org.junit.jupiter.api.Test;

class LimitRecoveryTest {

  private static final GridLimits LIMITS =
      new GridLimits(5000, 3000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);

  private LimitRecovery recovery = LimitRecovery.NONE;

  @Test
  void anExceededImportLimitIsAnsweredWithMoreUntilItIsKept() {
    assertEquals(0, importW(-100), 0);
    assertEquals(80, importW(1000), 1e-9);
    assertEquals(160, importW(2000), 1e-9);
    assertEquals(160, importW(1), 1e-9, "the worst counts");
    assertEquals(0, importW(0), 0);
    assertEquals(8, importW(100), 1e-9, "and is forgotten then");
  }

  @Test
  void theExportLimitHasItsOwnExcess() {
    recovery = recovery.next(-4000, LIMITS);
    assertEquals(80, recovery.exportW(), 1e-9);
    assertEquals(0, recovery.importW(), 0);
  }

  private double importW(double excessW) {
    recovery = recovery.next(LIMITS.importW() + excessW, LIMITS);
    return recovery.importW();
  }
}
