package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.Plans;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.testkit.DemoSite;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster between 300 and 2000 W whose budget may change by 600 W within a minute. */
class BudgetRampTest {

  private static final double RAMP = 600;

  @Test
  void theBudgetRisesAndFallsNoFasterThanItsRamp() {
    DemoPlant plant = plant(12_000);
    price(plant, 0.05);
    plant.run(60);
    assertEquals(300 + RAMP, plant.told("compute1"), 45);
    plant.run(150);
    assertEquals(2000, plant.told("compute1"), 1);
    price(plant, 0.35);
    plant.run(60);
    assertEquals(2000 - RAMP, plant.told("compute1"), 45);
    plant.run(150);
    assertEquals(300, plant.told("compute1"), 1);
  }

  @Test
  void aLimitLowersItAtOnceAndNoFurtherThanItHasTo() {
    DemoPlant plant = risen(3500);
    plant.socPct = 10;
    plant.loadW = 2400;
    plant.run(10);
    assertEquals(3500 - 35 - 2400, plant.told("compute1"), 45);
    assertTrue(plant.gridW() <= 3500, "imports " + plant.gridW());
    plant.loadW = 500;
    plant.run(60);
    assertTrue(plant.told("compute1") < 1065 + RAMP + 45, "and it rises by its ramp again");
  }

  @Test
  void holdAndAnIslandLowerItAtOnce() {
    DemoPlant plant = risen(12_000);
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.run(2);
    assertEquals(300, plant.told("compute1"), 1);
    plant = risen(12_000);
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.run(2);
    assertEquals(300, plant.told("compute1"), 1);
    plant = risen(12_000);
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.run(60);
    plant.mode = new Mode.Auto(Optional.empty());
    plant.run(30);
    assertEquals(300 + RAMP / 2, plant.told("compute1"), 60, "from its minimum again");
  }

  @Test
  void anOrderLowersItAtOnceAndItRisesFromThere() {
    DemoPlant plant = risen(12_000);
    plant.requests = Map.of("compute1", 600.0);
    plant.run(2);
    assertEquals(600, plant.told("compute1"), 1);
    plant.run(60);
    plant.requests = Map.of();
    plant.run(30);
    assertEquals(600 + RAMP / 2, plant.told("compute1"), 60);
  }

  @Test
  void aJobIsBegunSoMuchEarlierAsItsRampTakes() {
    DemoPlant plant = plant(12_000);
    plant.mode = new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
    // With 100 W a minute: 8.5 minutes are lost beside the 49.5 that 850 Wh need without a ramp.
    DemoPlant slow = new DemoPlant(DemoSite.usual().withRamp(100));
    for (DemoPlant each : new DemoPlant[] {plant, slow}) {
      each.jobs.take(
          new SiteCommand.ComputeJob(
              "compute1", 850, each.now().instant().plusSeconds(4000), OptionalDouble.empty()),
          each.now().instant());
      each.run(4000 - 56 * 60);
    }
    assertEquals(300, plant.told("compute1"), 1);
    assertTrue(slow.told("compute1") > 350, "has begun: " + slow.told("compute1"));
    slow.run(56 * 60 - 100);
    assertTrue(slow.jobs.news().toString().contains("is done"));
  }

  /** Whatever is wanted and when: it rises by its ramp, and falls faster for a limit alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void noStepIsSteeperThanItsRampButForALimit(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    DemoPlant plant = plant(4000);
    double deadBandW = 40;
    for (int i = 0; i < 40; i++) {
      price(plant, random.nextBoolean() ? 0.05 : 0.35);
      plant.pvPotentialW = 4000 * random.nextDouble();
      plant.loadW = 3000 * random.nextDouble();
      for (int s = 0; s < 20; s++) {
        double before = plant.told("compute1");
        plant.run(1);
        double now = plant.told("compute1");
        assertTrue(now - before <= RAMP / 60 + deadBandW, before + " to " + now);
        // Where the battery does not help, load and cluster have to fit below the limit.
        boolean limited = plant.loadW - plant.pvW() + before > 4000 - 100;
        assertTrue(limited || before - now <= RAMP / 60 + deadBandW, before + " to " + now);
      }
      assertTrue(plant.gridW() <= 4001, "imports " + plant.gridW());
    }
  }

  private static DemoPlant plant(double importW) {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(importW, 5000).withRamp(RAMP));
    plant.mode = new Mode.Auto(Optional.empty());
    price(plant, 0.35);
    plant.run(1);
    return plant;
  }

  private static DemoPlant risen(double importW) {
    DemoPlant plant = plant(importW);
    price(plant, 0.05);
    plant.run(240);
    assertEquals(2000, plant.told("compute1"), 1);
    return plant;
  }

  /** The cluster's work is worth .10 a kWh; the battery covers load at either price. */
  private static void price(DemoPlant plant, double importPerKwh) {
    plant.plan =
        Optional.of(Plans.worth(plant, importPerKwh - 0.02, 0, importPerKwh, importPerKwh - 0.04));
  }
}
