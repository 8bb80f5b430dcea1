package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** At a site whose PV and battery can do 15 kW: 150 W are worth another decision. */
class LimitExceedanceTest {

  private static final GridLimits LIMITS =
      new GridLimits(8000, 2000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);

  private final LimitExceedance watch = new LimitExceedance(DemoSite.usual().site());

  @Test
  void nothing_calls_before_a_cycle_has_decided() {
    assertFalse(watch.calls(20_000, LIMITS));
  }

  @Test
  void a_limit_that_is_newly_passed_calls_on_either_side() {
    decided(0);
    assertFalse(watch.calls(8000 + 140, LIMITS), "little");
    assertTrue(watch.calls(8000 + 160, LIMITS));
    decided(0);
    assertFalse(watch.calls(-2000 - 140, LIMITS), "little");
    assertTrue(watch.calls(-2000 - 160, LIMITS));
  }

  @Test
  void it_calls_once_between_two_cycles() {
    decided(0);
    assertTrue(watch.calls(9000, LIMITS));
    assertFalse(watch.calls(12_000, LIMITS));
    decided(12_000);
    assertTrue(watch.calls(14_000, LIMITS));
  }

  @Test
  void what_the_last_decision_knew_does_not_call_again() {
    decided(-6000);
    assertFalse(watch.calls(-6000, LIMITS));
    assertFalse(watch.calls(-6300, LIMITS), "its unrest");
    assertFalse(watch.calls(-3000, LIMITS), "on its way back");
    assertTrue(watch.calls(-6400, LIMITS), "more came");
  }

  @Test
  void a_limit_that_is_tightened_meanwhile_calls() {
    decided(5000);
    GridLimits tighter = new GridLimits(4000, 2000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    assertTrue(watch.calls(5000, tighter));
  }

  @Test
  void a_power_that_the_last_cycle_did_not_measure_is_nothing_to_compare_with() {
    watch.decided(new Estimate.Unknown("silent"), LIMITS);
    assertFalse(watch.calls(20_000, LIMITS));
    watch.decided(known(0, Estimate.How.DERIVED), LIMITS);
    assertFalse(watch.calls(20_000, LIMITS));
  }

  private void decided(double gridW) {
    watch.decided(known(gridW, Estimate.How.MEASURED), LIMITS);
  }

  private static Estimate known(double watts, Estimate.How how) {
    return new Estimate.Known(watts, how, new Moment(0, Instant.EPOCH));
  }
}
