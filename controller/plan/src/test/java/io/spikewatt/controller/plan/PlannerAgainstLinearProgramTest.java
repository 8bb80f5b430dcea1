package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dynamic program with the true future against a linear program's optimum. */
class PlannerAgainstLinearProgramTest {

  private static final int SLOTS = 96;

  @Test
  void withTheTrueFutureTheCostOfASingleStorageIsCloseToTheLinearProgramsOptimum() {
    Gaps gaps = gaps(100, _ -> BackupReserve.always(0), _ -> Storage.GridUse.FREE);
    assertTrue(gaps.worst < 0.003, "the worst day lies " + 100 * gaps.worst + " % too high");
    assertTrue(gaps.mean < 0.0005, "all days together lie " + 100 * gaps.mean + " % too high");
  }

  @Test
  void aReserveFromATimeOnCostsNoMoreThanInTheLinearProgram() {
    Gaps gaps =
        gaps(
            50,
            random -> {
              Instant from = Days.START.plus(Duration.ofHours(random.nextInt(3, 20)));
              Instant until = from.plus(Duration.ofHours(random.nextInt(2, 12)));
              double wantedPct = random.nextDouble(40, 95);
              return new BackupReserve(
                  10, List.of(new BackupReserve.Wanted(wantedPct, from, until)));
            },
            _ -> Storage.GridUse.FREE);
    assertTrue(gaps.worst < 0.005, "the worst day lies " + 100 * gaps.worst + " % too high");
  }

  /** None of it, or a part where only some batteries may trade with the grid. */
  @ParameterizedTest
  @CsvSource({"0, Infinity", "Infinity, 0", "0, 0", "1, 1"})
  void aBatteryKeptFromTheGridCostsNoMoreThanInTheLinearProgram(double charge, double discharge) {
    Gaps gaps =
        gaps(
            50,
            random -> BackupReserve.always(10 * random.nextInt(2)),
            _ -> new Storage.GridUse(charge, discharge));
    assertTrue(gaps.worst < 0.005, "the worst day lies " + 100 * gaps.worst + " % too high");
  }

  @Test
  void aBatteryKeptFromTheGridNeverPlansToTradeWithItBesideACarEither() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      RandomCars car = RandomCars.of(random, seed % 2);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 9000 * random.nextDouble());
      PlanModel.StorageModel kept = Days.storage(10, 5).with(new Storage.GridUse(0, 0));
      PlanModel model =
          new PlanModel(
              Days.BERLIN,
              Days.tariff(0.05, 0.4, 0.2),
              Site.Objective.COST,
              kept,
              0,
              car.chargers(),
              Days.NO_COMPUTE,
              Duration.ofHours(1));
      Forecast sun = Days.sure(Days.START, pv);
      PlanRequest request =
          Days.request(
              Days.START, Days.sure(Days.START, load), sun, 50, car.wishes(), 15_000, 5000);
      PlanSchedule schedule = Days.made(new Planner(model, 1).plan(request)).schedule();
      double[] battery = schedule.powerW(AssetSeries.BATTERY);
      double[] cars = schedule.powerW(AssetSeries.EV);
      for (int k = 0; k < SLOTS; k++) {
        double net = load[k] - pv[k] - cars[k];
        String where = "seed " + seed + ", slot " + k + ": " + battery[k] + " W at " + net + " W";
        assertTrue(battery[k] >= -Math.max(0, -net) - 1e-3, where);
        assertTrue(battery[k] <= Math.max(0, net) + 1e-3, where);
      }
    }
  }

  /** Gap of the worst day and of all together, as a share of the bill. */
  private record Gaps(double worst, double mean) {}

  private static Gaps gaps(
      int days, Function<Random, BackupReserve> reserves, Function<Random, Storage.GridUse> uses) {
    double worst = 0;
    double gaps = 0;
    double bills = 0;
    for (int seed = 0; seed < days; seed++) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      PlanModel.StorageModel storageModel =
          new PlanModel.StorageModel(
              4 + 16 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              2 + 4 * random.nextDouble(),
              10,
              95,
              0.9 + 0.09 * random.nextDouble(),
              0.04 * random.nextDouble());
      double night = 0.1 + 0.2 * random.nextDouble();
      double export = 0.08 * random.nextDouble();
      double day = night + 0.25 * random.nextDouble();
      PlanModel bare = Days.model(Days.tariff(night, day, export), storageModel, Days.NO_COMPUTE);
      double[] load = Days.load(random, SLOTS);
      double[] pv = Days.pv(random, SLOTS, 8000 * random.nextDouble());
      double soc = 10 + 85 * random.nextDouble();
      double importW = 6000 + 4000 * random.nextDouble();
      double exportW = 5000 * random.nextDouble();
      PlanModel model =
          Days.model(bare.tariff(), storageModel.with(uses.apply(random)), Days.NO_COMPUTE)
              .with(bare.objective(), reserves.apply(random));
      Plan plan =
          Days.made(
              new Planner(model, 1)
                  .plan(
                      Days.request(
                          Days.START,
                          Days.sure(Days.START, load),
                          Days.sure(Days.START, pv),
                          soc,
                          List.of(),
                          importW,
                          exportW)));
      double terminal = Math.min(night, 0.97 * storageModel.efficiency() * day);
      double end =
          plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level()[SLOTS]
              / 100
              * storageModel.capacityKwh();
      double cost = plan.expectedCost() - terminal * end + lacking(plan, model);
      double optimum =
          new LinearProgram(model, plan, load, pv, soc, importW, exportW, terminal)
              .cost(List.of(), 0);
      double gap = cost - optimum;
      double bill = Days.bill(plan, load, pv);
      assertTrue(gap > -1e-4, "day " + seed + " beats the optimum, so the oracle is wrong: " + gap);
      worst = Math.max(worst, gap / bill);
      gaps += gap;
      bills += bill;
    }
    return new Gaps(worst, gaps / bills);
  }

  /** Price of the energy that the plan keeps less than its reserve. */
  private static double lacking(Plan plan, PlanModel model) {
    double[] socPct = plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level();
    double kwhHours = 0;
    for (int k = 0; k < plan.slots(); k++) {
      double lackPct = Math.max(0, model.reserve().socPctAt(plan.start(k + 1)) - socPct[k + 1]);
      kwhHours += 0.25 * lackPct / 100 * model.storage().capacityKwh();
    }
    return kwhHours * PlannerSettings.Penalties.USUAL.reserveHour();
  }
}
