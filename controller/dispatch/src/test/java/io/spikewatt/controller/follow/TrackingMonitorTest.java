package io.spikewatt.controller.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrackingMonitorTest {

  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);
  private static final Signal PV = new Signal("pv1", Quantity.POWER_LIMIT_W);
  private static final Signal EV = new Signal("ev1", Quantity.POWER_W);
  private static final Signal COMPUTE = new Signal("compute1", Quantity.POWER_LIMIT_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T10:00:00Z"));
  private final Map<Signal, Double> measured = new HashMap<>();
  private final Map<Signal, Double> told = new HashMap<>();
  private Site site = site(Optional.empty());
  private TrackingMonitor watch = new TrackingMonitor(site);
  private boolean arrives = true;

  @Test
  void a_battery_that_takes_setpoints_and_does_nothing_is_told_after_a_minute_and_once() {
    told.put(BATTERY, 3_000.0);
    measure("battery1", 0);
    assertEquals(List.of(), run(60));
    assertEquals(
        List.of("battery1 is set to 3000 W and does 0 W"),
        run(20).stream().map(alarm -> alarm.text().english()).toList());
    assertEquals(1, run(600).size());
    told.put(BATTERY, 0.0);
    assertEquals(1, run(300).size(), "doing nothing when nothing is asked proves nothing");
    told.put(BATTERY, 3_000.0);
    measure("battery1", 2_800);
    assertEquals(1, run(25).size(), "it has to follow for a while");
    assertEquals(List.of(), run(20));
  }

  @Test
  void contacts_that_set_no_power_are_not_held_against_a_measured_one() {
    site =
        site.withDevices(
            List.of(
                device(
                    "pump1", Quantity.SG_READY_STATE, new Role.SgReady(), Optional.of("meter2"))));
    watch = new TrackingMonitor(site);
    told.put(new Signal("pump1", Quantity.SG_READY_STATE), 4.0);
    measure("meter2", 0);
    assertEquals(List.of(), run(120));
  }

  @Test
  void a_battery_that_is_asked_now_and_then_is_told_when_the_times_add_up() {
    measure("battery1", 0);
    for (int i = 0; i < 4; i++) {
      told.put(BATTERY, 3_000.0);
      assertEquals(List.of(), run(24));
      told.put(BATTERY, 0.0);
      assertEquals(List.of(), run(100));
    }
    told.put(BATTERY, 3_000.0);
    assertEquals(1, run(24).size());
  }

  @Test
  void a_battery_that_follows_moving_setpoints_late_follows() {
    DoubleUnaryOperator setpoint = second -> 4_000 * Math.sin(second / 15);
    for (int second = 0; second < 600; second++) {
      told.put(BATTERY, setpoint.applyAsDouble(second));
      measure("battery1", setpoint.applyAsDouble(second - 5));
      assertEquals(List.of(), run(1), "at second " + second);
    }
  }

  @Test
  void a_full_battery_may_take_less_but_may_not_give() {
    told.put(BATTERY, -3_000.0);
    measure("battery1", -200);
    soc(92);
    assertEquals(List.of(), run(300));
    measure("battery1", 2_900);
    assertEquals(
        "battery1 is set to -3000 W and does 2900 W, sign flipped",
        run(100).getFirst().text().english());
    measure("battery1", -200);
    soc(60);
    assertEquals(1, run(100).size(), "half full it has to take what it is given");
  }

  @Test
  void an_empty_battery_may_give_less() {
    told.put(BATTERY, 3_000.0);
    measure("battery1", 0);
    soc(12);
    assertEquals(List.of(), run(300));
  }

  @Test
  void the_independent_meter_is_believed_and_the_device_that_claims_otherwise_is_named() {
    site = site(Optional.of("meter2"));
    watch = new TrackingMonitor(site);
    told.put(BATTERY, 3_000.0);
    measure("battery1", 3_000);
    measure("meter2", 30);
    assertEquals(
        "battery1 is set to 3000 W and does 30 W by meter2, while its own meter says that it"
            + " follows",
        run(100).getFirst().text().english());
    measured.remove(new Signal("meter2", Quantity.POWER_W));
    assertEquals(1, run(100).size(), "a silent meter takes nothing back");
    measure("meter2", 2_950);
    assertEquals(List.of(), run(40));
  }

  @Test
  void a_limit_is_an_upper_bound_only() {
    told.put(PV, 4_000.0);
    told.put(COMPUTE, 800.0);
    measure("pv1", 0);
    measure("compute1", -300);
    assertEquals(List.of(), run(300));
    measure("pv1", 6_000);
    measure("compute1", -1_500);
    List<Alarm> alarms = run(100);
    assertEquals(List.of("not-following/pv1", "not-following/compute1"), codes(alarms));
    assertEquals("compute1 is set to -800 W and does -1500 W", alarms.getLast().text().english());
  }

  @Test
  void a_charger_without_a_car_or_with_a_full_one_follows_and_one_that_refuses_does_not() {
    told.put(EV, -7_000.0);
    measure("ev1", 0);
    assertEquals(List.of(), run(300));
    measured.put(new Signal("ev1", Quantity.CONNECTED), 1.0);
    measured.put(new Signal("ev1", Quantity.SOC_PCT), 80.0);
    measured.put(new Signal("ev1", Quantity.SOC_TARGET_PCT), 80.0);
    assertEquals(List.of(), run(300));
    measured.put(new Signal("ev1", Quantity.SOC_PCT), 40.0);
    assertEquals(List.of("not-following/ev1"), codes(run(100)));
    measure("ev1", -3_600);
    assertEquals(List.of(), run(40), "the car decides how much");
  }

  @Test
  void what_did_not_arrive_cannot_be_followed_and_begins_anew_when_it_does() {
    told.put(BATTERY, 3_000.0);
    measure("battery1", 0);
    arrives = false;
    assertEquals(List.of(), run(300));
    arrives = true;
    assertEquals(List.of(), run(60));
    assertEquals(1, run(20).size());
  }

  @Test
  void a_power_that_is_not_measured_is_not_judged() {
    told.put(BATTERY, 3_000.0);
    assertEquals(List.of(), run(300));
  }

  private static List<String> codes(List<Alarm> alarms) {
    return alarms.stream().map(Alarm::code).toList();
  }

  private void measure(String device, double watts) {
    measured.put(new Signal(device, Quantity.POWER_W), watts);
  }

  private void soc(double pct) {
    measured.put(new Signal("battery1", Quantity.SOC_PCT), pct);
  }

  /** The alarms at the end of so many seconds. */
  private List<Alarm> run(int seconds) {
    List<Alarm> alarms = List.of();
    for (int i = 0; i < seconds; i++) {
      Moment now = clock.advance(Duration.ofSeconds(1));
      measured.putIfAbsent(new Signal("battery1", Quantity.SOC_PCT), 50.0);
      PlantSnapshot snapshot =
          new PlantSnapshot(
              now,
              measured.entrySet().stream()
                  .map(e -> new Sample.Good(e.getKey(), e.getValue(), now))
                  .toList());
      List<ApprovedSetpoint> setpoints = approved(snapshot);
      alarms =
          watch.judge(setpoints, setpoints.stream().map(s -> receipt(s, now)).toList(), snapshot);
    }
    return alarms;
  }

  private WriteReceipt receipt(ApprovedSetpoint setpoint, Moment now) {
    return arrives
        ? new WriteReceipt.Written(setpoint.signal(), setpoint.value(), true, now)
        : new WriteReceipt.Failed(
            setpoint.signal(), Fault.of(Fault.Kind.FOREIGN_WRITER, "test"), now);
  }

  private List<ApprovedSetpoint> approved(PlantSnapshot snapshot) {
    CommandGate gate = new CommandGate(OutputSpecs.of(site), List.of());
    Moment until = snapshot.at().plus(Duration.ofSeconds(4));
    return told.entrySet().stream()
        .map(
            e ->
                gate.approve(
                    new Setpoint(
                        e.getKey(), e.getValue(), until, "t", "t", Setpoint.Purpose.ROUTINE),
                    snapshot))
        .map(verdict -> ((Verdict.Approved) verdict).setpoint())
        .toList();
  }

  private static Site site(Optional<String> meter) {
    assertTrue(meter.isEmpty() || meter.get().equals("meter2"));
    return new Site(
        "demo",
        ZoneId.of("Europe/Berlin"),
        Optional.empty(),
        new Site.Grid(12_000, 5_000, Optional.empty()),
        List.of(
            device("pv1", Quantity.POWER_LIMIT_W, new Role.Pv(10_000, 10_000), Optional.empty()),
            device(
                "battery1",
                Quantity.POWER_W,
                new Role.Battery(10_000, 5_000, 5_000, 10, 95, 0.95, 0.02, GridUse.FREE),
                meter),
            device(
                "ev1",
                Quantity.POWER_W,
                new Role.EvCharger(1_400, 11_000, 0.9, 0, 0, 0, Optional.empty(), Optional.empty()),
                Optional.empty()),
            device(
                "compute1",
                Quantity.POWER_LIMIT_W,
                new Role.Compute(300, 2_000, 0.1, Double.POSITIVE_INFINITY),
                Optional.empty())),
        new Tariff(List.of(), 0.08, 0, Tariff.Co2.NONE, "EUR"),
        Optional.empty(),
        new Site.Control(
            Duration.ofSeconds(1),
            Duration.ofMinutes(15),
            Site.Objective.COST,
            0,
            Site.Control.USUAL_OUTAGE_PER_KWH,
            false,
            Site.ForecasterChoice.BEST,
            Site.Control.USUAL_HORIZON,
            Site.NowcastChoice.LOAD_AND_PV,
            Site.NegativePrices.STORE),
        new Site.StateDirectory("/nowhere"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static DeviceConfig device(
      String id, Quantity output, Role role, Optional<String> meter) {
    DeviceProfile profile =
        new DeviceProfile(
            "test",
            new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
            new DeviceProfile.Response(Duration.ofSeconds(2), Duration.ofSeconds(4)),
            new DeviceProfile.OpcUa(
                List.of(),
                List.of(
                    new NodeOutput(
                        new NodeSpec(output, "ns=1;s=x", 1, Optional.empty()), Optional.empty()))),
            LinkDefaults.NONE,
            List.of(),
            Optional.empty());
    return new DeviceConfig(
        id,
        profile,
        new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
        role,
        false,
        meter);
  }
}
