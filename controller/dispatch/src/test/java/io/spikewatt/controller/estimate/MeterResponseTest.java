package io.spikewatt.controller.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.testkit.DemoSite;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A meter that cannot be followed is found from ordinary operation, and no honest one is. */
class MeterResponseTest {

  private static final double RATED_W = 5000;

  /** How long an honest meter is watched, s. */
  private static final int WATCHED_S = Boolean.getBoolean("long.tests") ? 1_800 : 600;

  private final Random random = new Random(20);
  private Consumer<DemoPlant> silence = plant -> {};

  /** What load and sun do, second by second. */
  enum Day {
    EVENING {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.loadW = 700 + (second / 90 % 2) * 1200 + 8 * random.nextGaussian();
      }
    },
    SUNNY {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.pvPotentialW = 4000 + 10 * random.nextGaussian();
        plant.loadW = 500 + (second / 70 % 2) * 900 + 8 * random.nextGaussian();
      }
    },
    CLOUDS {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        double share = 0.55 + 0.45 * Math.sin(second / 7.0) * Math.cos(second / 31.0);
        plant.pvPotentialW = 5000 * share + 10 * random.nextGaussian();
        plant.loadW = 600 + 8 * random.nextGaussian();
      }
    },
    PULSES {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.loadW = 400 + (second % 50 < 20 ? 1500 : 0) + 5 * random.nextGaussian();
      }
    },
    RAMPS {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.loadW = 400 + 80 * Math.abs(second % 100 - 50) + 8 * random.nextGaussian();
      }
    },
    APPLIANCES {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        double applianceW = 4000 * Math.pow(new Random(second / 10 * 31L).nextDouble(), 2);
        plant.loadW = 400 + applianceW + 8 * random.nextGaussian();
      }
    },
    /** The battery moves once, to its limit, and stays. */
    NOON {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.pvPotentialW = 9000 + 10 * random.nextGaussian();
        plant.loadW = 600 + 8 * random.nextGaussian();
      }
    },
    BALCONY {
      @Override
      void set(DemoPlant plant, int second, Random random) {
        plant.loadW = 300 - 800 + (second / 60 % 2) * 700 + 8 * random.nextGaussian();
      }
    };

    abstract void set(DemoPlant plant, int second, Random random);
  }

  /**
   * When it was found, s after the battery moved 20 %, and what flowed the wrong way until then.
   */
  private record Found(double afterS, double wrongWs) {}

  @ParameterizedTest
  @EnumSource(
      value = Day.class,
      names = {"EVENING", "SUNNY", "CLOUDS", "PULSES", "RAMPS", "NOON"})
  void an_inverted_meter_is_named_in_time_whichever_way_the_power_flows(Day day) {
    DemoPlant plant = plant((grid, battery) -> -grid);
    Found found = find(plant, day);
    assertTrue(
        plant.alarm().orElseThrow().startsWith("grid meter sign is inverted: run commission"));
    assertTrue(plant.alarm().orElseThrow().endsWith("set invert: true of meter1"));
    assertTrue(found.afterS <= 30, () -> found.toString());
    assertTrue(found.wrongWs < 60 * RATED_W, () -> found.toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = Day.class,
      names = {"EVENING", "SUNNY", "CLOUDS", "PULSES"})
  void a_meter_that_does_not_see_the_battery_is_named_in_time(Day day) {
    DemoPlant plant = plant(Double::sum);
    Found found = find(plant, day);
    assertTrue(plant.alarm().orElseThrow().startsWith("meter does not see the battery: meter1"));
    assertTrue(found.afterS <= 30, () -> found.toString());
    assertTrue(found.wrongWs < 60 * RATED_W, () -> found.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 12, 25})
  void devices_that_are_read_late_do_not_hide_the_only_move(int silentS) {
    DemoPlant plant = plant((grid, battery) -> -grid);
    plant.lose("compute1", true);
    run(plant, Day.NOON, silentS);
    plant.lose("compute1", false);
    assertNamesInvertedMeter(plant, Day.NOON);
  }

  @ParameterizedTest
  @EnumSource(
      value = Day.class,
      names = {"EVENING", "SUNNY", "CLOUDS", "PULSES", "RAMPS", "NOON"})
  void an_inverted_meter_is_named_while_a_device_is_silent_now_and_then(Day day) {
    silence = this::silenceDevicesNowAndThen;
    assertNamesInvertedMeter(plant((grid, battery) -> -grid), day);
  }

  @ParameterizedTest
  @EnumSource(
      value = Day.class,
      names = {"EVENING", "SUNNY", "CLOUDS", "PULSES", "RAMPS", "NOON"})
  void an_inverted_meter_is_named_although_it_misses_readings(Day day) {
    silence = this::missReadings;
    assertNamesInvertedMeter(plant((grid, battery) -> -grid), day);
  }

  @ParameterizedTest
  @EnumSource(
      value = Day.class,
      names = {"EVENING", "PULSES", "RAMPS"})
  void an_inverted_meter_is_named_while_a_device_stays_silent(Day day) {
    DemoPlant plant = plant((grid, battery) -> -grid);
    plant.lose("compute1", true);
    assertNamesInvertedMeter(plant, day);
  }

  @ParameterizedTest
  @EnumSource(Day.class)
  void an_honest_meter_is_never_accused_while_a_device_is_silent_now_and_then(Day day) {
    silence = this::silenceDevicesNowAndThen;
    assertNeverAccuses(plant((grid, battery) -> grid), day, WATCHED_S);
  }

  @ParameterizedTest
  @EnumSource(Day.class)
  void an_honest_meter_is_never_accused_although_it_misses_readings(Day day) {
    silence = this::missReadings;
    assertNeverAccuses(plant((grid, battery) -> grid), day, WATCHED_S);
  }

  /**
   * The battery moves once, a few seconds after the meter is back. Until then it has rested for
   * some time, or has only just come to rest: a turned sign is not believed for ten readings.
   */
  @ParameterizedTest
  @ValueSource(ints = {10, 11, 12, 14, 25})
  void a_meter_that_comes_back_from_a_turned_sign_inverted_is_named_by_the_only_move(int turnedS) {
    DemoPlant plant = plant((grid, battery) -> grid);
    run(plant, Day.EVENING, 200);
    plant.lose("meter1", Fault.Kind.SIGN_FLIPPED);
    run(plant, Day.NOON, turnedS);
    assertEquals(0, plant.batteryW(), 0.02 * RATED_W);
    plant.lose("meter1", false);
    plant.meterShows = (grid, battery) -> -grid;
    assertNamesInvertedMeter(plant, Day.NOON);
  }

  /** Silences after which the battery has rested, or is still on its way. */
  @ParameterizedTest
  @CsvSource({"0, 0, 25", "5, 0, 25", "0, 3, 25", "5, 0, 8", "5, 0, 13", "0, 3, 8"})
  void an_honest_meter_is_never_accused_after_it_was_silent(
      double batteryAgeS, double meterTauS, int silentS) {
    for (Day day : Day.values()) {
      DemoPlant plant = plant((grid, battery) -> grid);
      plant.batteryAgeS = batteryAgeS;
      plant.meterTauS = meterTauS;
      silence = p -> p.lose("meter1", p.now().nanos() / 1_000_000_000L % 60 < silentS);
      assertNeverAccuses(plant, day, WATCHED_S / 2);
    }
  }

  @Test
  void a_meter_that_shows_ten_times_the_power_is_named() {
    DemoPlant plant = plant((grid, battery) -> 10 * grid);
    Found found = find(plant, Day.EVENING);
    assertTrue(plant.alarm().orElseThrow().startsWith("grid meter shows about ten times"));
    assertTrue(found.wrongWs < 60 * RATED_W, () -> found.toString());
  }

  @Test
  void a_stuck_meter_is_named_until_it_moves() {
    DemoPlant plant = plant((grid, battery) -> 700);
    assertTrue(find(plant, Day.EVENING).afterS <= 30);
    assertTrue(plant.alarm().orElseThrow().startsWith("meter does not see the battery"));
    plant.meterShows = (grid, battery) -> grid;
    run(plant, Day.EVENING, 60);
    assertEquals(Optional.empty(), plant.alarm());
    assertInstanceOf(Mode.SelfConsumption.class, plant.mode);
  }

  @Test
  void what_is_found_ends_in_a_hold_that_lasts() {
    DemoPlant plant = plant((grid, battery) -> -grid);
    find(plant, Day.EVENING);
    run(plant, Day.EVENING, 30);
    for (int second = 0; second < 600; second++) {
      run(plant, Day.EVENING, 1);
      assertInstanceOf(Mode.Hold.class, plant.mode);
      assertEquals(0, plant.batteryW(), 5);
      assertTrue(plant.alarm().isPresent());
    }
  }

  @Test
  void the_meter_is_tried_again_after_an_hour_then_after_two() {
    DemoPlant plant = plant((grid, battery) -> -grid);
    find(plant, Day.EVENING);
    run(plant, Day.EVENING, 3_605);
    assertEquals(Optional.empty(), plant.alarm(), "tried again");
    run(plant, Day.EVENING, 300);
    assertTrue(plant.alarm().isPresent(), "found again");
    run(plant, Day.EVENING, 3_700);
    assertTrue(plant.alarm().isPresent(), "for twice as long");
  }

  @ParameterizedTest
  @EnumSource(Day.class)
  void an_honest_meter_is_never_suspected(Day day) {
    for (double[] times : new double[][] {{0.6, 2.8}, {1.6, 3.8}, {1.6, 14.2}}) {
      DemoPlant plant = new DemoPlant(DemoSite.usual().withBattery(times[0], times[1]));
      honest(plant, day, WATCHED_S);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "3, 1, 0", "5, 1, 0", "0, 5, 0", "0, 1, 1", "0, 1, 3"})
  void slow_telemetry_and_an_averaging_meter_are_no_reason_for_an_alarm(
      double batteryAgeS, double batteryRenewedS, double meterTauS) {
    for (Day day : Day.values()) {
      DemoPlant plant = plant((grid, battery) -> grid);
      plant.batteryAgeS = batteryAgeS;
      plant.batteryRenewedS = batteryRenewedS;
      plant.meterTauS = meterTauS;
      assertNeverAccuses(plant, day, WATCHED_S * 2 / 3);
    }
  }

  @ParameterizedTest
  @EnumSource(Day.class)
  void an_honest_meter_is_never_suspected_while_devices_are_read_late(Day day) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.lose("compute1", true);
    honest(plant, day, 10);
    plant.lose("compute1", false);
    honest(plant, day, 300);
  }

  @Test
  void a_battery_that_is_not_as_its_profile_says_is_no_reason_to_suspect_the_meter() {
    honest(new DemoPlant(DemoSite.usual().withBattery(1.6, 3.8), 1.6, 14.2), Day.APPLIANCES, 1800);
    honest(new DemoPlant(DemoSite.usual().withBattery(1.6, 14.2), 0.6, 2.8), Day.APPLIANCES, 1800);
  }

  @Test
  void generation_that_nobody_measures_is_acquitted_by_the_way_to_neutral() {
    DemoPlant plant = plant((grid, battery) -> grid);
    Consumer<DemoPlant> sun = p -> p.loadW = -12_000 + 8 * random.nextGaussian();
    boolean suspected = false;
    for (int second = 0; second < 120; second++) {
      run(plant, sun, 1);
      suspected |= !plant.believesMeter();
      assertEquals(Optional.empty(), plant.alarm());
    }
    assertTrue(suspected);
  }

  private void assertNamesInvertedMeter(DemoPlant plant, Day day) {
    Found found = find(plant, day);
    assertTrue(plant.alarm().orElseThrow().startsWith("grid meter sign is inverted"));
    assertTrue(found.wrongWs < 60 * RATED_W, () -> found.toString());
  }

  private void assertNeverAccuses(DemoPlant plant, Day day, int seconds) {
    for (int second = 0; second < seconds; second++) {
      day.set(plant, second, random);
      run(plant, p -> {}, 1);
      assertEquals(Optional.empty(), plant.alarm(), () -> "in " + day);
    }
  }

  private void silenceDevicesNowAndThen(DemoPlant plant) {
    plant.lose("compute1", random.nextDouble() < 0.4);
    plant.lose("pv1", random.nextDouble() < 0.4);
  }

  private void missReadings(DemoPlant plant) {
    plant.lose("meter1", random.nextDouble() < 0.05);
  }

  private DemoPlant plant(DoubleBinaryOperator shows) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    prepare(plant);
    plant.meterShows = shows;
    return plant;
  }

  private static void prepare(DemoPlant plant) {
    plant.lose("feeder1", true);
    plant.wish = Optional.of(RequestedMode.SELF_CONSUMPTION);
    plant.meterRenewedS = 1;
    plant.batteryRenewedS = 1;
  }

  private void honest(DemoPlant plant, Day day, int seconds) {
    prepare(plant);
    for (int second = 0; second < seconds; second++) {
      day.set(plant, second, random);
      run(plant, p -> {}, 1);
      int at = second;
      assertTrue(plant.believesMeter(), () -> "suspected after " + at + " s");
    }
  }

  private Found find(DemoPlant plant, Day day) {
    double movedW = 0;
    double beforeW = 0;
    double wrongWs = 0;
    int due = Integer.MAX_VALUE;
    for (int second = 0; second < 300; second++) {
      day.set(plant, second, random);
      run(plant, p -> {}, 1);
      double batteryW = plant.batteryW();
      movedW += Math.abs(batteryW - beforeW);
      beforeW = batteryW;
      due = movedW >= 0.2 * RATED_W ? Math.min(due, second) : due;
      double neededW = plant.gridW() + batteryW;
      double rightW = neededW * batteryW <= 0 ? 0 : Math.min(Math.abs(neededW), Math.abs(batteryW));
      wrongWs += Math.abs(batteryW) - rightW;
      if (plant.alarm().isPresent()) {
        return new Found(Math.max(0, second - due), wrongWs);
      }
    }
    assertFalse(true, "not found");
    return new Found(0, 0);
  }

  private void run(DemoPlant plant, Day day, int seconds) {
    for (int second = 0; second < seconds; second++) {
      day.set(plant, second, random);
      run(plant, p -> {}, 1);
    }
  }

  private void run(DemoPlant plant, Consumer<DemoPlant> load, int seconds) {
    for (int second = 0; second < seconds; second++) {
      silence.accept(plant);
      load.accept(plant);
      plant.socPct = 50;
      plant.run(1);
    }
  }
}
