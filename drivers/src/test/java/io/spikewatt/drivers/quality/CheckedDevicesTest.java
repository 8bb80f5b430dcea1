package io.spikewatt.drivers.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckedDevicesTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void a_pv_inverter_of_10_kw_neither_makes_22_mw_nor_draws_2_kw() {
    Bench bench = new Bench(new Role.Pv(10_000, 10_000), false);
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 11_900)));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, -400)), "its own consumption at night");
    Sample.Missing missing =
        assertInstanceOf(Sample.Missing.class, bench.read(Quantity.POWER_W, 22.8e6));
    assertEquals(
        "out-of-range: 22800000 W, by its nameplate within -500 W and 12000 W",
        missing.reason().toString());
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -2_000), Kind.OUT_OF_RANGE));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 5_000)), "nothing is latched");
  }

  @Test
  void a_look_is_believed_only_if_it_needs_no_second_one() {
    Bench bench =
        new Bench(
            new Role.GridMeter(), false, Bench.plausible(Quantity.POWER_W, -9_000, 9_000, 500, 0));
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, 1_000), "nothing was read yet");
    bench.read(Quantity.POWER_W, 1_000);
    assertEquals(1_400, bench.glance(Quantity.POWER_W, 1_400, 1_400).getFirst().value());
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, 1_600, 1_600), "too fast");
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, 22_000, 22_000), "beyond its range");
    bench.read(Quantity.POWER_W, 600);
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, -600, -600), "turned");
    bench.read(Quantity.POWER_W, 4_000);
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, 600, 600), "its readings are in doubt");
  }

  @Test
  void a_look_that_shows_much_else_than_the_reading_is_taken_twice() {
    Bench bench = new Bench(new Role.GridMeter(), false);
    bench.read(Quantity.POWER_W, 1_000);
    assertEquals(1_020, bench.glance(Quantity.POWER_W, 1_020, 9_999).getFirst().value());
    assertEquals(1, bench.glancesLeft(), "once where it is nothing new");
    assertEquals(-7_010, bench.glance(Quantity.POWER_W, -7_000, -7_010).getFirst().value());
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, -7_000, 1_000), "a disturbed line");
    assertEquals(List.of(), bench.glance(Quantity.POWER_W, -7_000), "and then no answer");
  }

  @Test
  void looks_change_nothing_about_what_is_made_of_the_readings() {
    Bench bench =
        new Bench(
            new Role.GridMeter(), false, Bench.plausible(Quantity.POWER_W, -9_000, 9_000, 500, 5));
    bench.read(Quantity.POWER_W, 1_000);
    for (int i = 0; i < 5; i++) {
      assertTrue(Bench.is(bench.read(Quantity.POWER_W, 4_000 + 600 * i), Kind.SPIKE));
      bench.glance(Quantity.POWER_W, 4_000 + 600 * i, 4_000 + 600 * i);
    }
    Bench still =
        new Bench(
            new Role.GridMeter(), false, Bench.plausible(Quantity.POWER_W, -9_000, 9_000, 500, 5));
    for (int i = 0; i < 6; i++) {
      assertTrue(Bench.good(still.read(Quantity.POWER_W, 1_000)));
      still.glance(Quantity.POWER_W, 1_001 + i);
    }
    assertTrue(Bench.is(still.read(Quantity.POWER_W, 1_000), Kind.FROZEN), "looks do not move it");
    assertEquals(List.of(), still.glance(Quantity.POWER_W, 1_010), "what stands still is not seen");
  }

  @Test
  void a_look_at_a_meter_that_counts_the_other_way_round_is_turned_as_well() {
    Bench bench = new Bench(new Role.GridMeter(), true);
    bench.read(Quantity.POWER_W, 1_000);
    assertEquals(-1_500, bench.glance(Quantity.POWER_W, 1_500, 1_500).getFirst().value());
  }

  @Test
  void the_profile_narrows_what_the_nameplate_allows() {
    Bench bench =
        new Bench(
            Bench.BATTERY, false, Bench.plausible(Quantity.POWER_W, -3_000, 9_000, INFINITY, 0));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -3_100), Kind.OUT_OF_RANGE));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 7_600), Kind.OUT_OF_RANGE));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 7_400)));
  }

  @Test
  void a_state_of_charge_of_0_between_57s_is_dropped_and_keeps_its_own_age() {
    Bench bench = new Bench(Bench.BATTERY, false);
    assertTrue(Bench.good(bench.read(Quantity.SOC_PCT, 57)));
    Sample zero = bench.read(Quantity.SOC_PCT, 0);
    assertTrue(Bench.is(zero, Kind.SPIKE));
    assertEquals(bench.clock.now(), zero.at());
    assertTrue(Bench.good(bench.read(Quantity.SOC_PCT, 57)));
    assertTrue(Bench.good(bench.read(Quantity.SOC_PCT, 58)), "whole percents are no spike");
  }

  @Test
  void a_new_level_that_stays_is_believed_at_its_third_reading() {
    Bench bench = new Bench(Bench.BATTERY, false);
    bench.read(Quantity.SOC_PCT, 57);
    assertTrue(Bench.is(bench.read(Quantity.SOC_PCT, 80), Kind.SPIKE));
    bench.clock.advance(Duration.ofMillis(500));
    assertTrue(Bench.is(bench.again(Quantity.SOC_PCT), Kind.SPIKE), "handed out again");
    assertTrue(Bench.is(bench.read(Quantity.SOC_PCT, 80), Kind.SPIKE));
    assertTrue(Bench.good(bench.read(Quantity.SOC_PCT, 80)));
  }

  @Test
  void readings_that_jump_about_are_never_believed() {
    Bench bench =
        new Bench(new Role.Load(), false, Bench.plausible(Quantity.VOLTAGE_L1_V, 0, 500, 0.01, 0));
    bench.read(Quantity.VOLTAGE_L1_V, 230);
    for (double garbage : new double[] {10, 400, 60, 350, 90, 300, 120}) {
      assertTrue(Bench.is(bench.read(Quantity.VOLTAGE_L1_V, garbage), Kind.SPIKE));
    }
    assertTrue(Bench.good(bench.read(Quantity.VOLTAGE_L1_V, 230)));
  }

  @Test
  void after_a_silence_as_much_may_have_changed_as_the_time_allows() {
    Bench bench =
        new Bench(new Role.Load(), false, Bench.plausible(Quantity.TEMPERATURE_C, -20, 90, 1, 0));
    bench.read(Quantity.TEMPERATURE_C, 20);
    bench.clock.advance(Duration.ofSeconds(30));
    assertTrue(Bench.good(bench.read(Quantity.TEMPERATURE_C, 50)));
  }

  @Test
  void a_value_that_stands_still_to_the_last_bit_is_frozen_until_it_moves() {
    Bench bench =
        new Bench(
            new Role.GridMeter(),
            false,
            Bench.plausible(Quantity.POWER_W, -1e9, 1e9, INFINITY, 20));
    for (int i = 0; i <= 20; i++) {
      assertTrue(Bench.good(bench.read(Quantity.POWER_W, 812.5)));
    }
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 812.5), Kind.FROZEN));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 812.6), Kind.FROZEN), "once may be the line");
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 812.7)));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 812.5)));
  }

  @Test
  void a_spike_that_happens_to_be_near_does_not_set_a_frozen_value_free() {
    Bench bench = frozen();
    for (int i = 0; i <= 21; i++) {
      bench.read(Quantity.POWER_W, 812.5);
    }
    for (int i = 0; i < 40; i++) {
      double value = i % 4 == 1 ? 790 + i : i % 4 == 2 ? 9_000 - i : 812.5;
      assertTrue(Bench.is(bench.read(Quantity.POWER_W, value), Kind.FROZEN), "reading " + i);
    }
  }

  @Test
  void a_frozen_value_on_a_disturbed_line_is_found_out_all_the_same() {
    Bench bench = frozen();
    for (int i = 0; i <= 20; i++) {
      assertTrue(Bench.good(bench.read(Quantity.POWER_W, i % 5 == 3 ? 9_000 + i : 812.5)));
    }
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 812.5), Kind.FROZEN));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -20_000), Kind.FROZEN), "nor is the spike");
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 812.5), Kind.FROZEN));
  }

  @Test
  void a_value_that_has_gone_far_off_and_stays_there_has_moved() {
    Bench bench = frozen();
    for (int i = 0; i <= 21; i++) {
      bench.read(Quantity.POWER_W, 812.5);
    }
    for (int i = 0; i <= 10; i++) {
      assertTrue(Bench.is(bench.read(Quantity.POWER_W, 3_000 + i), Kind.FROZEN));
    }
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 3_020)));
  }

  @Test
  void a_value_that_hangs_after_a_step_is_found_out_no_later() {
    Bench bench = frozen();
    bench.read(Quantity.POWER_W, 812.5);
    for (int i = 0; i <= 20; i++) {
      assertTrue(Bench.good(bench.read(Quantity.POWER_W, 3_000)));
    }
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, 3_000), Kind.FROZEN));
  }

  private static Bench frozen() {
    return new Bench(
        new Role.GridMeter(), false, Bench.plausible(Quantity.POWER_W, -1e9, 1e9, INFINITY, 20));
  }

  @Test
  void a_device_at_rest_reads_0_for_hours_and_is_not_frozen() {
    Bench bench =
        new Bench(
            Bench.BATTERY, false, Bench.plausible(Quantity.POWER_W, -9_000, 9_000, INFINITY, 20));
    for (int i = 0; i < 3_600; i++) {
      assertTrue(Bench.good(bench.read(Quantity.POWER_W, 0)));
    }
  }

  @Test
  void a_meter_that_mirrors_is_doubted_until_it_returns() {
    Bench bench = new Bench(new Role.GridMeter(), false);
    bench.read(Quantity.POWER_W, 2_000);
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -2_010), Kind.SIGN_FLIPPED));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -2_300), Kind.SIGN_FLIPPED), "moves on");
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 2_400)));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, -900)), "another magnitude is no mirror");
  }

  @Test
  void a_turned_sign_that_stays_is_believed_at_its_tenth_reading() {
    Bench bench = new Bench(new Role.GridMeter(), false);
    bench.read(Quantity.POWER_W, 2_000);
    for (int i = 1; i < 10; i++) {
      assertTrue(Bench.is(bench.read(Quantity.POWER_W, -2_000), Kind.SIGN_FLIPPED));
    }
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, -2_000)));
  }

  /** Seen in the demo: 129 W to -129 W, and the site was blind for ten seconds and more. */
  @Test
  void a_small_power_that_crosses_0_is_believed_at_its_third_reading() {
    Bench bench = new Bench(new Role.GridMeter(), false);
    bench.read(Quantity.POWER_W, 129);
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -129), Kind.SIGN_FLIPPED));
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -140), Kind.SIGN_FLIPPED));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, -152)));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 139)), "13 W beside is no mirror");
  }

  @Test
  void a_battery_that_reverses_because_it_was_told_to_is_believed_at_once() {
    Bench bench = new Bench(Bench.BATTERY, false);
    bench.write(3_000);
    bench.read(Quantity.POWER_W, 3_000);
    bench.write(-3_000);
    bench.read(Quantity.POWER_W, 3_000);
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, -3_000)));
  }

  @Test
  void a_battery_that_reverses_long_after_it_was_told_otherwise_is_not() {
    Bench bench = new Bench(Bench.BATTERY, false);
    bench.write(-3_000);
    bench.clock.advance(Duration.ofMinutes(5));
    bench.write(3_000);
    bench.read(Quantity.POWER_W, 3_000);
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -3_000), Kind.SIGN_FLIPPED));
  }

  @Test
  void turned_transformers_are_turned_back_and_counters_swapped() {
    Bench bench =
        new Bench(
            Bench.BATTERY, true, Bench.plausible(Quantity.POWER_W, -3_000, 4_000, INFINITY, 0));
    Sample.Good power =
        assertInstanceOf(Sample.Good.class, bench.read(Quantity.POWER_W, 3_500 - 1_000));
    assertEquals(-2_500, power.value());
    assertEquals(0, Double.compare(0.0, value(bench.read(Quantity.POWER_W, 0))), "not -0");
    assertTrue(Bench.is(bench.read(Quantity.POWER_W, -3_500), Kind.OUT_OF_RANGE));
    assertTrue(Bench.good(bench.read(Quantity.POWER_W, 3_900)), "the profile counts as the device");
    Signal imported = new Signal("d", Quantity.ENERGY_IMPORT_WH);
    bench.raw.put(imported, new Sample.Good(imported, 42, bench.clock.now()));
    Sample exported = bench.again(Quantity.ENERGY_EXPORT_WH);
    assertEquals(42, value(exported));
    assertEquals(
        Set.of(new Signal("d", Quantity.POWER_W), exported.signal()), bench.device.inputs());
    assertEquals(Duration.ofMinutes(1), bench.device.every(exported.signal()));
  }

  @Test
  void what_is_written_to_a_turned_device_is_turned_and_its_receipt_is_not() {
    Bench bench = new Bench(Bench.BATTERY, true);
    Signal signal = new Signal("d", Quantity.POWER_W);
    WriteReceipt receipt =
        bench.device.write(
            TestSetpoints.approved(signal, 1_500, bench.clock.now()), bench.clock.now());
    assertEquals(-1_500, bench.written.getFirst());
    assertEquals(1_500, assertInstanceOf(WriteReceipt.Written.class, receipt).value());
  }

  private static double value(Sample sample) {
    return assertInstanceOf(Sample.Good.class, sample).value();
  }
}
