package io.spikewatt.controller.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.How;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.controller.asset.Estimate.Unknown;
import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.PlantState.Position;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateEstimatorTest {

  private static final Moment NOW =
      new Moment(5_000_000_000L, Instant.parse("2026-06-15T10:00:00Z"));
  private final Map<Signal, Sample> samples = new LinkedHashMap<>();

  StateEstimatorTest() {
    good("meter1", Quantity.POWER_W, 1000);
    good("feeder1", Quantity.POWER_W, -2500);
    good("pv1", Quantity.POWER_W, 3000);
    good("battery1", Quantity.POWER_W, -800);
    good("battery1", Quantity.SOC_PCT, 55);
    good("ev1", Quantity.POWER_W, -400);
    good("ev1", Quantity.CONNECTED, 1);
    good("compute1", Quantity.POWER_W, -300);
    good("dso", Quantity.CONTACT, 0);
  }

  @Test
  void theLoadIsWhatTheBalanceLeaves() {
    PlantState state = state();
    assertEquals(new Known(2500, How.DERIVED, NOW), state.loadW());
    assertEquals(new Known(1000, How.MEASURED, NOW), state.gridW());
    assertEquals(-800, state.batteryW().ifKnown().orElseThrow());
    assertEquals(java.util.List.of(), state.notes());
  }

  @ParameterizedTest
  @CsvSource({"meter1, 1000", "pv1, 3000", "battery1, -800", "ev1, -400", "compute1, -300"})
  void aSingleMissingPowerIsDerivedFromTheFeederAndSaidToBe(String id, double expected) {
    samples.remove(new Signal(id, Quantity.POWER_W));
    PlantState state = state();
    Estimate estimate =
        switch (id) {
          case "meter1" -> state.gridW();
          case "pv1" -> state.assets().group(BalanceTerm.PV).each().getFirst().powerW();
          case "battery1" -> state.batteries().getFirst().powerW();
          case "ev1" -> state.evs().getFirst().powerW();
          default -> state.computes().getFirst().powerW();
        };
    assertEquals(new Known(expected, How.DERIVED, NOW), estimate);
    assertTrue(state.notes().getFirst().english().contains("derived"));
    assertEquals(2500, state.loadW().ifKnown().orElseThrow());
  }

  @Test
  void windHasAPowerOfItsOwnAndIsPartOfTheBalance() {
    assertFalse(state().windW().isInstalled());
    assertEquals(3000, state().sourceW().orElseThrow());
    good("wind1", Quantity.POWER_W, 700);
    StateEstimator windy = new StateEstimator(DemoSite.usual().withWind(5_000).site());
    PlantState state = windy.estimate(new PlantSnapshot(NOW, List.copyOf(samples.values())));
    assertEquals(700, state.windW().ifKnown().orElseThrow());
    assertEquals(3000, state.pvW().ifKnown().orElseThrow());
    assertEquals(3700, state.sourceW().orElseThrow());
    assertEquals(3200, state.loadW().ifKnown().orElseThrow());
    Map<Signal, Double> limited = Map.of(new Signal("wind1", Quantity.POWER_LIMIT_W), 700.0);
    PlantState bound =
        windy.estimate(new PlantSnapshot(NOW, List.copyOf(samples.values())), limited);
    assertEquals(Potential.CURTAILED, bound.potential(BalanceTerm.WIND));
    assertEquals(Potential.UNCURTAILED, bound.potential(BalanceTerm.PV));
    samples.remove(new Signal("wind1", Quantity.POWER_W));
    samples.remove(new Signal("pv1", Quantity.POWER_W));
    assertTrue(
        windy.estimate(new PlantSnapshot(NOW, List.copyOf(samples.values()))).sourceW().isEmpty());
  }

  @Test
  void withTwoMissingBothStayUnknownAndNothingReadsAsZero() {
    samples.remove(new Signal("pv1", Quantity.POWER_W));
    samples.remove(new Signal("battery1", Quantity.POWER_W));
    PlantState state = state();
    assertInstanceOf(Unknown.class, state.pvW());
    assertInstanceOf(Unknown.class, state.batteryW());
    assertEquals(new Known(2500, How.MEASURED, NOW), state.loadW(), "the feeder still tells");
    samples.remove(new Signal("feeder1", Quantity.POWER_W));
    assertInstanceOf(Unknown.class, state().loadW());
    assertEquals(Potential.UNKNOWN, state().potential(BalanceTerm.PV));
  }

  @Test
  void withoutAFeederNothingIsDerived() {
    samples.remove(new Signal("feeder1", Quantity.POWER_W));
    assertEquals(2500, state().loadW().ifKnown().orElseThrow());
    samples.remove(new Signal("meter1", Quantity.POWER_W));
    Unknown grid = assertInstanceOf(Unknown.class, state().gridW());
    assertTrue(grid.reason().startsWith("meter1/power_w: never-read"), grid.reason());
  }

  @Test
  void theSumOfThePhasesReplacesAMissingSum() {
    samples.remove(new Signal("meter1", Quantity.POWER_W));
    good("meter1", Quantity.POWER_L1_W, 100);
    good("meter1", Quantity.POWER_L2_W, 200);
    good("meter1", Quantity.POWER_L3_W, -50);
    assertEquals(new Known(250, How.DERIVED, NOW), state().gridW());
  }

  @Test
  void anEstimateIsAsOldAsItsOldestPart() {
    Moment old = NOW.plus(Duration.ofSeconds(-2));
    Signal pv = new Signal("pv1", Quantity.POWER_W);
    samples.put(pv, new Sample.Good(pv, 3000, old));
    assertEquals(new Known(2500, How.DERIVED, old), state().loadW());
  }

  @Test
  void aFeederThatContradictsTheBalanceIsNoted() {
    good("feeder1", Quantity.POWER_W, -6000);
    assertTrue(state().notes().getFirst().english().contains("disagree"));
    assertEquals(2500, state().loadW().ifKnown().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "230, 230, 230, 50.0, UP",
    "0, 0, 0, 50.0, DOWN",
    "3, , , , DOWN",
    "230, 0, 0, , UP",
    ", , , 49.9, UP",
    ", , , 60.1, UP",
    "230, 230, 230, 44.5, DOWN",
    ", , , , UNKNOWN",
  })
  void theGridIsUpDownOrUnknown(
      Double l1, Double l2, Double l3, Double hz, GridConnection expected) {
    good("meter1", Quantity.POWER_W, 0);
    optional(Quantity.VOLTAGE_L1_V, l1);
    optional(Quantity.VOLTAGE_L2_V, l2);
    optional(Quantity.VOLTAGE_L3_V, l3);
    optional(Quantity.FREQUENCY_HZ, hz);
    assertEquals(expected, state().connection());
  }

  @Test
  void aContactThatCannotBeReadIsUnknownAndApplies() {
    assertEquals(Position.OPEN, state().contacts().getFirst().position());
    samples.remove(new Signal("dso", Quantity.CONTACT));
    assertEquals(Position.UNKNOWN, state().contacts().getFirst().position());
    assertTrue(state().contacts().getFirst().applies());
  }

  @Test
  void aCarsPresenceIsNotGuessed() {
    assertEquals(Presence.PLUGGED_IN, state().evs().getFirst().presence());
    samples.remove(new Signal("ev1", Quantity.CONNECTED));
    assertEquals(Presence.UNKNOWN, state().evs().getFirst().presence());
    assertInstanceOf(Unknown.class, state().evs().getFirst().socPct());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2000, 3000, 3200})
  void pvAtItsLimitIsCurtailed(double limit) {
    assertEquals(Potential.CURTAILED, limited(limit).potential(BalanceTerm.PV));
  }

  @ParameterizedTest
  @ValueSource(doubles = {4000, 9000, 10_000})
  void pvBelowItsLimitIsWhatTheSunGives(double limit) {
    assertEquals(Potential.UNCURTAILED, limited(limit).potential(BalanceTerm.PV));
  }

  private PlantState limited(double limit) {
    return new StateEstimator(DemoSite.usual().site())
        .estimate(
            new PlantSnapshot(NOW, samples.values()),
            Map.of(new Signal("pv1", Quantity.POWER_LIMIT_W), limit));
  }

  private PlantState state() {
    return new StateEstimator(DemoSite.usual().site())
        .estimate(new PlantSnapshot(NOW, samples.values()));
  }

  private void optional(Quantity quantity, Double value) {
    if (value != null) {
      good("meter1", quantity, value);
    }
  }

  private void good(String id, Quantity quantity, double value) {
    Signal signal = new Signal(id, quantity);
    samples.put(signal, new Sample.Good(signal, value, NOW));
  }
}
