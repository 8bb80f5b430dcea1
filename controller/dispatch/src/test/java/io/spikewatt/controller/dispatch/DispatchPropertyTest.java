package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeMachine;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.LazyText;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens, in whatever order: what is asked for is sane, and follows the stated policy.
 */
class DispatchPropertyTest {

  private static final List<RequestedMode> WISHES = List.of(RequestedMode.values());
  private static final List<String> DEVICES =
      List.of("meter1", "feeder1", "pv1", "battery1", "ev1", "compute1", "dso");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everySetpointIsWithinItsDevicesLimitsAndThePolicy(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    DemoSite demo =
        DemoSite.usual()
            .withCycle(Duration.ofSeconds(random.nextBoolean() ? 1 : 6))
            .withLimits(3000 + 9000 * random.nextDouble(), 5000 * random.nextInt(2))
            .withReserve(30 * random.nextInt(2));
    Map<Signal, OutputSpec> specs =
        demo.outputs().stream().collect(Collectors.toMap(OutputSpec::signal, Function.identity()));
    CommandGate gate = new CommandGate(demo.outputs(), List.of(new SocInterlock(demo.site())));
    Planner planner = new Planner(PlanModel.of(demo.site()));
    DemoPlant plant = new DemoPlant(demo);
    plant.wish = Optional.of(RequestedMode.AUTO);
    plant.mode = ModeMachine.start(plant.now(), false);
    int blindCycles = 0;
    for (int i = 0; i < 500; i++) {
      event(random, plant, planner);
      plant.run(demo.cycle().toMillis() / 1000.0);
      PlantState state = plant.state.orElseThrow();
      blindCycles = state.gridW().isKnown() ? 0 : blindCycles + 1;
      Set<Signal> seen = new HashSet<>();
      for (ExplainedSetpoint decided : plant.last.setpoints()) {
        Setpoint setpoint = decided.toSetpoint(plant.last.validUntil(), LazyText.of("test"));
        OutputSpec spec = Objects.requireNonNull(specs.get(setpoint.signal()));
        assertTrue(seen.add(setpoint.signal()), "one setpoint an output");
        assertTrue(
            setpoint.value() >= spec.min() && setpoint.value() <= spec.max(),
            () -> setpoint + " is outside " + spec);
        policy(setpoint, state, plant.mode);
        if (setpoint.validUntil().isAfter(plant.snapshot().at())) {
          Verdict verdict = gate.approve(setpoint, plant.snapshot());
          assertInstanceOf(Verdict.Approved.class, verdict, verdict::toString);
        }
      }
      if (blindCycles * demo.cycle().toSeconds() > 12) {
        assertTrue(
            plant.mode instanceof Mode.Hold
                || plant.mode instanceof Mode.Islanded
                || plant.mode instanceof Mode.Starting,
            () -> "blind for long in " + plant.mode);
      }
      assertTrue(plant.socPct >= 9.9 && plant.socPct <= 95.1, "state of charge " + plant.socPct);
    }
  }

  private static void policy(Setpoint setpoint, PlantState state, Mode mode) {
    String id = setpoint.signal().deviceId();
    if (id.equals("battery1") && !state.batteries().getFirst().socPct().isKnown()) {
      assertEquals(0, setpoint.value(), 0, "battery without a state of charge");
    }
    if (mode instanceof Mode.Hold && (id.equals("battery1") || id.equals("ev1"))) {
      assertEquals(0, setpoint.value(), 0, id + " in hold");
    }
    if (id.equals("ev1") && state.evs().getFirst().presence() == Presence.UNKNOWN) {
      assertEquals(0, setpoint.value(), 0, "car unknown");
      boolean blind = !state.gridW().isKnown();
      assertTrue(mode instanceof Mode.Hold || mode instanceof Mode.Islanded || blind);
    }
    assertTrue(!(mode instanceof Mode.Starting), "nothing is written while starting");
    assertTrue(!(mode instanceof Mode.Islanded) || !id.equals("battery1"));
  }

  private static void event(Random random, DemoPlant plant, Planner planner) {
    switch (random.nextInt(12)) {
      case 0 -> plant.loadW = 9000 * random.nextDouble();
      case 1 -> plant.pvPotentialW = 10_000 * random.nextDouble();
      case 2 -> plant.carThere = random.nextBoolean();
      case 3 -> plant.carSocPct = 100 * random.nextDouble();
      case 4 -> plant.carLeavesInS = 40_000 * random.nextDouble();
      case 5 -> plant.contactClosed = random.nextBoolean();
      case 6 -> plant.gridUp = random.nextInt(4) > 0;
      case 7 -> plant.lose(DEVICES.get(random.nextInt(DEVICES.size())), true);
      case 8, 9 -> DEVICES.forEach(id -> plant.lose(id, false));
      case 10 -> plant.wish = Optional.of(WISHES.get(random.nextInt(WISHES.size())));
      default -> plant.plan = plan(random, plant, planner);
    }
  }

  private static Optional<Plan> plan(Random random, DemoPlant plant, Planner planner) {
    PlanResult result =
        planner.plan(
            new PlanRequest(
                plant.now(),
                new PlanRequest.Ahead(
                    forecast(plant, 3000 * random.nextDouble()),
                    forecast(plant, 6000 * random.nextDouble())),
                OptionalDouble.of(Math.clamp(plant.socPct, 0, 100)),
                List.of(),
                new PlanRequest.Limits(12_000, 5000),
                PlanRequest.Peak.NONE,
                Prices.NONE,
                PlanRequest.FlexibleLoads.NONE));
    return result instanceof PlanResult.Made made ? Optional.of(made.plan()) : Optional.empty();
  }

  private static Forecast forecast(DemoPlant plant, double watts) {
    double[] values = new double[24];
    Arrays.fill(values, watts);
    return new Forecast(
        plant.now().instant(), Duration.ofMinutes(15), values, values, values, values, "test");
  }
}
