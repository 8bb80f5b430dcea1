package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.setpoint.PlannedUse;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a plan means for people, against days worked out by hand. */
class PlanOutlookTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final int SLOTS = 96;
  private static final double HOURS = 0.25;

  private final Site site = DemoSite.usual().site();
  private final Role.Battery battery =
      site.devices().stream()
          .map(DeviceConfig::role)
          .filter(Role.Battery.class::isInstance)
          .map(Role.Battery.class::cast)
          .findFirst()
          .orElseThrow();
  private final double capacityKwh = battery.capacityWh() / 1000;
  private final double[] loadW = new double[SLOTS];
  private final double[] pvW = new double[SLOTS];
  private final double[] batteryW = new double[SLOTS];
  private final double[] imports = filled(0.3);
  private final double[] exports = filled(0.1);
  private double fromPct = 50;

  /** Discharge at a price that does not pay, and in the running slot, is no use. */
  @Test
  void the_next_use_is_the_first_planned_discharge_that_pays() {
    Arrays.fill(loadW, 1500);
    Arrays.fill(batteryW, 0, 6, 1000);
    Arrays.fill(imports, 5, 8, 0.8);
    Plan plan = plan(new double[SLOTS]);
    Instant from = START.plus(Duration.ofMinutes(75));
    assertEquals(
        Optional.of(new PlannedUse(from, 0.8, true)), plan.nextUse(START, 0.4), "5 slots on");
    assertEquals(Optional.empty(), plan.nextUse(from, 0.4), "the running slot does not count");
    Arrays.fill(loadW, 0);
    Arrays.fill(exports, 5, 6, 0.5);
    assertEquals(
        Optional.of(new PlannedUse(from, 0.5, false)),
        plan(new double[SLOTS]).nextUse(START, 0.4),
        "fed in");
  }

  @Test
  void self_consumption_saves_nothing_against_itself() {
    Arrays.fill(pvW, 0, 20, 3000);
    Arrays.fill(loadW, 1000);
    for (int k = 0; k < 20; k++) {
      batteryW[k] = -Math.min(2000, 1000 * room(k) / battery.efficiency() / HOURS);
    }
    for (int k = 20; k < SLOTS; k++) {
      batteryW[k] = Math.min(1000, 1000 * left(k) * battery.efficiency() / HOURS);
    }
    assertEquals(0, saves(), 1e-9);
  }

  /** The plan keeps 1 kWh for an hour in which import costs 0.5 more. */
  @Test
  void energy_kept_for_a_dear_hour_saves_the_difference() {
    fromPct = floorPct() + 100 / battery.efficiency() / capacityKwh;
    Arrays.fill(loadW, 0, 8, 1000);
    Arrays.fill(imports, 4, 8, 0.8);
    Arrays.fill(batteryW, 4, 8, 1000);
    assertEquals(0.8 - 0.3, saves(), 1e-9);
  }

  @Test
  void energy_left_counts_at_its_value() {
    fromPct = floorPct() + 100 / battery.efficiency() / capacityKwh;
    Arrays.fill(loadW, 0, 4, 1000);
    double wear = battery.wearPerKwh() / 2;
    assertEquals(-0.3 + wear + 0.2 / battery.efficiency(), saves(), 1e-9);
  }

  @Test
  void what_self_consumption_could_not_export_is_lost_to_it() {
    fromPct = battery.maxSocPct();
    Arrays.fill(pvW, 0, 4, site.grid().exportLimitW() + 1000);
    double[] curtailedW = new double[SLOTS];
    Arrays.fill(curtailedW, 0, 4, 1000);
    assertEquals(0, saves(curtailedW), 1e-9);
  }

  @Test
  void full_and_dawn_are_found_in_the_course() {
    Arrays.fill(pvW, 0, 10, 3000);
    Arrays.fill(pvW, 60, 96, 2000);
    Arrays.fill(batteryW, 0, 10, -Math.min(3000, battery.chargeW()));
    Arrays.fill(batteryW, 40, 60, 200);
    PlanOutlook outlook = PlanOutlook.of(plan(new double[SLOTS]), site, START).orElseThrow();
    int full = 0;
    while (level(full) < battery.maxSocPct() - 1 && full < SLOTS) {
      full++;
    }
    assertEquals(
        full == SLOTS ? Optional.empty() : Optional.of(START.plusSeconds(900L * full)),
        outlook.fullAt());
    assertEquals(START.plusSeconds(900 * 60), outlook.dawn().orElseThrow().at());
    assertEquals(level(60), outlook.dawn().orElseThrow().socPct(), 1e-9);
    assertEquals(OptionalDouble.empty(), outlook.saves(), "this plan weighs no money");
    Instant later = START.plusSeconds(900L * full + 60);
    assertEquals(
        Optional.empty(),
        PlanOutlook.of(plan(new double[SLOTS]), site, later).orElseThrow().fullAt(),
        "it is full already");
  }

  @Test
  void without_sun_there_is_no_dawn_and_without_a_battery_no_outlook() {
    assertTrue(PlanOutlook.of(plan(new double[SLOTS]), site, START).orElseThrow().dawn().isEmpty());
    Site none =
        site.withDevices(
            site.devices().stream().filter(d -> !(d.role() instanceof Role.Battery)).toList());
    assertEquals(Optional.empty(), PlanOutlook.of(plan(new double[SLOTS]), none, START));
  }

  private double saves() {
    return saves(new double[SLOTS]);
  }

  private double saves(double[] curtailedW) {
    Plan plan = plan(curtailedW);
    return PlanOutlook.saves(plan, plan.schedule().stored(AssetSeries.BATTERY).orElseThrow(), site);
  }

  private double floorPct() {
    return Math.max(battery.minSocPct(), site.control().reserveSocPct());
  }

  private double kwh(int slot) {
    double kwh = capacityKwh * fromPct / 100;
    for (int k = 0; k < slot; k++) {
      double kw = batteryW[k] / 1000;
      kwh -= HOURS * (kw > 0 ? kw / battery.efficiency() : kw * battery.efficiency());
    }
    return kwh;
  }

  private double level(int slot) {
    return 100 * kwh(slot) / capacityKwh;
  }

  private double room(int slot) {
    return Math.max(0, capacityKwh * battery.maxSocPct() / 100 - kwh(slot));
  }

  private double left(int slot) {
    return Math.max(0, kwh(slot) - capacityKwh * floorPct() / 100);
  }

  private Plan plan(double[] curtailedW) {
    double[] gridW = new double[SLOTS];
    Arrays.setAll(gridW, k -> loadW[k] - pvW[k] + curtailedW[k] - batteryW[k]);
    double[] levels = new double[SLOTS + 1];
    Arrays.setAll(levels, this::level);
    return new Plan(
        new Moment(0, START),
        new Moment(0, START).plus(Duration.ofHours(1)),
        START,
        Duration.ofMinutes(15),
        new PlanSchedule(
            loadW,
            pvW,
            curtailedW,
            gridW,
            imports,
            exports,
            ImportLevels.of(filled(Double.POSITIVE_INFINITY)),
            List.of(
                new AssetSeries(
                    AssetSeries.BATTERY, AssetSeries.BATTERY, batteryW, levels, filled(0.2)))),
        new StorageValues() {
          @Override
          public boolean has(String id) {
            return true;
          }

          @Override
          public double perKwh(String id, Instant instant, Map<String, Double> byId) {
            return 0.2;
          }
        },
        0,
        OptionalDouble.empty(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static double[] filled(double value) {
    double[] values = new double[SLOTS];
    Arrays.fill(values, value);
    return values;
  }
}
