package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.IslandPlanner;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** In an island a plan sheds what costs less to go without than energy will be worth. */
class ShedByPlanTest {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final double COST_PER_KWH = 0.8;
  private static final double LOAD_W = 2_000;

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());

  @Test
  void aPlanShedsAndReleasesAndTheChargeShedsWhateverIsPlanned() {
    Dispatcher dispatcher =
        new Dispatcher(
            site(Optional.of(COST_PER_KWH)),
            outputs(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    assertTrue(!sheds(dispatcher, 60, OptionalInt.empty()), "by its charge it would not");
    assertTrue(sheds(dispatcher, 60, OptionalInt.of(1)));
    assertTrue(!sheds(dispatcher, 60, OptionalInt.of(0)));
    assertTrue(sheds(dispatcher, 28, OptionalInt.of(1)));
    assertTrue(!sheds(dispatcher, 28, OptionalInt.of(0)), "28 % would not release what was low");
    assertTrue(sheds(dispatcher, 18, OptionalInt.of(0)), "the charge is low");
    assertTrue(sheds(dispatcher, 28, OptionalInt.of(0)), "it is released from 30 % on");
    assertTrue(sheds(dispatcher, 28, OptionalInt.empty()));
    assertTrue(!sheds(dispatcher, 35, OptionalInt.empty()));
  }

  @Test
  void aLoadWithoutACostOrADearerOneIsNotShedByAPlan() {
    Dispatcher without =
        new Dispatcher(
            site(Optional.empty()), outputs(), _ -> Optional.empty(), ShedRelayStore.inMemory());
    assertTrue(!sheds(without, 60, OptionalInt.of(1)));
    Dispatcher dearer =
        new Dispatcher(
            site(Optional.of(2 * COST_PER_KWH)),
            outputs(),
            _ -> Optional.empty(),
            ShedRelayStore.inMemory());
    assertTrue(!sheds(dearer, 60, OptionalInt.of(1)));
  }

  /** Sixty evenings without a grid, of which nobody knows how long they last. */
  @Test
  void goingWithoutTheCheapLoadInTimeSavesTheDearOne() {
    IslandPlanner planner = IslandPlanner.of(site(Optional.of(COST_PER_KWH))).orElseThrow();
    Random random = new Random(11);
    double byCharge = 0;
    double byPlan = 0;
    double never = 0;
    for (int night = 0; night < 60; night++) {
      double hours = Math.clamp(-8 * Math.log(1 - random.nextDouble()), 0.5, 24);
      double soc = 30 + 60 * random.nextDouble();
      byCharge += live(hours, soc, Optional.empty(), true);
      byPlan += live(hours, soc, Optional.of(planner), true);
      never += live(hours, soc, Optional.empty(), false);
    }
    String all = "by charge %.1f, by plan %.1f, never %.1f".formatted(byCharge, byPlan, never);
    assertTrue(byCharge < never, all);
    assertTrue(byPlan < 0.9 * byCharge, all);
  }

  /** What an outage costs, with what is left counted at .2 a kWh. */
  private static double live(
      double hours, double socPct, Optional<IslandPlanner> planner, boolean sheds) {
    Role.Battery battery = DemoSite.BATTERY;
    double capacity = battery.capacityWh() / 1000;
    double least = capacity * battery.minSocPct() / 100;
    double stored = capacity * socPct / 100;
    Instant start = Instant.parse("2026-01-15T17:00:00Z");
    double cost = 0;
    boolean shed = false;
    Optional<IslandPlan> plan = Optional.empty();
    for (int minute = 0; minute < 60 * hours; minute++) {
      Instant instant = start.plus(Duration.ofMinutes(minute));
      Moment now = new Moment(60_000_000_000L * minute, instant);
      double soc = 100 * stored / capacity;
      if (planner.isPresent() && minute % 15 == 0) {
        double[] load = new double[144];
        Arrays.fill(load, 1000);
        PlanRequest request =
            new PlanRequest(
                now,
                new PlanRequest.Ahead(forecast(instant, load), forecast(instant, new double[144])),
                OptionalDouble.of(soc),
                List.of(),
                new PlanRequest.Limits(12_000, 5_000),
                PlanRequest.Peak.NONE,
                Prices.NONE,
                PlanRequest.FlexibleLoads.NONE);
        plan = planner.get().plan(request, new IslandPlan.Island(8, Optional.empty()));
      }
      OptionalDouble margin = OptionalDouble.of(soc - battery.minSocPct());
      int held = IslandTiers.wanted(shed ? 1 : 0, 1, margin, OptionalDouble.empty());
      boolean planned = plan.filter(p -> p.shedUpToPerKwh(now) >= COST_PER_KWH).isPresent();
      shed = sheds && (planned || held > 0);
      // The relay's load is .6 of 1 kW; compute takes .3 kW beside it.
      double needKw = (shed ? 0.4 : 1) + 0.3;
      double give = Math.min(needKw / 60, (stored - least) * battery.efficiency());
      stored -= give / battery.efficiency();
      cost += (shed ? COST_PER_KWH * 0.6 / 60 : 0) + 10 * (needKw / 60 - give);
    }
    return cost - 0.2 * stored;
  }

  private static Forecast forecast(Instant from, double[] watts) {
    return new Forecast(from, SLOT, watts, watts, watts, watts, "test");
  }

  /** Whether the relay sheds after a while at a charge, with a plan that sheds or does not. */
  private boolean sheds(Dispatcher dispatcher, double socPct, OptionalInt planned) {
    plant.socPct = socPct;
    boolean shed = false;
    for (int second = 0; second < 130; second++) {
      plant.run(1);
      plant.socPct = socPct;
      Moment now = plant.now();
      Optional<IslandPlan> island =
          planned.stream()
              .mapToObj(
                  count ->
                      new IslandPlan(
                          now.instant(),
                          SLOT,
                          now.plus(Duration.ofHours(1)),
                          new IslandPlan.Schedule(
                              new boolean[2],
                              new double[2],
                              new double[] {count * COST_PER_KWH, 0},
                              new double[2],
                              new double[2]),
                          0,
                          4))
              .findFirst();
      Plan plan = Plans.worth(plant, 0.2, 0.2, 0.3, 0.1).with(island);
      Mode alone = new Mode.Islanded(now, Mode.Cause.GRID_LOST, Optional.empty(), Optional.empty());
      GridLimits limits =
          new GridLimits(10_000, 10_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);
      Dispatch dispatch =
          dispatcher.dispatch(
              plant.state.orElseThrow(),
              Optional.of(plan),
              limits,
              DeviceRequests.NONE,
              alone,
              now);
      shed =
          dispatch.setpoints().stream()
              .anyMatch(s -> s.signal().deviceId().equals("shed") && s.value() > 0);
    }
    return shed;
  }

  private static List<OutputSpec> outputs() {
    return DemoSite.usual().outputs();
  }

  private static Site site(Optional<Double> costPerKwh) {
    Site site = DemoSite.usual().site();
    return site.withDevices(site.devices().stream().map(d -> priced(d, costPerKwh)).toList());
  }

  private static DeviceConfig priced(DeviceConfig device, Optional<Double> costPerKwh) {
    boolean relay = device.role() instanceof Role.ShedRelay;
    return relay
        ? new DeviceConfig(
            device.id(),
            device.profile(),
            device.connection(),
            new Role.ShedRelay(LOAD_W, 1, costPerKwh),
            false,
            Optional.empty())
        : device;
  }
}
