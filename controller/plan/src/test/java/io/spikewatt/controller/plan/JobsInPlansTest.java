package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.plan.PlanRequest.JobRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a plan puts the jobs of compute clusters, and what it says of those that do not fit. */
class JobsInPlansTest {

  private static final int SLOTS = 144;
  private static final PlanModel.Flexible COMPUTE = new PlanModel.Flexible(0.3, 4.3, 0);
  private static final double[] DARK = new double[SLOTS];

  /** Without a battery the answer is known: the cheapest quarter hours before it is due. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aJobTakesTheCheapestSlotsBeforeItIsDue(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    double[] price = new double[SLOTS];
    Arrays.setAll(price, k -> 0.1 + 0.3 * random.nextDouble());
    int due = 8 + random.nextInt(130);
    double kwh = 0.2 + random.nextDouble() * (due - 1);
    Plan plan = plan(List.of(job("c1", kwh, 4, due)), List.of(), 50_000, price, DARK, 0);
    double[] watts = jobW(plan, "c1");
    double cost = 0;
    double got = 0;
    for (int k = 0; k < SLOTS; k++) {
      got += watts[k] / 4000;
      cost += watts[k] / 4000 * price[k];
      assertTrue(k < due || watts[k] == 0, "after it is due");
      assertEquals(-300 - watts[k], plan.schedule().powerW(AssetSeries.COMPUTE)[k], 1e-6);
    }
    double[] sorted = Arrays.copyOf(price, due);
    Arrays.sort(sorted);
    double least = 0;
    double left = kwh;
    for (double p : sorted) {
      double part = Math.min(1, left);
      least += part * p;
      left -= part;
    }
    assertEquals(kwh, got, 1e-6);
    assertEquals(least, cost, 1e-6);
    assertEquals(List.of(), plan.unmet());
  }

  @Test
  void theSunComesBeforeTheCheapHours() {
    double[] sun = new double[SLOTS];
    Arrays.fill(sun, 48, 56, 3000);
    double[] price = filled(0.3);
    Arrays.fill(price, 0, 8, 0.2);
    // 2 kW are left of the sun beside .5 kW of load, .3 kW that are always drawn, for two hours.
    Plan plan = plan(List.of(job("c1", 5, 4, 90)), List.of(), 20_000, price, sun, 0);
    double[] watts = jobW(plan, "c1");
    double sunny = sum(watts, 48, 56);
    assertEquals(4.4, sunny, 0.1);
    assertEquals(5 - sunny, sum(watts, 0, 8), 1e-6);
    assertEquals(0.2, Objects.requireNonNull(plan.jobs().get("c1")).perKwh(), 0.01);
  }

  @Test
  void powerThatDoesNotSufficeIsSaid() {
    Plan plan = plan(List.of(job("c1", 10, 4, 8)), List.of(), 20_000, filled(0.3), DARK, 0);
    assertEquals(8, sum(jobW(plan, "c1"), 0, 8), 1e-6);
    assertEquals(
        List.of(
            "c1 is 2.0 of 10.0 kWh short by 02:00: its 4.0 kW above its minimum do not"
                + " suffice"),
        plan.unmet().stream().map(Phrase::english).toList());
  }

  @Test
  void aLimitThatLeavesNoRoomIsKeptAndSaid() {
    Plan plan = plan(List.of(job("c1", 7, 4, 8)), List.of(), 2800, filled(0.3), DARK, 0);
    assertEquals(4, sum(jobW(plan, "c1"), 0, 8), 0.01, "2 kW beside .8 kW for two hours");
    assertTrue(Arrays.stream(plan.schedule().gridW()).max().orElseThrow() < 2801);
    assertEquals(
        List.of(
            "c1 is 3.0 of 7.0 kWh short by 02:00: no room is left for it within the"
                + " import limit"),
        plan.unmet().stream().map(Phrase::english).toList());
  }

  @Test
  void aBudgetWithoutRoomForTheJobIsSaid() {
    Plan plan = plan(List.of(job("c1", 7, 0, 8)), List.of(), 9000, filled(0.3), DARK, 0);
    assertTrue(plan.unmet().toString().contains("7.0 of 7.0 kWh short"), plan.unmet()::toString);
  }

  @Test
  void twoJobsAndACarShareTheNight() {
    double[] price = filled(0.3);
    Arrays.fill(price, 8, 24, 0.1);
    ChargingRequest car =
        new ChargingRequest("ev1", 30, 70, 50_000, Days.START.plus(Duration.ofHours(7)));
    // Three kWh a quarter hour: 22.2 for the car, 14 and 6 for the jobs, beside .8 kW.
    Plan plan =
        plan(
            List.of(job("c1", 14, 4, 28), job("c2", 6, 2, 26)),
            List.of(car),
            12_800,
            price,
            DARK,
            0);
    assertEquals(List.of(), plan.unmet());
    assertEquals(14, sum(jobW(plan, "c1"), 0, 28), 1e-6);
    assertEquals(6, sum(jobW(plan, "c2"), 0, 26), 1e-6);
    double[] ev = plan.schedule().powerW(AssetSeries.EV);
    assertEquals(20 / 0.9, -sum(ev, 0, 28), 0.3);
    double cheap = sum(jobW(plan, "c1"), 8, 24) + sum(jobW(plan, "c2"), 8, 24) - sum(ev, 8, 24);
    assertTrue(cheap > 41.5, "in the cheap hours: " + cheap);
    assertTrue(Arrays.stream(plan.schedule().gridW()).max().orElseThrow() < 12_801);
  }

  /** The configuration's order is that of the states, so of the requests. */
  @Test
  void jobsAreNamedInTheOrderOfTheirRequests() {
    List<String> ids = List.of("rack", "hpc", "backup", "training", "archive", "mail");
    List<JobRequest> jobs = ids.stream().map(id -> job(id, 1, 0.5, 28)).toList();
    Plan plan = plan(jobs, List.of(), 20_000, filled(0.3), DARK, 0);
    assertEquals(ids, List.copyOf(plan.jobs().keySet()));
  }

