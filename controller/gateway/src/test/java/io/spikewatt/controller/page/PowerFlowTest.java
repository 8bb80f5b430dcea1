package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.page.PowerFlow.Power;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The picture adds up to the last watt. */
class PowerFlowTest {

  private static final Moment NOW = new Moment(0, Instant.EPOCH);

  private static Power known(String id, double watts) {
    return new Power(
        id, id, new Estimate.Known(watts, Estimate.How.MEASURED, NOW), PowerFlow.Source.NONE);
  }

  private static Power unknown(String id) {
    return new Power(id, id, new Estimate.Unknown(id + " is silent"), PowerFlow.Source.NONE);
  }

  private static long sum(PowerFlow flow) {
    return flow.restW() + flow.nodes().stream().mapToLong(node -> node.shownW().orElse(0)).sum();
  }

  private static OptionalLong shown(PowerFlow flow, String id) {
    return flow.nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow()
        .shownW();
  }

  @RepeatedTest(500)
  void known_powers_that_balance_are_shown_within_a_watt_and_sum_to_zero(RepetitionInfo run) {
    SplittableRandom chance = new SplittableRandom(run.getCurrentRepetition());
    List<Power> powers = new ArrayList<>();
    double sum = 0;
    for (int i = chance.nextInt(1, 12); i > 0; i--) {
      double watts = chance.nextDouble(-20_000, 20_000) * Math.pow(10, -chance.nextInt(5));
      powers.add(known("d" + i, watts));
      sum += watts;
    }
    powers.add(known("load", -sum));
    PowerFlow flow = PowerFlow.of(powers);
    assertEquals(0, sum(flow));
    assertEquals(0, flow.restW());
    assertNear(powers, flow);
  }

  @RepeatedTest(500)
  void with_unknown_powers_the_rest_is_what_the_known_ones_lack(RepetitionInfo run) {
    SplittableRandom chance = new SplittableRandom(run.getCurrentRepetition());
    List<Power> powers = new ArrayList<>();
    double sum = 0;
    for (int i = chance.nextInt(1, 12); i > 0; i--) {
      double watts = chance.nextDouble(-20_000, 20_000);
      powers.add(known("d" + i, watts));
      sum += watts;
    }
    for (int i = chance.nextInt(1, 3); i > 0; i--) {
      powers.add(unknown("u" + i));
    }
    PowerFlow flow = PowerFlow.of(powers);
    assertEquals(0, sum(flow));
    assertEquals(-sum, (double) flow.restW(), 0.51);
    assertNear(powers, flow);
  }

  private static void assertNear(List<Power> powers, PowerFlow flow) {
    for (Power power : powers) {
      if (power.powerW() instanceof Estimate.Known known) {
        double error = (double) shown(flow, power.id()).orElseThrow() - known.value();
        assertTrue(Math.abs(error) < 1.0001, () -> power + " is shown wrong by " + error);
      } else {
        assertEquals(OptionalLong.empty(), shown(flow, power.id()));
      }
    }
  }

  @Test
  void two_batteries_one_charging_and_one_discharging_are_both_shown() {
    PowerFlow flow =
        PowerFlow.of(
            List.of(
                known("grid", 0.4),
                known("battery1", 1500.4),
                known("battery2", -1200.4),
                known("load", -300.4)));
    assertEquals(1500.4, (double) shown(flow, "battery1").orElseThrow(), 1);
    assertEquals(-1200.4, (double) shown(flow, "battery2").orElseThrow(), 1);
    assertEquals(0, sum(flow));
  }

  @Test
  void known_powers_that_do_not_balance_show_the_difference() {
    PowerFlow flow = PowerFlow.of(List.of(known("grid", 500), known("load", -380)));
    assertEquals(-120, flow.restW());
    assertEquals(0, sum(flow));
  }

  @Test
  void an_unknown_power_is_not_0_and_says_why() {
    PowerFlow flow = PowerFlow.of(List.of(unknown("grid"), known("pv1", 700), unknown("load")));
    assertEquals("grid is silent", flow.nodes().getFirst().unknown());
    assertEquals(-700, flow.restW());
  }
}
