package io.spikewatt.controller.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The grid meter is judged before it is believed. */
class GridMeterCheckTest {

  private static final Instant NOON = Instant.parse("2026-06-09T11:00:00Z");
  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);

  private final Site site = DemoSite.usual().site();
  private final GridMeterCheck check = new GridMeterCheck(site);
  private final StateEstimator estimator = new StateEstimator(site);

  @Test
  void a_power_that_no_site_of_this_size_has_is_missing_and_the_phases_speak() {
    apply(0, 4_700, 4_700);
    for (double lie : new double[] {500_000, -923_353}) {
      PlantSnapshot seen = apply(1, lie, 4_710);
      assertEquals(Fault.Kind.OUT_OF_RANGE, missing(seen, Quantity.POWER_W).kind());
      assertEquals(4_710, estimator.estimate(seen).gridW().ifKnown().orElseThrow(), 1e-9);
      assertFalse(check.believes(lie));
    }
    PlantSnapshot withoutPhases = check.apply(snapshot(2, 500_000, Map.of()), Map.of());
    assertFalse(estimator.estimate(withoutPhases).gridW().isKnown());
  }

  @Test
  void phases_that_go_on_as_before_speak_for_a_sum_that_jumps() {
    apply(0, 1_000, 1_000);
    for (int second = 1; second < 40; second++) {
      PlantSnapshot seen = apply(second, 10_000, 1_000 + second);
      assertEquals(1_000 + second, estimator.estimate(seen).gridW().ifKnown().orElseThrow(), 1e-9);
    }
    PlantSnapshot right = snapshot(40, 1_041, phases(1_041));
    assertSame(right, check.apply(right, Map.of()));
  }

  @Test
  void a_jump_that_nothing_explains_waits_for_a_second_reading() {
    apply(0, 500, 500);
    assertFalse(estimator.estimate(apply(1, 9_500, 9_500)).gridW().isKnown());
    assertFalse(
        estimator.estimate(apply(1, 9_500, 9_500)).gridW().isKnown(),
        "the same reading, seen again, confirms nothing");
    assertKnown(9_400, apply(2, 9_400, 9_400));
  }

  @Test
  void a_jump_is_on_record_once_the_load_has_stayed_there_for_ten_seconds() {
    stay(500, 0, 1);
    stay(9_400, 1, 13);
    assertKnown(500, apply(13, 500, 500));
    assertKnown(9_900, apply(14, 9_900, 9_900));
  }

  @Test
  void a_jump_that_goes_back_at_once_is_not_on_record() {
    stay(500, 0, 1);
    stay(9_400, 1, 4);
    stay(500, 4, 30);
    assertFalse(estimator.estimate(apply(30, 9_400, 9_400)).gridW().isKnown());
  }

  @Test
  void of_a_meter_that_jumps_at_random_nothing_moves_what_is_known() {
    for (int seed = 0; seed < 20; seed++) {
      GridMeterCheck fresh = new GridMeterCheck(site);
      Random random = new Random(seed);
      int wrong = 0;
      for (int second = 0; second < 3_600; second++) {
        // A reading in five is wrong, and control tells a battery to answer what it last believed.
        double watts = random.nextInt(5) == 0 ? 50_000 * (random.nextDouble() - 0.5) : 3_500;
        Map<Signal, Double> inForce = Map.of(BATTERY, random.nextInt(5) == 0 ? 5_000.0 : 0.0);
        PlantSnapshot seen = fresh.apply(snapshot(second, watts, phases(watts)), inForce);
        double known = estimator.estimate(seen).gridW().ifKnown().orElse(3_500.0);
        // Two wrong readings in a row may each be within the load's noise, 550 W.
        wrong += second > 60 && Math.abs(known - 3_500) > 1_100 ? 1 : 0;
      }
      assertEquals(0, wrong, "seconds after the first minute, seed " + seed);
    }
  }

  @Test
  void single_spikes_never_move_anything() {
    apply(0, 500, 500);
    for (int second = 1; second < 60; second += 2) {
      double spike = second % 4 == 1 ? 14_000 : -14_000;
      PlantSnapshot seen = apply(second, spike, spike);
      assertEquals(Fault.Kind.SPIKE, missing(seen, Quantity.POWER_W).kind());
      assertFalse(estimator.estimate(seen).gridW().isKnown());
      assertKnown(500, apply(second + 1, 500, 500));
    }
  }

  @Test
  void a_meter_that_jumps_to_and_fro_is_never_believed_nor_followed_between_cycles() {
    apply(0, 500, 500);
    for (int second = 1; second < 90; second++) {
      double noise = second % 2 == 1 ? 8_500 : -7_500;
      // From the third second on the battery is on its way from one end to the other.
      Map<Signal, Double> inForce = second < 3 ? Map.of() : Map.of(BATTERY, noise);
      PlantSnapshot seen = check.apply(snapshot(second, noise, phases(noise)), inForce);
      assertFalse(estimator.estimate(seen).gridW().isKnown());
      assertEquals(second < 3, check.believes(noise), "after two jumps that were denied");
    }
    assertKnown(500, apply(90, 500, 500));
    assertFalse(check.believes(500));
    assertKnown(500, apply(155, 500, 500));
    assertTrue(check.believes(500));
  }

  @Test
  void a_jump_that_a_reading_denies_which_nobody_believes_is_not_confirmed_by_a_later_one() {
    Signal meter = new Signal("meter1", Quantity.POWER_W);
    apply(0, 500, 500);
    for (int second = 1; second < 60; second += 2) {
      assertFalse(estimator.estimate(apply(second, 8_500, 8_500)).gridW().isKnown());
      Moment now = snapshot(second + 1, 0, Map.of()).at();
      Sample jumps = Sample.missing(meter, Fault.Kind.SIGN_FLIPPED, "-8500 W mirrors 8500 W", now);
      check.apply(new PlantSnapshot(now, List.of(jumps)), Map.of());
    }
    assertFalse(check.believes(500));
  }

  @Test
  void what_a_device_was_told_explains_a_jump_before_the_device_reports_it() {
    apply(0, 500, 500);
    PlantSnapshot seen = check.apply(snapshot(1, 5_500, phases(5_500)), Map.of(BATTERY, -5_000.0));
    assertKnown(5_500, seen);
  }

  @Test
  void an_ordinary_step_of_the_load_counts_at_once() {
    apply(0, 500, 500);
    PlantSnapshot step = snapshot(1, 4_400, phases(4_400));
    assertSame(step, check.apply(step, Map.of()));
  }

  @Test
  void after_a_silence_any_power_that_is_possible_counts() {
    apply(0, 500, 500);
    PlantSnapshot seen = snapshot(31, 9_000, phases(9_000));
    assertSame(seen, check.apply(seen, Map.of()));
  }

  @Test
  void one_reading_without_voltage_is_no_outage_and_two_are() {
    withVoltage(0, 230, 0);
    assertEquals(GridConnection.UNKNOWN, connection(withVoltage(1, 0, 0)));
    assertEquals(GridConnection.UNKNOWN, connection(withVoltage(1, 0, 0)), "seen again");
    assertEquals(GridConnection.DOWN, connection(withVoltage(2, 0, 0)));
    assertEquals(GridConnection.UP, connection(withVoltage(3, 230, 0)));
    assertEquals(GridConnection.UNKNOWN, connection(withVoltage(4, 0, 0)));
  }

  @Test
  void power_through_the_meter_proves_the_grid_against_any_number_of_dead_voltages() {
    for (int second = 0; second < 20; second++) {
      GridConnection seen = connection(withVoltage(second, 0, -1_200));
      assertTrue(seen != GridConnection.DOWN, () -> "down while 1.2 kW flow");
    }
  }

  @Test
  void a_meter_that_shows_power_without_voltage_for_long_is_believed_in_nothing() {
    for (int second = 0; second < 10; second++) {
      assertKnown(-1_200, withVoltage(second, 0, -1_200));
    }
    PlantSnapshot seen = withVoltage(10, 0, -1_200);
    assertEquals(Fault.Kind.CONTRADICTED, missing(seen, Quantity.POWER_W).kind());
    assertEquals(GridConnection.UNKNOWN, connection(seen));
    assertEquals(GridConnection.DOWN, connection(withVoltage(11, 0, 0)));
    assertEquals(GridConnection.UP, connection(withVoltage(12, 230, -1_200)));
  }

  private GridConnection connection(PlantSnapshot snapshot) {
    return estimator.estimate(snapshot).connection();
  }

  private void assertKnown(double watts, PlantSnapshot seen) {
    assertEquals(watts, estimator.estimate(seen).gridW().ifKnown().orElseThrow(), 1e-9);
  }

  private static Fault missing(PlantSnapshot snapshot, Quantity quantity) {
    return assertInstanceOf(Sample.Missing.class, snapshot.get("meter1", quantity)).reason();
  }

  private void stay(double watts, int from, int to) {
    for (int second = from; second < to; second++) {
      apply(second, watts, watts);
    }
  }

  private PlantSnapshot apply(int second, double sumW, double phasesW) {
    return check.apply(snapshot(second, sumW, phases(phasesW)), Map.of());
  }

  private PlantSnapshot withVoltage(int second, double volts, double watts) {
    Map<Quantity, Double> read = new LinkedHashMap<>();
    read.put(Quantity.VOLTAGE_L1_V, volts);
    read.put(Quantity.VOLTAGE_L2_V, volts);
    read.put(Quantity.VOLTAGE_L3_V, volts);
    return check.apply(snapshot(second, watts, read), Map.of());
  }

  private static Map<Quantity, Double> phases(double watts) {
    return Map.of(
        Quantity.POWER_L1_W,
        watts / 2,
        Quantity.POWER_L2_W,
        watts / 4,
        Quantity.POWER_L3_W,
        watts / 4);
  }

  private PlantSnapshot snapshot(int second, double gridW, Map<Quantity, Double> others) {
    Moment at = new Moment(Duration.ofSeconds(second).toNanos(), NOON.plusSeconds(second));
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample.Good(new Signal("meter1", Quantity.POWER_W), gridW, at));
    others.forEach(
        (quantity, value) ->
            samples.add(new Sample.Good(new Signal("meter1", quantity), value, at)));
    for (String id : List.of("battery1", "pv1", "ev1", "compute1")) {
      samples.add(new Sample.Good(new Signal(id, Quantity.POWER_W), 0, at));
    }
    return new PlantSnapshot(at, samples);
  }
}
