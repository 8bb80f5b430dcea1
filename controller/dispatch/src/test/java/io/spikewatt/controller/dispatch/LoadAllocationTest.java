package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadNeed.Surplus;
import io.spikewatt.controller.asset.LoadNeed.Urgency;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.controller.asset.OutputScale;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.CycleInput.Aim;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Loads of no particular kind, at an import limit of 5000 W with a guard of 50 W. */
class LoadAllocationTest {

  private static final double ROOM_W = 4950;

  private final CycleInput input = input();
  private RegulatorRange batteries =
      new RegulatorRange(0, 0, 0, RegulatorRange.KeptFromGrid.NONE, true);
  private double netW;

  @Test
  void a_need_that_can_wait_takes_what_is_worth_its_price_and_no_more() {
    assertEquals(List.of(1200.0), powers(modulating(waits(1200, Surplus.NONE))));
  }

  @Test
  void a_surplus_goes_to_the_batteries_first_where_they_gain_more() {
    netW = -3000;
    batteries = new RegulatorRange(1000, 0, 0, RegulatorRange.KeptFromGrid.NONE, true);
    assertEquals(List.of(2000.0), powers(modulating(waits(0, Surplus.AFTER_STORAGE))));
    assertEquals(List.of(3000.0), powers(modulating(waits(0, Surplus.BEFORE_STORAGE))));
    assertEquals(List.of(0.0), powers(modulating(waits(0, Surplus.NONE))));
  }

  @Test
  void a_load_with_a_least_power_takes_none_of_a_smaller_surplus() {
    netW = -1000;
    assertEquals(List.of(0.0), powers(switching(1400, waits(0, Surplus.BEFORE_STORAGE))));
    netW = -1500;
    assertEquals(List.of(1500.0), powers(switching(1400, waits(0, Surplus.BEFORE_STORAGE))));
  }

  @Test
  void a_need_that_can_wait_leaves_a_later_one_what_is_urgent_or_worth_its_price() {
    for (Urgency urgency : List.of(Urgency.URGENT, Urgency.WORTH)) {
      LoadNeed later = new LoadNeed(Reason.WORTH_ITS_POWER, urgency, 6000, 3000, Surplus.NONE);
      assertEquals(
          List.of(ROOM_W - 3000, 3000.0),
          powers(modulating(waits(4000, Surplus.NONE)), modulating(later)),
          urgency.name());
    }
  }

  @Test
  void a_car_that_can_wait_leaves_a_later_car_what_is_urgent() {
    FlexibleLoad waiting = switching(1400, waits(6000, Surplus.NONE));
    for (double urgentW : List.of(3000.0, 4000.0)) {
      LoadNeed urgent =
          new LoadNeed(Reason.READY_IN_TIME, Urgency.URGENT, urgentW, urgentW, Surplus.NONE);
      double restW = ROOM_W - urgentW;
      assertEquals(
          List.of(restW < 1400 ? 0 : restW, urgentW), powers(waiting, switching(1400, urgent)));
      assertEquals(
          List.of(urgentW, restW < 1400 ? 0 : restW), powers(switching(1400, urgent), waiting));
    }
  }

  @Test
  void two_urgent_loads_share_a_room_that_does_not_suffice() {
    LoadNeed urgent = new LoadNeed(Reason.READY_IN_TIME, Urgency.URGENT, 6000, 6000, Surplus.NONE);
    assertEquals(
        List.of(ROOM_W / 2, ROOM_W / 2), powers(switching(1400, urgent), modulating(urgent)));
  }

  @Test
  void only_an_urgent_need_uses_the_batteries_reserve() {
    batteries = new RegulatorRange(0, 0, 1000, RegulatorRange.KeptFromGrid.NONE, true);
    for (Urgency urgency : Urgency.values()) {
      LoadNeed need = new LoadNeed(Reason.READY_IN_TIME, urgency, 6000, 6000, Surplus.NONE);
      double reserveW = urgency == Urgency.URGENT ? 1000 : 0;
      assertEquals(List.of(ROOM_W + reserveW), powers(modulating(need)), urgency.name());
    }
  }

  @Test
  void without_a_need_a_load_rests() {
    netW = -3000;
    assertEquals(
        List.of(0.0),
        powers(
            load(
                0,
                new LoadOffer(
                    List.of(), Optional.empty(), Action.CONSUME, Reason.NOTHING_TO_CHARGE))));
  }

