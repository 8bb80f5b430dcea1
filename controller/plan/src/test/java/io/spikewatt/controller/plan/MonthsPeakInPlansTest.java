package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a demand charge makes of a plan. */
class MonthsPeakInPlansTest {

  private static final Tariff TARIFF = Days.tariff(0.2, 0.35, 0.08);
  private static final PlanModel.StorageModel STORAGE = Days.storage(10, 5);
  private static final double[] DARK = new double[144];
  private static final double[] FLAT = new double[144];

  static {
    Arrays.fill(FLAT, 500);
  }

  @Test
  void theMonthsPeakOfImportIsKeptWhereThatIsWorthIt() {
    double[] load = FLAT.clone();
    Arrays.fill(load, 40, 48, 5000);
    Plan kept = Days.made(new Planner(charged(8)).plan(peaks(load, Days.START, 3000)));
    assertEquals(3000, Arrays.stream(kept.schedule().importLevelW()).max().orElseThrow(), 1);
    assertTrue(Arrays.stream(kept.schedule().gridW()).max().orElseThrow() < 3010);
    Arrays.fill(load, 30, 70, 5000);
    Plan rises = Days.made(new Planner(charged(8)).plan(peaks(load, Days.START, 3000)));
    double level = rises.schedule().importLevelW()[0];
    assertTrue(level > 3500 && level < 5000, "level " + level);
    assertTrue(
        rises.unmet().getFirst().english().contains("month's peak of 3.0 kW"), rises.unmet() + "");
    Plan free = Days.made(new Planner(charged(0)).plan(peaks(load, Days.START, 3000)));
    assertEquals(Double.POSITIVE_INFINITY, free.schedule().importLevelW()[0]);
    assertTrue(free.unmet().isEmpty());
  }

  /** Midnight of the first: the old month's high peak is no excuse for a new one. */
  @ParameterizedTest
  @CsvSource({"2026-10-31T14:00:00Z, 36", "2026-03-31T14:00:00Z, 32", "2026-06-30T14:00:00Z, 32"})
  void aNewMonthHasAPeakOfItsOwn(String start, int slots) {
    Instant now = Instant.parse(start);
    double[] load = FLAT.clone();
    Arrays.fill(load, 4, 8, 5000);
    Arrays.fill(load, 60, 64, 5000);
    Plan plan = Days.made(new Planner(charged(8)).plan(peaks(load, now, 5000)));
    double[] level = plan.schedule().importLevelW();
    assertEquals(5000, level[slots - 1], 1);
    assertTrue(level[slots] < 3000, "level " + level[slots]);
    assertEquals(
        slots,
        IntStream.range(0, level.length).filter(k -> level[k] >= 4999).count(),
        "the month ends at its zone's midnight");
    double[] grid = plan.schedule().gridW();
    assertTrue(Arrays.stream(grid, slots, grid.length).max().orElseThrow() < level[slots] + 60);
  }

  @Test
  void aQuarterHourThatBeganWithMuchImportIsToEndWithLittle() {
    double[] load = FLAT.clone();
    Arrays.fill(load, 0, 2, 4000);
    Instant now = Days.START.plus(Duration.ofMinutes(10));
    PlanRequest request =
        new PlanRequest(
            new Moment(0, now),
            new PlanRequest.Ahead(Days.sure(Days.START, load), Days.sure(Days.START, DARK)),
            OptionalDouble.of(60),
            List.of(),
            new PlanRequest.Limits(9000, 9000),
            new PlanRequest.Peak(2000, OptionalDouble.of(2500)),
            Prices.NONE,
            PlanRequest.FlexibleLoads.NONE);
    Plan plan = Days.made(new Planner(charged(8)).plan(request));
    assertEquals(2000, plan.schedule().importLevelW()[0], 1);
    assertTrue(plan.schedule().gridW()[0] < 1060, "imports " + plan.schedule().gridW()[0]);
  }

  @Test
  void aCarIsWorthMoreThanTheMonthsPeak() {
    Plan plan =
        Days.made(
            new Planner(charged(12))
                .plan(
                    new PlanRequest(
                        new Moment(0, Days.START),
                        new PlanRequest.Ahead(
                            Days.sure(Days.START, FLAT), Days.sure(Days.START, DARK)),
                        OptionalDouble.of(10),
                        List.of(
                            new ChargingRequest(
                                "ev1", 30, 60, 50_000, Days.START.plus(Duration.ofHours(2)))),
                        new PlanRequest.Limits(20_000, 9000),
                        new PlanRequest.Peak(2000, OptionalDouble.empty()),
                        Prices.NONE,
                        PlanRequest.FlexibleLoads.NONE)));
    assertEquals(60, plan.schedule().stored(AssetSeries.EV).orElseThrow().level()[8], 0.5);
  }

  private static PlanModel charged(double perKw) {
    Tariff tariff =
        new Tariff(TARIFF.imports(), TARIFF.exportRange().most(), perKw, Tariff.Co2.NONE, "EUR");
    return Days.model(tariff, STORAGE, Days.NO_COMPUTE);
  }

  private static PlanRequest peaks(double[] load, Instant start, double soFarW) {
    return new PlanRequest(
        new Moment(0, start),
        new PlanRequest.Ahead(Days.sure(start, load), Days.sure(start, DARK)),
        OptionalDouble.of(60),
        List.of(),
        new PlanRequest.Limits(9000, 9000),
        new PlanRequest.Peak(soFarW, OptionalDouble.empty()),
        Prices.NONE,
        PlanRequest.FlexibleLoads.NONE);
  }
}
