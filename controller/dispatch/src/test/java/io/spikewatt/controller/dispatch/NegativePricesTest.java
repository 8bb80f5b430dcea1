package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.testkit.DemoSite;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Dispatch while a negative price limits. */
class NegativePricesTest {

  private static final PriceLimit EXPORT_COSTS =
      new PriceLimit(OptionalDouble.of(-0.032), OptionalDouble.empty());
  private static final PriceLimit IMPORT_PAYS =
      new PriceLimit(OptionalDouble.of(-0.15), OptionalDouble.of(-0.011));
  private static final double FULL_PCT = 96;

  private final DemoPlant plant = new DemoPlant(DemoSite.usual());

  @Test
  void surplus_is_stored_and_the_rest_of_the_sun_held_back() {
    plant.pvPotentialW = 9_000;
    plant.price = EXPORT_COSTS;
    plant.run(60);
    assertTrue(plant.batteryW() < -4_500, "stored as far as the battery can");
    assertTrue(plant.gridW() >= 0 && plant.gridW() < 100, "nothing is exported");
    assertTrue(plant.pvW() > 5_500, "the sun serves house and battery");
    Bound bound = plant.why("pv1").bound().orElseThrow();
    assertEquals(Reason.NEGATIVE_PRICE, bound.reason());
    assertEquals(-0.032, bound.perKwh().orElseThrow());
  }

  @Test
  void without_the_limit_the_same_site_exports() {
    plant.pvPotentialW = 9_000;
    plant.run(60);
    assertTrue(plant.gridW() < -1_000, () -> "" + plant.gridW());
  }

  @Test
  void a_commanded_discharge_does_not_export() {
    plant.price = EXPORT_COSTS;
    plant.requests = Map.of("battery1", 5000.0);
    plant.run(60);
    assertTrue(plant.gridW() >= 0, "house alone");
    assertEquals(Reason.NEGATIVE_PRICE, plant.why("battery1").bound().orElseThrow().reason());
  }

  @Test
  void while_the_meter_is_silent_nothing_can_be_exported() {
    plant.pvPotentialW = 9_000;
    plant.socPct = FULL_PCT;
    plant.price = EXPORT_COSTS;
    plant.mode =
        new Mode.Hold(new Mode.GridPowerUnknown("meter"), Optional.empty(), Optional.empty());
    plant.lose("meter1", true);
    plant.run(20);
    assertEquals(0, plant.told("pv1"));
    assertEquals(Reason.NEGATIVE_PRICE, plant.why("pv1").bound().orElseThrow().reason());
  }

  @Test
  void paid_import_switches_the_sun_off() {
    plant.pvPotentialW = 6_000;
    plant.socPct = FULL_PCT;
    plant.loadW = 2_000;
    plant.price = IMPORT_PAYS;
    plant.run(30);
    assertEquals(0, plant.told("pv1"));
    // Without a plan the battery covers the load.
    assertTrue(plant.gridW() >= 0);
    Bound bound = plant.why("pv1").bound().orElseThrow();
    assertEquals(Reason.NEGATIVE_IMPORT_PRICE, bound.reason());
    assertEquals(-0.011, bound.perKwh().orElseThrow());
    plant.price = PriceLimit.NONE;
    plant.run(30);
    assertTrue(plant.pvW() > 5_900, "back at once");
  }

  @Test
  void the_import_limit_comes_before_the_price() {
    plant.pvPotentialW = 6_000;
    plant.socPct = 5;
    plant.contactClosed = true;
    plant.loadW = 7_000;
    plant.price = IMPORT_PAYS;
    List<Double> gridW = plant.run(120);
    double worstW = Collections.max(gridW.subList(150, gridW.size()));
    assertTrue(worstW < 4_220, () -> "imports " + worstW + " W of 4200");
    assertTrue(plant.gridW() > 3_900, () -> "" + plant.gridW());
    assertTrue(!plant.shedding(), "the sun gives what the limit leaves open");
  }

  @Test
  void the_months_peak_comes_before_the_price() {
    plant.pvPotentialW = 6_000;
    plant.socPct = 5;
    plant.loadW = 5_000;
    plant.peakW = 3_000;
    plant.price = IMPORT_PAYS;
    plant.run(120);
    assertEquals(3_000, plant.gridW(), 150);
  }

  @Test
  void a_car_does_not_take_the_room_that_the_sun_leaves_before_it_is_free() {
    plant.pvPotentialW = 8_000;
    plant.socPct = 5;
    plant.loadW = 3_000;
    plant.run(20);
    plant.carThere = true;
    plant.carLeavesInS = 3_600;
    plant.price = IMPORT_PAYS;
    double worstW = Collections.max(plant.run(120));
    assertTrue(worstW < 12_050, () -> "imports " + worstW + " W of 12000");
    assertEquals(0, plant.pvW(), 50);
    assertTrue(plant.evW() > 8_000, () -> "charges " + plant.evW());
  }

  @Test
  void sources_without_a_reading_go_off_too() {
    plant.pvPotentialW = 6_000;
    plant.socPct = FULL_PCT;
    plant.loadW = 2_000;
    plant.lose("pv1", true);
    plant.lose("feeder1", true);
    plant.price = IMPORT_PAYS;
    plant.run(240);
    assertEquals(0, plant.told("pv1"), 1);
  }

  @Test
  void a_requested_island_test_needs_its_sources() {
    plant.pvPotentialW = 6_000;
    plant.loadW = 2_000;
    plant.price = IMPORT_PAYS;
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.run(60);
    assertTrue(plant.pvW() > 1_900, () -> "" + plant.pvW());
  }
}
