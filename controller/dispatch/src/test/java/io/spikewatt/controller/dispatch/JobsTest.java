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

/** What a cluster is given for a job, and what goes before it. The cluster takes 300 to 2000 W. */
class JobsTest {

  private static final double DAY_S = 86_400;

  @Test
  void aJobGetsWhatThePlanPutThere() {
    DemoPlant plant = planned(1000, 0.2);
    job(plant, 8000, DAY_S, 2000);
    plant.run(30);
    assertEquals(1300, plant.computeW(), 30);
    plant.plan = Optional.of(Plans.withJob(dear(plant), 0, 0.2));
    plant.run(30);
    assertEquals(300, plant.computeW(), 1);
  }

  @Test
  void neverMoreThanTheJobsOwnLimitOrTheBudget() {
    DemoPlant plant = planned(1700, 0.2);
    job(plant, 8000, DAY_S, 900);
    plant.run(30);
    assertEquals(900, plant.computeW(), 30);
    plant.requests = Map.of("compute1", 600.0);
    plant.run(30);
    assertEquals(600, plant.computeW(), 1);
  }

  @Test
  void workThatIsWorthItsPowerIsNotHeldBackByAJob() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.1, 0, 0.05, 0.02), 200, 0.05));
    job(plant, 8000, DAY_S, 600);
    plant.run(30);
    assertEquals(2000, plant.computeW(), 1, "its work is worth .10 a kWh, power .05");
  }

  @Test
  void surplusIsUsedBeforeItsTimeWhereTheGridPaysLessThanTheJobWouldCost() {
    DemoPlant plant = planned(0, 0.3);
    job(plant, 8000, DAY_S, 2000);
    plant.socPct = 95;
    plant.pvPotentialW = 1800;
    plant.run(60);
    assertEquals(1300, plant.computeW(), 60, "all that is left beside 500 W of load");
    plant.plan = Optional.of(Plans.withJob(dear(plant), 0, 0.02));
    plant.run(60);
    assertEquals(300, plant.computeW(), 1, "it is planned for a time that costs less");
  }

  @Test
  void withoutAPlanAJobTakesSurplusFirstAndWaitsWhileThereIsTime() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    job(plant, 4000, DAY_S, 2000);
    plant.run(30);
    assertEquals(300, plant.computeW(), 1);
    plant.pvPotentialW = 1800;
    plant.run(60);
    assertEquals(1300, plant.computeW(), 60);
    assertTrue(plant.batteryW() > -100, "before the battery: " + plant.batteryW());
  }

  @Test
  void withoutAPlanItRunsAtFullPowerFromTheLatestMoment() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    // 850 Wh at 1700 W take half an hour, with a seventh and a quarter hour to spare 49.5 min.
    job(plant, 850, 3600, 2000);
    plant.run(9 * 60);
    assertEquals(300, plant.computeW(), 1);
    plant.run(3 * 60);
    assertEquals(2000, plant.computeW(), 1);
    plant.run(40 * 60);
    assertEquals("[the job of compute1 is done: 850 of 850 Wh counted]", news(plant));
    assertEquals(300, plant.computeW(), 1);
  }

  @Test
  void readingsThatAreMissingDoNotMakeAJobLookDone() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    job(plant, 850, 3600, 2000);
    plant.run(12 * 60);
    plant.lose("compute1", true);
    plant.run(35 * 60);
    assertEquals(2000, plant.told("compute1"), 1, "it runs on");
    assertTrue(plant.state.orElseThrow().notes().toString().contains("count stays at"));
  }

  @Test
  void anImportLimitCutsAJobThatCanWaitAndItsBatteryStaysOut() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(3000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    // Energy is worth more than import: the battery keeps what it has.
    plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.36, 0, 0.35, 0.08), 1700, 0.3));
    job(plant, 8000, DAY_S, 2000);
    plant.loadW = 2000;
    plant.run(60);
    assertEquals(970, plant.computeW(), 60);
    assertEquals(0, plant.batteryW(), 60);
    assertTrue(plant.gridW() <= 3000, "imports " + plant.gridW());
  }

  @Test
  void aJobThatHasToRunTakesTheBatterysHelpLikeACarThatHasToBeReady() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(3000, 5000).withReserve(80));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.36, 0, 0.35, 0.08), 0, 0.3));
    job(plant, 1700, 3600, 2000);
    plant.loadW = 2000;
    plant.run(60);
    assertEquals(2000, plant.computeW(), 1);
    assertTrue(plant.batteryW() > 900, "out of its reserve: " + plant.batteryW());
    assertTrue(plant.gridW() <= 3000, "imports " + plant.gridW());
  }

  @Test
  void aCarThatCanWaitMakesWayForAJobThatHasToRun() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(5000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.36, 0.9, 0.35, 0.08), 0, 0.3));
    plant.carThere = true;
    plant.socPct = 10;
    plant.run(60);
    double alone = plant.evW();
    assertEquals(4170, alone, 100);
    job(plant, 1700, 3600, 2000);
    plant.run(60);
    assertEquals(2000, plant.computeW(), 1);
    assertEquals(alone - 1700, plant.evW(), 100);
  }

  @Test
  void aJobThatCanWaitMakesWayForACarThatCanWait() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(5000, 5000));
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.36, 0.9, 0.35, 0.08), 1700, 0.3));
    job(plant, 8000, DAY_S, 2000);
    plant.socPct = 10;
    plant.run(60);
    assertEquals(2000, plant.computeW(), 1);
    plant.carThere = true;
    plant.run(60);
    assertEquals(4150, plant.evW(), 100);
    assertEquals(300, plant.computeW(), 40);
  }

  @Test
  void aJobAndACarThatBothHaveToRunShareTheRoom() {
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(7000, 5000));
    plant.socPct = 10;
    plant.carThere = true;
    plant.carLeavesInS = 3600;
    job(plant, 1700, 3600, 2000);
    plant.run(60);
    // 7000 W less a guard of 70, 500 of load and 300 W always: 6130 of the 12700 that they want.
    assertEquals(300 + 1700 * 6130 / 12_700.0, plant.computeW(), 60);
    assertEquals(11_000 * 6130 / 12_700.0, plant.evW(), 150);
    assertTrue(plant.gridW() <= 7000, "imports " + plant.gridW());
  }

  @Test
  void holdAndAnIslandLeaveTheMinimum() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    job(plant, 1700, 3600, 2000);
    plant.run(30);
    assertEquals(2000, plant.computeW(), 1);
    plant.mode = new Mode.Hold(new Mode.HoldRequested(), Optional.empty(), Optional.empty());
    plant.run(30);
    assertEquals(300, plant.computeW(), 1);
    plant.mode = new Mode.IslandTest(Optional.empty());
    plant.run(30);
    assertEquals(300, plant.computeW(), 1);
  }

  /** Where load and minimum fit below the limit, jobs in any hurry do not break it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theImportLimitIsKeptWithJobs(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    double limitW = 3000 + 5000 * random.nextDouble();
    DemoPlant plant = new DemoPlant(DemoSite.usual().withLimits(limitW, 5000));
    plant.carThere = random.nextBoolean();
    plant.socPct = 10 + 60 * random.nextDouble();
    int beyond = 0;
    for (int i = 0; i < 60; i++) {
      plant.mode =
          random.nextBoolean()
              ? new Mode.Auto(Optional.empty())
              : new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
      double wanted = 1700 * random.nextDouble();
      plant.plan = Optional.of(Plans.withJob(Plans.worth(plant, 0.36, 0.9, 0.35, 0.08), wanted, 1));
      if (random.nextInt(3) == 0) {
        job(plant, 10 + 2000 * random.nextDouble(), 60 + 9000 * random.nextDouble(), 2000);
      }
      plant.loadW = (limitW - 400) * random.nextDouble();
      plant.pvPotentialW = 3000 * random.nextDouble();
      plant.carLeavesInS = 20_000 * random.nextDouble();
      plant.run(15);
      for (double gridW : plant.run(15)) {
        beyond += gridW > limitW + 1 ? 1 : 0;
      }
      assertTrue(plant.computeW() >= 299 && plant.computeW() <= 2001, "" + plant.computeW());
    }
    assertEquals(0, beyond, "steps beyond the limit once the load had stood for 15 s");
  }

  private static String news(DemoPlant plant) {
    return plant.jobs.news().toString();
  }

  private static void job(DemoPlant plant, double wh, double dueInS, double maxW) {
    plant.jobs.take(
        new SiteCommand.ComputeJob(
            "compute1",
            wh,
            plant.now().instant().plusMillis((long) (1000 * dueInS)),
            OptionalDouble.of(maxW)),
        plant.now().instant());
  }

  private static DemoPlant planned(double aboveMinW, double perKwh) {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.mode = new Mode.Auto(Optional.empty());
    plant.plan = Optional.of(Plans.withJob(dear(plant), aboveMinW, perKwh));
    return plant;
  }

  /** A plan in which power costs more than the cluster's usual work is worth. */
  private static io.spikewatt.controller.plan.Plan dear(DemoPlant plant) {
    return Plans.worth(plant, 0.1, 0, 0.35, 0.12);
  }
}