  @Test
  void what_a_load_with_a_will_of_its_own_draws_is_not_given_to_another() {
    double drawnW = -input.state().asset("compute1").powerW().ifKnown().orElseThrow();
    assertTrue(drawnW > 100, "it draws " + drawnW + " W");
    LoadNeed urgent = new LoadNeed(Reason.READY_IN_TIME, Urgency.URGENT, 6000, 6000, Surplus.NONE);
    FlexibleLoad idle = modulating(waits(0, Surplus.NONE));
    assertEquals(List.of(ROOM_W, 0.0), powers(modulating(urgent), idle));
    assertEquals(List.of(ROOM_W - drawnW, 0.0), powers(modulating(urgent), willed(idle)));
  }

  @Test
  void what_a_load_with_a_will_of_its_own_draws_beyond_its_setpoint_is_not_ordered_too() {
    double drawnW = -input.state().asset("compute1").powerW().ifKnown().orElse(0);
    LoadNeed urgent = new LoadNeed(Reason.TOO_COLD, Urgency.URGENT, 6000, 6000, Surplus.NONE);
    LoadUnit unit = unit("compute1", willed(modulating(urgent)));
    double roomW = 0.8 * drawnW;
    netW = ROOM_W - roomW;
    assertTrue(drawnW > 100, "it draws " + drawnW + " W");
    assertEquals(List.of(roomW), powers(List.of(unit), input));
    powers(List.of(unit), later(60));
    assertEquals(0.6 * drawnW, powers(List.of(unit), later(61)).getFirst(), 1e-6);
  }

  private CycleInput later(long seconds) {
    return new CycleInput(
        input.state(),
        input.plan(),
        input.limits(),
        input.requests(),
        input.aim(),
        input.now().plus(Duration.ofSeconds(seconds)),
        input.validUntil());
  }

  private static FlexibleLoad willed(FlexibleLoad load) {
    return new FlexibleLoad(
        load.response(), load.range(), load.followsPower(), true, load.offers(), OutputScale::of);
  }

  private static LoadNeed waits(double gridW, Surplus surplus) {
    return new LoadNeed(Reason.SURPLUS, Urgency.WAITS, 6000, gridW, surplus);
  }

  private static FlexibleLoad modulating(LoadNeed need) {
    return switching(0, need);
  }

  private static FlexibleLoad switching(double leastW, LoadNeed need) {
    return load(
        leastW, new LoadOffer(List.of(need), Optional.empty(), Action.CONSUME, Reason.MINIMUM));
  }

  private static FlexibleLoad load(double leastW, LoadOffer offer) {
    LoadRange range =
        new LoadRange(0, leastW, 6000, 0, 1, Double.POSITIVE_INFINITY, LoadRange.Dwell.NONE);
    return new FlexibleLoad(
        new Response(Duration.ZERO, Duration.ZERO),
        range,
        false,
        false,
        view -> offer,
        OutputScale::of);
  }

  private List<Double> powers(FlexibleLoad... loads) {
    List<String> carriers = List.of("ev1", "compute1");
    List<LoadUnit> units =
        carriers.subList(0, loads.length).stream()
            .map(id -> unit(id, loads[carriers.indexOf(id)]))
            .toList();
    return powers(units, input);
  }

  private List<Double> powers(List<LoadUnit> units, CycleInput input) {
    PowerRoom room =
        new PowerRoom(
            StoragePolicy.byRule(0.95, 0),
            ExchangeBand.of(input, OptionalDouble.empty(), 1),
            batteries,
            netW);
    return new LoadAllocation(units)
            .allocate(input, room, new PlanReading(Optional.empty(), 50, input.now()), Map.of())
            .setpoints()
            .stream()
            .map(setpoint -> setpoint.value())
            .toList();
  }

  private static LoadUnit unit(String id, FlexibleLoad load) {
    return new LoadUnit(id, load, output(id), Optional.empty(), Optional::empty);
  }

  private static SetpointOutput output(String id) {
    Signal signal = new Signal(id, Quantity.POWER_LIMIT_W);
    return new SetpointOutput(new OutputSpec(signal, 0, 6000, Double.POSITIVE_INFINITY, 0, 0));
  }

  private static CycleInput input() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(1);
    GridLimits limits = new GridLimits(5000, 5000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
    return new CycleInput(
        plant.state.orElseThrow(),
        Optional.empty(),
        limits,
        DeviceRequests.NONE,
        Aim.FOLLOW,
        plant.now(),
        plant.now());
  }
}
