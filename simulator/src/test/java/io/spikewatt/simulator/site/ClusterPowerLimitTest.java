package io.spikewatt.simulator.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The simulated cluster keeps what a means promises. */
class ClusterPowerLimitTest {

  private static final SiteParameters SITE = SiteParameters.demo(8).withAgent();

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-03T10:00:00Z"));
  private final SharedPlant plant =
      new SharedPlant(
          new SimulatedPlant(SITE, clock.now(), Duration.ofMillis(100), new PlainContacts()),
          clock);
  private final PowerMeans limit = new ClusterPowerLimit(plant, SITE.devices().compute());

  private PowerMeans.Reading after(Duration time) {
    PowerMeans.Reading reading = limit.read();
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      reading = limit.read();
    }
    return reading;
  }

  @Test
  void a_setting_lowers_the_draw_and_stays_requested_while_it_is_read() {
    limit.set(1_200);
    PowerMeans.Reading reading = after(Duration.ofMinutes(3));
    assertEquals(1_200, reading.enforced().orElseThrow());
    assertEquals(1_200, reading.powerW().orElseThrow(), 1);
    assertTrue(reading.problem().isEmpty());
  }

  @Test
  void a_setting_that_nobody_reads_lapses_to_the_least() {
    limit.set(3_000);
    clock.advance(Duration.ofSeconds(90));
    double lapsedW = plant.read(now -> now.compute().budgetW());
    assertEquals(500, lapsedW);
  }

  @Test
  void a_setting_out_of_range_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> limit.set(499));
    assertThrows(IllegalArgumentException.class, () -> limit.set(3_001));
  }

  @Test
  void the_first_watts_do_more_work_than_the_last() {
    limit.set(limit.least());
    after(Duration.ofSeconds(30));
    assertEquals(0, workOver(Duration.ofMinutes(1)), 1e-6);
    limit.set(1_000);
    after(Duration.ofSeconds(30));
    double first = workOver(Duration.ofMinutes(1));
    limit.set(1_500);
    after(Duration.ofSeconds(30));
    double second = workOver(Duration.ofMinutes(1));
    assertTrue(second > first && second < 2 * first, first + " and " + second);
  }

  private double workOver(Duration time) {
    double before = plant.read(now -> now.compute().work());
    after(time);
    return plant.read(now -> now.compute().work()) - before;
  }
}