  /** What is due beyond the plan's end is not bought dear while there is time after it. */
  @Test
  void aJobThatIsDueAfterThePlansEndWaitsForAPriceThatIsKnownToCome() {
    double[] price = filled(0.4);
    Arrays.fill(price, 40, 44, 0.1);
    JobRequest far = job("c1", 20, 4, SLOTS + 40);
    Plan plan = plan(List.of(far), List.of(), 20_000, price, DARK, 0);
    double[] watts = jobW(plan, "c1");
    assertEquals(4, sum(watts, 40, 44), 1e-6);
    assertEquals(4, sum(watts, 0, SLOTS), 1e-6);
    assertEquals(List.of(), plan.unmet());
    Plan tight = plan(List.of(job("c1", 60, 4, SLOTS + 40)), List.of(), 20_000, price, DARK, 0);
    assertEquals(20, sum(jobW(tight, "c1"), 0, SLOTS), 1e-6, "what does not fit later");
    assertEquals(List.of(), tight.unmet());
  }

  /** Work that is done for its worth anyway is the job's as well. */
  @Test
  void aJobTakesPowerThatIsDrawnForItsWorthAndNoMore() {
    double[] price = filled(0.3);
    Arrays.fill(price, 8, 16, 0.1);
    PlanModel model = model(new PlanModel.Flexible(0.3, 4.3, 0.2), 0, 0);
    Plan plan = plan(model, List.of(job("c1", 8, 4, 40)), List.of(), 20_000, price, DARK);
    for (int k = 0; k < SLOTS; k++) {
      double expected = k >= 8 && k < 16 ? -4300 : -300;
      assertEquals(expected, plan.schedule().powerW(AssetSeries.COMPUTE)[k], 1, "slot " + k);
    }
    assertEquals(8, sum(jobW(plan, "c1"), 8, 16), 1e-6);
  }

