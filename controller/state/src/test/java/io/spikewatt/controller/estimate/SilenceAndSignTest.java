package io.spikewatt.controller.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A silent inverter at night is off; a power that is turned is found by the balance. */
class SilenceAndSignTest {

  private static final Instant NIGHT = Instant.parse("2026-06-09T23:00:00Z");
  private static final Instant NOON = Instant.parse("2026-06-09T11:00:00Z");

  @Test
  void a_silent_inverter_at_night_is_off_and_counts_as_0_by_name() {
    Site site = at(Optional.of(new Site.Position(52.5, 13.4)));
    for (Fault.Kind kind :
        List.of(Fault.Kind.UNREACHABLE, Fault.Kind.TIMEOUT, Fault.Kind.NOT_IMPLEMENTED)) {
      PlantSnapshot night = new PvNightSilence(site).apply(snapshot(NIGHT, 500, 0, kind));
      Sample.Missing off =
          assertInstanceOf(Sample.Missing.class, night.get("pv1", Quantity.POWER_W));
      assertEquals("off: the sun is down", off.reason().toString());
      PlantState state = new StateEstimator(site).estimate(night);
      assertEquals(OptionalDouble.of(0), state.pvW().ifKnown());
      assertTrue(state.notes().toString().contains("pv1 is off and counts as 0: the sun is down"));
      assertTrue(state.loadW().isKnown(), "nights are learnt, too");
    }
  }

  @Test
  void a_silent_inverter_at_noon_is_a_fault_and_one_that_lies_is_one_at_any_hour() {
    Site site = at(Optional.of(new Site.Position(52.5, 13.4)));
    PlantSnapshot noon = snapshot(NOON, 500, 0, Fault.Kind.UNREACHABLE);
    assertSame(noon, new PvNightSilence(site).apply(noon));
    PlantSnapshot lie = snapshot(NIGHT, 500, 0, Fault.Kind.OUT_OF_RANGE);
    assertSame(lie, new PvNightSilence(site).apply(lie));
  }

  /** A clock that was put back, or a wrong time zone of the box, must not make its power 0. */
  @Test
  void one_that_fell_silent_while_it_produced_is_a_fault_whatever_the_clock_says() {
    PvNightSilence rest = new PvNightSilence(at(Optional.of(new Site.Position(52.5, 13.4))));
    rest.apply(with(4_000, new Moment(0, NOON)));
    PlantSnapshot silent = snapshot(NIGHT, 500, 0, Fault.Kind.TIMEOUT);
    assertSame(silent, rest.apply(silent));
    Moment later = new Moment(Duration.ofHours(7).toNanos(), NIGHT);
    PlantSnapshot night = rest.apply(new PlantSnapshot(later, silent.all()));
    assertInstanceOf(Sample.Missing.class, night.get("pv1", Quantity.POWER_W));
    assertTrue(night.get("pv1", Quantity.POWER_W).toString().contains("the sun is down"));
    rest.apply(with(4_000, later));
    rest.apply(with(20, later));
    assertTrue(
        rest.apply(silent).get("pv1", Quantity.POWER_W).toString().contains("the sun is down"),
        "one whose power went down before is asleep at once");
  }

  private static PlantSnapshot with(double pvW, Moment at) {
    return new PlantSnapshot(at, List.of(good("pv1", pvW, at.instant())));
  }

  @Test
  void a_site_that_does_not_tell_where_it_is_has_no_night() {
    PlantSnapshot night = snapshot(NIGHT, 500, 0, Fault.Kind.UNREACHABLE);
    assertSame(night, new PvNightSilence(at(Optional.empty())).apply(night));
  }

  @Test
  void a_grid_meter_that_is_turned_from_the_start_is_found_and_derived_from_the_balance() {
    Site site = at(Optional.empty());
    SignErrorDetection test = new SignErrorDetection(site);
    PlantSnapshot once = balanced(-2_500, 500, 3_000);
    assertSame(once, thrice(test, once), "another device's error could explain one power");
    PlantSnapshot found = thrice(test, balanced(-3_200, 500, 3_700));
    Sample.Missing turned =
        assertInstanceOf(Sample.Missing.class, found.get("meter1", Quantity.POWER_W));
    assertEquals(Fault.Kind.SIGN_FLIPPED, turned.reason().kind());
    PlantState state = new StateEstimator(site).estimate(found);
    assertEquals(3_200, state.gridW().ifKnown().orElseThrow(), 1e-9);
  }

  @Test
  void it_stays_found_while_its_power_is_too_small_to_tell_and_is_believed_when_it_is_right() {
    SignErrorDetection test = withTurnedMeter();
    assertMeterFound(true, test.apply(balanced(-20, 500, 520)));
    PlantSnapshot right = balanced(800, 500, 1_300);
    assertSame(right, test.apply(right));
  }

  /** In a moving plant meter and feeder are read at different moments. */
  @Test
  void it_is_found_although_no_reading_between_its_powers_closes_the_balance() {
    SignErrorDetection test = new SignErrorDetection(at(Optional.empty()));
    thrice(test, balanced(-2_500, 500, 3_000));
    thrice(test, balanced(-2_700, 500, 4_100));
    assertMeterFound(true, thrice(test, balanced(-3_600, 500, 4_100)));
  }

  @Test
  void it_is_believed_again_when_its_turned_sign_has_not_explained_the_balance_for_long() {
    SignErrorDetection test = withTurnedMeter();
    PlantSnapshot neither = balanced(-1_200, 500, 3_000);
    for (int i = 0; i < 9; i++) {
      assertMeterFound(true, test.apply(neither));
    }
    assertSame(neither, test.apply(neither));
  }

