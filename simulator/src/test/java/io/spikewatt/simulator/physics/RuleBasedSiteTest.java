package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RuleBasedSiteTest {

  private static final Instant START = Instant.parse("2026-06-02T04:00:00Z");

  @Test
  void aDayUnderPlainSelfConsumptionKeepsLimitsAndChargesTheCar() {
    PlantRecord day = run(11, 1);
    assertTrue(day.limitsKept(), () -> day.violations().toString());
    assertTrue(day.soc().minPct() >= 9.8 && day.soc().maxPct() <= 95.2, () -> day.toString());
    assertTrue(day.cost() > 0);
    assertEquals(new PlantRecord.Fallbacks(0, 0, 0), day.fallbacks());
  }

  @Test
  void aWeekClosesItsEnergyBalanceAndIsTheSameEachTime() {
    PlantRecord week = run(12, 7);
    PlantRecord.Energy e = week.energy();
    double sources = e.grid().imported() + e.pv().produced() + e.battery().discharged();
    double sinks =
        e.grid().exported()
            + e.load()
            + e.heater()
            + e.ev().charged()
            + e.compute()
            + e.battery().charged();
    assertEquals(sources, sinks, 1e-3);
    assertTrue(week.carsReady(), () -> week.departures().toString());
    assertEquals(6, week.departures().size());
    assertEquals(week, run(12, 7));
  }

  @Test
  void withoutControlThePeaksWouldBreakTheImportLimit() {
    // The car at full power on a winter evening without the rule's room for other loads.
    SiteParameters site = SiteParameters.demo(11);
    PlainContacts contacts = new PlainContacts();
    SimulatedPlant plant =
        new SimulatedPlant(
            site,
            new io.spikewatt.hal.time.Moment(0, Instant.parse("2026-12-01T15:00:00Z")),
            Duration.ofSeconds(1),
            contacts);
    PlantRecorder recorder = new PlantRecorder(site, Duration.ofSeconds(10), 100);
    plant.observe(recorder);
    for (int i = 0; i < 6 * 3_600; i++) {
      plant.ev().setPower(plant.nowNanos(), 11_000);
      plant.compute().setBudget(plant.nowNanos(), 3_000);
      plant.step(Duration.ofSeconds(1));
    }
    assertTrue(recorder.result().energy().ev().charged() > 20_000);
    assertTrue(!recorder.result().limitsKept());
  }

  private static PlantRecord run(long seed, int days) {
    return RuleBasedSite.run(
        SiteParameters.demo(seed), START, Duration.ofDays(days), Duration.ofSeconds(10), 150);
  }
}
