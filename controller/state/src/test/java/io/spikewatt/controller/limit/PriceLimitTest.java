package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.controller.setpoint.LimitSource;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Negative prices limit by the owner's choice, beside all other limits. */
class PriceLimitTest {

  private static final GridLimits WIDE =
      new GridLimits(12_000, 5_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
  private static final PriceLimit BOTH =
      new PriceLimit(OptionalDouble.of(-0.032), OptionalDouble.of(-0.011));

  @ParameterizedTest
  @CsvSource({
    "STORE,        -0.02, -0.05, false, false",
    "ZERO_FEED_IN, -0.02, -0.05, true,  false",
    "ZERO_FEED_IN,  0.20, -0.05, true,  false",
    "ZERO_FEED_IN, -0.02,  0.08, false, false",
    "ZERO_FEED_IN,  0.20,  0.00, false, false",
    "PV_OFF,       -0.02, -0.05, true,  true",
    "PV_OFF,        0.20, -0.05, true,  false",
    "PV_OFF,       -0.02,  0.08, false, true",
    "PV_OFF,        0.00,  0.00, false, false",
    "PV_OFF,            ,      , false, false",
    "ZERO_FEED_IN,      ,      , false, false",
  })
  void the_choice_and_the_paid_prices_decide(
      NegativePrices choice,
      Double importPerKwh,
      Double exportPerKwh,
      boolean forbidsExport,
      boolean stopsSources) {
    PriceLimit limit = PriceLimit.of(choice, optional(importPerKwh), optional(exportPerKwh));
    assertEquals(forbidsExport, limit.forbidsExport());
    assertEquals(stopsSources, limit.stopsSources());
    if (forbidsExport) {
      assertEquals(exportPerKwh, limit.exportPerKwh().orElseThrow(), "its cause");
    }
    if (stopsSources) {
      assertEquals(importPerKwh, limit.importPerKwh().orElseThrow(), "its cause");
    }
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @Test
  void a_price_forbids_export_and_names_itself() {
    GridLimits priced = WIDE.pricedBy(BOTH);
    assertEquals(0, priced.exportW());
    assertEquals(LimitSource.PRICE, priced.exportWhy());
    assertEquals(WIDE.importW(), priced.importW());
    assertEquals(LimitSource.CONFIGURED, priced.importWhy());
    assertEquals(WIDE, WIDE.pricedBy(PriceLimit.NONE));
  }

  @Test
  void a_limit_as_tight_keeps_its_name() {
    GridLimits none = new GridLimits(12_000, 0, LimitSource.CONFIGURED, LimitSource.GRID_OPERATOR);
    GridLimits priced = none.pricedBy(BOTH);
    assertEquals(LimitSource.GRID_OPERATOR, priced.exportWhy());
    assertEquals(BOTH, priced.price(), "the fact stays beside the name");
  }

  @Test
  void no_later_step_forgets_the_fact() {
    GridLimits priced = WIDE.pricedBy(BOTH);
    assertEquals(BOTH, priced.keeping(3_000, 2_000).price());
    assertEquals(BOTH, priced.within(4_000, 0, LimitSource.CONFIGURED).price());
    GridLimits ordered = priced.operatorExport(0);
    assertEquals(BOTH, ordered.price());
    assertEquals(LimitSource.GRID_OPERATOR, ordered.exportWhy(), "the higher source on a tie");
  }

  @Test
  void a_price_does_not_lift_a_dimming() {
    GridLimits dimmed =
        new GridLimits(4_200, 5_000, LimitSource.GRID_OPERATOR, LimitSource.CONFIGURED);
    GridLimits priced = dimmed.pricedBy(BOTH);
    assertTrue(priced.dimmed());
    assertEquals(4_200, priced.importW());
    assertFalse(WIDE.pricedBy(BOTH).dimmed());
  }
}