  @Test
  void its_phases_are_not_believed_either() {
    Site site = at(Optional.empty());
    List<Sample> samples = new ArrayList<>(balanced(-2_500, 500, 3_000).all());
    for (Quantity phase : List.of(Quantity.POWER_L1_W, Quantity.POWER_L2_W, Quantity.POWER_L3_W)) {
      samples.add(new Sample.Good(new Signal("meter1", phase), -833, new Moment(0, NOON)));
    }
    PlantSnapshot found = withTurnedMeter().apply(new PlantSnapshot(new Moment(0, NOON), samples));
    assertEquals(
        2_500, new StateEstimator(site).estimate(found).gridW().ifKnown().orElseThrow(), 1e-9);
  }

  @Test
  void a_battery_that_is_turned_is_found() {
    SignErrorDetection test = new SignErrorDetection(at(Optional.empty()));
    thrice(test, balanced(1_000, -2_000, 3_000));
    PlantSnapshot found = thrice(test, balanced(1_000, -1_200, 2_200));
    assertInstanceOf(Sample.Missing.class, found.get("battery1", Quantity.POWER_W));
    assertInstanceOf(Sample.Good.class, found.get("meter1", Quantity.POWER_W));
  }

  @Test
  void a_balance_that_is_off_otherwise_or_fits_two_ways_accuses_nobody() {
    SignErrorDetection test = new SignErrorDetection(at(Optional.empty()));
    for (PlantSnapshot snapshot :
        List.of(
            balanced(2_500, 500, 3_000),
            balanced(2_500, 500, 2_700),
            balanced(-1_500, -1_500, 0),
            balanced(-100, 3_100, 3_200))) {
      assertSame(snapshot, thrice(test, snapshot));
    }
  }

  /** A cluster draws 2726 W and reports 500; the battery keeps the import limit. */
  @Test
  void a_cluster_that_lies_by_twice_the_power_of_the_battery_or_the_meter_accuses_neither() {
    SignErrorDetection test = new SignErrorDetection(at(Optional.empty()));
    for (double batteryW = 600; batteryW < 1_700; batteryW += 10) {
      PlantSnapshot snapshot = lying(6_930, batteryW, 2_226);
      assertSame(snapshot, thrice(test, snapshot), "battery at " + batteryW);
    }
    for (double gridW = 600; gridW < 1_700; gridW += 10) {
      PlantSnapshot snapshot = lying(gridW, 5_000, 2_226);
      assertSame(snapshot, thrice(test, snapshot), "meter at " + gridW);
    }
    // The battery covers what the cluster draws more: both grow alike.
    for (double lieW = 1_200; lieW < 3_600; lieW += 10) {
      PlantSnapshot snapshot = lying(6_930, lieW - 1_100, lieW);
      assertSame(snapshot, thrice(test, snapshot), "cluster lies by " + lieW);
    }
  }

  private static PlantSnapshot lying(double gridW, double batteryW, double lieW) {
    return balanced(gridW, batteryW, gridW + batteryW - lieW);
  }

  private static SignErrorDetection withTurnedMeter() {
    SignErrorDetection test = new SignErrorDetection(at(Optional.empty()));
    thrice(test, balanced(-2_500, 500, 3_000));
    assertMeterFound(true, thrice(test, balanced(-3_200, 500, 3_700)));
    return test;
  }

  private static void assertMeterFound(boolean found, PlantSnapshot snapshot) {
    assertEquals(found, snapshot.get("meter1", Quantity.POWER_W) instanceof Sample.Missing);
  }

  private static PlantSnapshot thrice(SignErrorDetection test, PlantSnapshot snapshot) {
    test.apply(snapshot);
    test.apply(snapshot);
    return test.apply(snapshot);
  }

  private static Site at(Optional<Site.Position> position) {
    Site site = DemoSite.usual().site();
    return new Site(
        site.name(),
        site.zone(),
        position,
        site.grid(),
        site.devices(),
        site.tariff(),
        site.mqtt(),
        site.control(),
        site.storage(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static PlantSnapshot balanced(double gridW, double batteryW, double loadW) {
    List<Sample> samples = new ArrayList<>(all(NOON, gridW, batteryW, loadW));
    samples.add(good("pv1", 0, NOON));
    return new PlantSnapshot(new Moment(0, NOON), samples);
  }

  private static PlantSnapshot snapshot(
      Instant at, double gridW, double batteryW, Fault.Kind pvFault) {
    List<Sample> samples = new ArrayList<>(all(at, gridW, batteryW, gridW + batteryW));
    samples.removeIf(sample -> sample.signal().deviceId().equals("feeder1"));
    Signal pv = new Signal("pv1", Quantity.POWER_W);
    samples.add(Sample.missing(pv, pvFault, "test", new Moment(0, at)));
    return new PlantSnapshot(new Moment(0, at), samples);
  }

  private static List<Sample> all(Instant at, double gridW, double batteryW, double loadW) {
    return List.of(
        good("meter1", gridW, at),
        good("battery1", batteryW, at),
        good("ev1", 0, at),
        good("compute1", 0, at),
        good("feeder1", -loadW, at));
  }

  private static Sample good(String device, double watts, Instant at) {
    return new Sample.Good(new Signal(device, Quantity.POWER_W), watts, new Moment(0, at));
  }
}
