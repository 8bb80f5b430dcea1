package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A charger whose memory wears, on a sunny day with clouds. */
final class SparedChargerTest {

  private static final Signal CHARGER = new Signal("ev1", Quantity.POWER_W);

  private final Site site =
      assertInstanceOf(
              LoadedSite.Ok.class,
              ConfigLoader.load(
                  """
                  site: { name: home, timezone: Europe/Berlin }
                  grid: { import-limit-w: 11000, export-limit-w: 11000 }
                  tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }
                  devices:
                    - { id: meter1, profile: huawei-meter, connection: { modbus-tcp: h.lan }, grid-meter: }
                    - id: ev1
                      profile: go-e-charger-3p
                      connection: { modbus-tcp: g.lan }
                      ev-charger: { min-w: 4140, max-w: 11000 }
                  """,
                  "/home.yaml"))
          .site();

  private final StateEstimator estimator = new StateEstimator(site);
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-15T10:00:00Z"));
  private final Mode mode = new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
  private int left = 60;
  private final Dispatcher dispatcher =
      new Dispatcher(
          site,
          OutputSpecs.of(site),
          signal -> Optional.of(new WriteBudget(signal, 250, left)),
          ShedRelayStore.inMemory());
  private double surplusW;
  private double carW;

  @Test
  void changesOfTheSurplusAreMergedIntoFewSteps() {
    Random clouds = new Random(5);
    int steps = 0;
    double last = Double.NaN;
    for (int second = 0; second < 3600; second++) {
      surplusW = 7500 + 2000 * Math.sin(second / 400.0) + 500 * clouds.nextGaussian();
      double value = cycle().value();
      steps += value == last ? 0 : 1;
      last = value;
    }
    assertTrue(steps >= 2 && steps <= 12, steps + " steps in an hour");
  }

  @Test
  void theImportLimitIsKeptAtOnce() {
    surplusW = 9000;
    for (int second = 0; second < 300; second++) {
      cycle();
    }
    assertTrue(carW > 6000, carW + " W");
    left = 0;
    surplusW = -6000;
    ExplainedSetpoint setpoint = cycle();
    for (int second = 0; second < 5 && setpoint.purpose() != Purpose.LIMIT; second++) {
      setpoint = cycle();
    }
    assertEquals(Purpose.LIMIT, setpoint.purpose());
    assertTrue(6000 + carW <= 11_000, carW + " W");
  }

  private ExplainedSetpoint cycle() {
    Moment now = clock.advance(Duration.ofSeconds(1));
    PlantSnapshot snapshot =
        new PlantSnapshot(
            now,
            List.of(
                new Sample.Good(new Signal("meter1", Quantity.POWER_W), carW - surplusW, now),
                new Sample.Good(new Signal("ev1", Quantity.CONNECTED), 1, now),
                new Sample.Good(new Signal("ev1", Quantity.SOC_PCT), 40, now),
                new Sample.Good(new Signal("ev1", Quantity.SOC_TARGET_PCT), 80, now),
                new Sample.Good(new Signal("ev1", Quantity.CAPACITY_WH), 50_000, now),
                new Sample.Good(new Signal("ev1", Quantity.DEPARTURE_IN_S), 80_000, now),
                new Sample.Good(CHARGER, -carW, now)));
    PlantState state = estimator.estimate(snapshot, Map.of());
    ExplainedSetpoint setpoint =
        dispatcher
            .dispatch(
                state,
                Optional.empty(),
                GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty()),
                DeviceRequests.NONE,
                mode,
                now)
            .setpoints()
            .getFirst();
    carW = -setpoint.value();
    return setpoint;
  }
}
