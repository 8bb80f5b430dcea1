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
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.Fault;
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
import org.junit.jupiter.api.Test;

/** A battery whose memory wears and that regulates by its own meter, which does as it is set. */
final class SelfRegulatingBatteryTest {

  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);

  private final Site site =
      assertInstanceOf(
              LoadedSite.Ok.class,
              ConfigLoader.load(
                  """
                  site: { name: home, timezone: Europe/Berlin }
                  grid: { import-limit-w: 6000, export-limit-w: 9000 }
                  tariff: { currency: EUR, import-per-kwh: 0.30, export-per-kwh: 0.08 }
                  control: { reserve-soc-pct: 20 }
                  devices:
                    - { id: meter1, profile: huawei-meter, connection: { modbus-tcp: h.lan }, grid-meter: }
                    - id: battery1
                      profile: huawei-luna2000
                      connection: { modbus-tcp: h.lan }
                      battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000 }
                  """,
                  "/home.yaml"))
          .site();

  private final StateEstimator estimator = new StateEstimator(site);
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-15T10:00:00Z"));
  private int left = 125;
  private final Dispatcher dispatcher =
      new Dispatcher(
          site,
          OutputSpecs.of(site),
          signal -> Optional.of(new WriteBudget(signal, 250, left)),
          ShedRelayStore.inMemory());
  private Map<String, DeviceRequest> requests = Map.of();
  private Mode mode = new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
  private double loadW;
  private double batteryW;
  private double socPct = 60;

  @Test
  void selfConsumptionIsLeftToTheDevice() {
    for (double load : new double[] {800, 3000, -2000, 200, -4800}) {
      loadW = load;
      for (int second = 0; second < 30; second++) {
        ExplainedSetpoint setpoint = cycle();
        assertEquals(Purpose.OWN_MODE, setpoint.purpose(), "at " + load + " W");
      }
    }
    assertEquals(-4800, cycle().value(), 1, "what is expected of it");
  }

  @Test
  void aReserveIsKeptBySettingTheBatteryToNothing() {
    loadW = 2000;
    socPct = 19.5;
    cycle();
    ExplainedSetpoint setpoint = cycle();
    assertEquals(Purpose.ROUTINE, setpoint.purpose());
    assertEquals(0, setpoint.value());
  }

  /** The device knows its own lowest charge only. */
  @Test
  void aSmallLoadDoesNotUseUpTheReserve() {
    loadW = 200;
    socPct = 19.5;
    cycle();
    ExplainedSetpoint setpoint = cycle();
    assertEquals(Purpose.ROUTINE, setpoint.purpose());
    assertEquals(0, setpoint.value());
  }

  @Test
  void aLoadBeyondTheImportLimitIsAnsweredAtOnceAlthoughTheBudgetIsUsedUp() {
    left = 0;
    socPct = 19.5;
    loadW = 2000;
    cycle();
    cycle();
    loadW = 8000;
    ExplainedSetpoint setpoint = cycle();
    assertEquals(Purpose.LIMIT, setpoint.purpose());
    assertTrue(setpoint.value() >= 2000, setpoint.value() + " W");
    double kept = setpoint.value();
    loadW = 7000;
    for (int second = 0; second < 600; second++) {
      assertEquals(kept, cycle().value(), "no write is left to relax it");
    }
    assertEquals(
        Optional.of(Reason.WRITE_BUDGET), cycle().explanation().bound().map(Bound::reason));
  }

  @Test
  void requestsThatChangeAllTheTimeBecomeFewLongSteps() {
    int steps = 0;
    double last = Double.NaN;
    double wantedWs = 0;
    double doneWs = 0;
    left = 60;
    for (int second = 0; second < 7200; second++) {
      double wanted = -2500 - 1500 * Math.sin(second / 300.0) + 200 * Math.sin(second * 1.7);
      requests = Map.of("battery1", new DeviceRequest(wanted, Optional.empty()));
      double value = cycle().value();
      steps += value == last ? 0 : 1;
      last = value;
      wantedWs += wanted;
      doneWs += value;
      socPct = 60;
    }
    assertTrue(steps > 5 && steps < 25, steps + " steps in two hours");
    assertEquals(1, doneWs / wantedWs, 0.1, "the energy is nearly the wanted one");
  }

  @Test
  void aMissingReadingIsNoReasonToTakeTheDeviceOutOfItsOwnMode() {
    loadW = 1500;
    cycle();
    cycle();
    double known = socPct;
    socPct = Double.NaN;
    assertEquals(Purpose.OWN_MODE, cycle().purpose());
    for (int second = 0; second < 61; second++) {
      cycle();
    }
    assertEquals(Purpose.ROUTINE, cycle().purpose());
    socPct = known;
    assertEquals(Purpose.OWN_MODE, cycle().purpose());
  }

  @Test
  void aChargeThatWasRequestedEndsAtOnceWhereItExceedsTheImportLimit() {
    loadW = 500;
    requests = Map.of("battery1", new DeviceRequest(-5000, Optional.empty()));
    for (int second = 0; second < 60; second++) {
      cycle();
    }
    assertEquals(-5000, batteryW, 1);
    requests = Map.of();
    left = 0;
    loadW = 4000;
    cycle();
    ExplainedSetpoint setpoint = cycle();
    assertTrue(loadW - batteryW <= 6000, setpoint.value() + " W");
  }

  @Test
  void holdSetsTheBatteryToNothing() {
    loadW = 1500;
    cycle();
    mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    ExplainedSetpoint setpoint = cycle();
    assertEquals(Purpose.ROUTINE, setpoint.purpose());
    assertEquals(0, setpoint.value());
  }

  private ExplainedSetpoint cycle() {
    Moment now = clock.advance(Duration.ofSeconds(1));
    Sample soc =
        Double.isNaN(socPct)
            ? Sample.missing(new Signal("battery1", Quantity.SOC_PCT), Fault.Kind.TIMEOUT, "", now)
            : new Sample.Good(new Signal("battery1", Quantity.SOC_PCT), socPct, now);
    PlantSnapshot snapshot =
        new PlantSnapshot(
            now,
            List.of(
                new Sample.Good(new Signal("meter1", Quantity.POWER_W), loadW - batteryW, now),
                new Sample.Good(BATTERY, batteryW, now),
                soc));
    PlantState state = estimator.estimate(snapshot, Map.of());
    Dispatch dispatch =
        dispatcher.dispatch(
            state,
            Optional.empty(),
            GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty()),
            new DeviceRequests(requests, DeviceRequests.Scope.of(mode, false)),
            mode,
            now);
    ExplainedSetpoint setpoint = dispatch.setpoints().getFirst();
    batteryW =
        setpoint.purpose() == Purpose.OWN_MODE ? Math.clamp(loadW, -5000, 5000) : setpoint.value();
    return setpoint;
  }
}
