package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A quick battery of 93 % and a slow one of 96 % efficiency behind one meter. */
class TwoBatteriesTest {

  private static final double DT = 0.1;
  private static final double CAPACITY_WH = 10_000;

  private final Battery quick = new Battery("quick", 0.6, 2.8, 0.93);
  private final Battery slow = new Battery("slow", 1.6, 14.2, 0.96);
  private final List<Battery> batteries = List.of(quick, slow);
  private final Site site = site();
  private final StateEstimator estimator = new StateEstimator(site);
  private final Dispatcher dispatcher =
      new Dispatcher(
          site,
          batteries.stream().map(Battery::output).toList(),
          _ -> Optional.empty(),
          ShedRelayStore.inMemory());
  private double loadW = 500;
  private Map<String, DeviceRequest> requests = Map.of();
  private long step;

  @Test
  void littleIsTakenByTheBetterOneAndMuchByBothWithoutOvershoot() {
    run(60);
    for (int i = 0; i < 6; i++) {
      loadW = i % 2 == 0 ? 3000 : 500;
      run(90);
    }
    assertEquals(500, slow.power, 15, "the one that loses less runs alone");
    assertEquals(0, quick.power, 1);
    loadW = 7000;
    List<Double> grid = run(180);
    assertEquals(7000, quick.power + slow.power, 20);
    assertTrue(quick.power > 2000 && slow.power > 2000, quick.power + " W and " + slow.power);
    double least = grid.stream().mapToDouble(w -> w).min().orElseThrow();
    assertTrue(least > -0.05 * 6500, "overshoots to " + least);
  }

  @Test
  void nothingGoesFromOneToTheOther() {
    Random random = new Random(3);
    double against = 0;
    double all = 0;
    for (int i = 0; i < 3600; i++) {
      if (random.nextInt(20) == 0) {
        loadW = 9000 * random.nextDouble() - 4500;
      }
      run(1);
      against += Math.max(0, -quick.asked * slow.asked) > 0 ? 1 : 0;
      all++;
    }
    assertEquals(0, against / all, 0.0, "asked for opposite powers");
    assertTrue(Math.abs(quick.socPct - slow.socPct) < 40, quick.socPct + " and " + slow.socPct);
  }

  @Test
  void aRequestToOneLeavesTheOtherToFollowTheLoad() {
    run(60);
    requests = Map.of("quick", new DeviceRequest(-2000, Optional.empty()));
    run(120);
    assertEquals(-2000, quick.power, 1, "as requested");
    assertEquals(2500, slow.power, 20, "load, and what the other one takes");
    assertEquals(0, gridW(), 20);
    loadW = 6000;
    run(120);
    assertEquals(5000, slow.power, 20, "what it can");
    assertEquals(-2000, quick.power, 1, "no limit is met");
    requests = Map.of();
    run(120);
    assertEquals(6000, quick.power + slow.power, 20, "both are free again");
  }

  private List<Double> run(int seconds) {
    List<Double> grid = new ArrayList<>();
    for (int i = 0; i < seconds * 10; i++, step++) {
      if (step % 10 == 0) {
        control();
      }
      batteries.forEach(battery -> battery.step(step * DT));
      grid.add(gridW());
    }
    return grid;
  }

  private double gridW() {
    return loadW - quick.power - slow.power;
  }

  private void control() {
    Moment now = new Moment(step * 100_000_000L, Instant.EPOCH.plusMillis(step * 100));
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample.Good(new Signal("meter1", Quantity.POWER_W), gridW(), now));
    for (Battery battery : batteries) {
      samples.add(new Sample.Good(new Signal(battery.id, Quantity.POWER_W), battery.power, now));
      samples.add(new Sample.Good(new Signal(battery.id, Quantity.SOC_PCT), battery.socPct, now));
    }
    PlantState state = estimator.estimate(new PlantSnapshot(now, samples));
    GridLimits limits =
        GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty());
    Mode mode = new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
    for (ExplainedSetpoint setpoint :
        dispatcher
            .dispatch(
                state,
                Optional.empty(),
                limits,
                new DeviceRequests(requests, DeviceRequests.Scope.WITHIN_LIMITS),
                mode,
                now)
            .setpoints()) {
      for (Battery battery : batteries) {
        if (setpoint.signal().deviceId().equals(battery.id)) {
          battery.ask(setpoint.value(), step * DT);
        }
      }
    }
  }

  private Site site() {
    Site demo = DemoSite.usual().withLimits(30_000, 30_000).site();
    List<DeviceConfig> devices = new ArrayList<>();
    devices.add(demo.devices().getFirst());
    batteries.forEach(battery -> devices.add(battery.config()));
    return demo.withDevices(devices);
  }

  private static final class Battery {
    private final String id;
    private final double deadS;
    private final double settlingS;
    private final double efficiency;
    private final ArrayDeque<double[]> coming = new ArrayDeque<>();
    private double target;
    private double asked;
    private double power;
    private double socPct = 60;

    Battery(String id, double deadS, double settlingS, double efficiency) {
      this.id = id;
      this.deadS = deadS;
      this.settlingS = settlingS;
      this.efficiency = efficiency;
    }

    void ask(double watts, double now) {
      asked = watts;
      coming.addLast(new double[] {now + deadS, watts});
    }

    void step(double now) {
      while (!coming.isEmpty() && coming.getFirst()[0] <= now + 1e-9) {
        target = coming.removeFirst()[1];
      }
      power = target + (power - target) * Math.exp(-3 * DT / (settlingS - deadS));
      socPct -= power * DT / 3600 / CAPACITY_WH * 100;
    }

    OutputSpec output() {
      return new OutputSpec(
          new Signal(id, Quantity.POWER_W), -5000, 5000, Double.POSITIVE_INFINITY, 0, 0);
    }

    DeviceConfig config() {
      return new DeviceConfig(
          id,
          new DeviceProfile(
              "test",
              new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
              new DeviceProfile.Response(
                  Duration.ofMillis((long) (1000 * deadS)),
                  Duration.ofMillis((long) (1000 * settlingS))),
              new DeviceProfile.GpioInput(Quantity.CONTACT, ContactCode.SINGLE),
              LinkDefaults.NONE,
              List.of(),
              Optional.empty()),
          new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
          new Role.Battery(CAPACITY_WH, 5000, 5000, 10, 95, efficiency, 0.02, GridUse.FREE),
          false,
          Optional.empty());
    }
  }
}
