package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.config.site.Tariff;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The box has 96 MB: a plan every few minutes must not be the one who fills it. */
class PlanAllocationTest {

  private static final int MOST = 500_000;
  private static final int SLOTS = 160;

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "9, 0", "1, 100", "9, 100"})
  void aPlanAllocatesAtMostHalfAMegabyte(int cars, double demandPerKw) {
    Tariff tariff = Days.tariff(0.2, 0.35, 0.08);
    tariff =
        new Tariff(
            tariff.imports(),
            tariff.exportRange().most(),
            demandPerKw,
            tariff.co2(),
            tariff.currency());
    RandomCars fleet = RandomCars.of(new Random(1), cars);
    Planner planner = new Planner(Days.model(tariff, Days.storage(10, 5), fleet.chargers()));
    Random random = new Random(2);
    PlanRequest request =
        Days.request(
            Days.START,
            Days.spread(Days.START, Days.load(random, SLOTS), 0.3),
            Days.spread(Days.START, Days.pv(random, SLOTS, 6000), 0.3),
            50,
            fleet.wishes(),
            25_000,
            9_000);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    // Memory that a planner keeps is taken by the first plans.
    for (int i = 0; i < 4; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Days.made(planner.plan(request));
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    long least = allocated;
    assertTrue(least <= MOST, () -> least + " bytes");
  }
}
