package io.spikewatt.controller.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AssetStatesTest {

  private static final Estimate UNKNOWN = new Estimate.Unknown("test");

  private static Estimate watts(double value) {
    return new Estimate.Known(value, Estimate.How.MEASURED, new Moment(0, Instant.EPOCH));
  }

  private static GensetState genset(String id, Estimate powerW, boolean isMeasured) {
    return new GensetState(id, powerW, isMeasured, Optional.empty());
  }

  @Test
  void a_genset_that_nothing_measures_leaves_the_sum_known_and_a_silent_meter_does_not() {
    GensetState measured = genset("a", watts(5_000), true);
    AssetStates one = AssetStates.of(List.of(measured, genset("b", UNKNOWN, false)));
    assertEquals(OptionalDouble.of(5_000), one.group(BalanceTerm.GENSET).powerW().ifKnown());
    assertEquals(2, one.group(BalanceTerm.GENSET).each().size());
    AssetStates silent = AssetStates.of(List.of(measured, genset("b", UNKNOWN, true)));
    assertFalse(silent.group(BalanceTerm.GENSET).powerW().isKnown());
  }

  @Test
  void a_newer_state_takes_the_place_of_the_old_one_and_changes_only_the_sum_of_its_kind() {
    SourceState wind = new SourceState("w", BalanceTerm.WIND, watts(700), Potential.CURTAILED);
    AssetStates before =
        AssetStates.of(
            List.of(
                new SourceState("p", BalanceTerm.PV, watts(1_000), Potential.UNCURTAILED),
                new BatteryState("b1", watts(-300), UNKNOWN),
                wind,
                new BatteryState("b2", watts(-200), UNKNOWN)));
    AssetStates after = before.with(List.of(new BatteryState("b1", watts(400), UNKNOWN)));
    assertEquals(List.of("p", "b1", "w", "b2"), after.all().stream().map(AssetState::id).toList());
    assertEquals(OptionalDouble.of(-500), before.group(BalanceTerm.BATTERY).powerW().ifKnown());
    assertEquals(OptionalDouble.of(200), after.group(BalanceTerm.BATTERY).powerW().ifKnown());
    assertEquals(before.group(BalanceTerm.PV), after.group(BalanceTerm.PV));
    assertEquals(List.of(wind), after.group(BalanceTerm.WIND).each());
    assertFalse(after.group(BalanceTerm.EV).powerW().isInstalled());
  }

  @Test
  void one_curtailed_or_unmeasured_source_is_enough_for_all_of_its_kind() {
    SourceState free = new SourceState("f", BalanceTerm.PV, watts(1), Potential.UNCURTAILED);
    SourceState capped = new SourceState("c", BalanceTerm.PV, watts(1), Potential.CURTAILED);
    SourceState silent = new SourceState("s", BalanceTerm.PV, UNKNOWN, Potential.UNKNOWN);
    assertEquals(Potential.UNCURTAILED, SourceState.potential(List.of()));
    assertEquals(Potential.UNCURTAILED, SourceState.potential(List.of(free)));
    assertEquals(Potential.CURTAILED, SourceState.potential(List.of(free, capped, free)));
    assertEquals(Potential.UNKNOWN, SourceState.potential(List.of(silent, capped)));
  }
}