  @Test
  void aJobIsSpreadBelowTheMonthsPeak() {
    PlanModel model = model(COMPUTE, 0, 8);
    Plan plan = plan(model, List.of(job("c1", 12, 4, 40)), List.of(), 20_000, filled(0.3), DARK);
    assertEquals(12, sum(jobW(plan, "c1"), 0, 40), 1e-6);
    double peak = Arrays.stream(plan.schedule().gridW()).max().orElseThrow();
    // Over ten hours 1.2 kW suffice beside .8 kW.
    assertTrue(peak < 2150, "peak " + peak);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void limitsAreKeptWithJobsOnRandomDays(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 5);
    double[] price = new double[SLOTS];
    Arrays.setAll(price, k -> -0.05 + 0.4 * random.nextDouble());
    double[] sun = Days.pv(random, SLOTS, 9000 * random.nextDouble());
    double importW = 4500 + 3000 * random.nextDouble();
    List<JobRequest> jobs =
        List.of(
            job("c1", 30 * random.nextDouble(), 3, 1 + random.nextInt(160)),
            job("c2", 10 * random.nextDouble(), 1, 1 + random.nextInt(160)));
    double capacity = random.nextBoolean() ? 10 : 0;
    Plan plan = plan(jobs, List.of(), importW, price, sun, capacity);
    for (int k = 0; k < SLOTS; k++) {
      assertTrue(plan.schedule().gridW()[k] <= importW + 1, "import in slot " + k);
      assertTrue(
          plan.schedule().powerW(AssetSeries.COMPUTE)[k] >= -4300.1,
          "more than the clusters can take");
    }
    for (JobRequest job : jobs) {
      double got = sum(jobW(plan, job.id()), 0, SLOTS);
      boolean here = job.by().isBefore(Days.START.plus(Duration.ofHours(36)));
      boolean told = plan.unmet().toString().contains(job.id() + " is ");
      double part = got / (job.leftWh() / 1000);
      assertTrue(part < 1 + 1e-9, "no more than asked for");
      assertTrue(!here || told == part < 0.99, job + " got " + got + ", told " + plan.unmet());
    }
  }

  private static Plan plan(
      List<JobRequest> jobs,
      List<ChargingRequest> cars,
      double importW,
      double[] price,
      double[] sunW,
      double capacityKwh) {
    return plan(model(COMPUTE, capacityKwh, 0), jobs, cars, importW, price, sunW);
  }

  private static PlanModel model(PlanModel.Flexible compute, double capacityKwh, double perKw) {
    PlanModel.StorageModel storageModel =
        capacityKwh > 0 ? Days.storage(capacityKwh, 5) : PlanModel.StorageModel.NONE;
    Tariff flat = Days.tariff(0.3, 0.3, 0.05);
    return Days.model(
        new Tariff(flat.imports(), 0.05, perKw, Tariff.Co2.NONE, "EUR"), storageModel, compute);
  }

  private static Plan plan(
      PlanModel model,
      List<JobRequest> jobs,
      List<ChargingRequest> cars,
      double importW,
      double[] price,
      double[] sunW) {
    double[] load = filled(500);
    double[] export = filled(0.05);
    PlanRequest request =
        new PlanRequest(
            new Moment(0, Days.START),
            new PlanRequest.Ahead(Days.sure(Days.START, load), Days.sure(Days.START, sunW)),
            OptionalDouble.of(50),
            cars,
            new PlanRequest.Limits(importW, 20_000),
            PlanRequest.Peak.NONE,
            new Prices(Days.START, Duration.ofMinutes(15), price, export),
            new PlanRequest.FlexibleLoads(jobs, List.of()));
    return Days.made(new Planner(model, 1).plan(request));
  }

  private static JobRequest job(String id, double kwh, double kw, int dueSlot) {
    Instant by = Days.START.plus(Duration.ofMinutes(15L * dueSlot));
    return new JobRequest(id, 1000 * kwh, 1000 * kw, by);
  }

  private static double[] jobW(Plan plan, String id) {
    return Objects.requireNonNull(plan.jobs().get(id)).aboveMinW();
  }

  /** Energy, kWh. */
  private static double sum(double[] watts, int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += watts[k] / 4000;
    }
    return sum;
  }

  private static double[] filled(double value) {
    double[] values = new double[SLOTS];
    Arrays.fill(values, value);
    return values;
  }
}
