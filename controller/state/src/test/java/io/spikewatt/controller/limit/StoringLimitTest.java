package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.setpoint.LimitSource;
import org.junit.jupiter.api.Test;

final class StoringLimitTest {

  private final GridLimits limits =
      new GridLimits(9_000, 6_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);

  @Test
  void withoutAPeakNothingKeepsFromStoring() {
    assertEquals(Double.POSITIVE_INFINITY, limits.storingW());
  }

  @Test
  void nothingIsStoredAboveThePeak() {
    assertEquals(3_000, limits.keeping(3_000, 5_000).storingW());
    assertEquals(2_000, limits.keeping(3_000, 2_000).storingW());
    assertEquals(3_000, limits.keeping(3_000, 2_000).peakW());
  }

  @Test
  void anOperatorsOrderKeepsIt() {
    assertEquals(2_000, limits.keeping(3_000, 2_000).operatorExport(0).storingW());
  }
}
