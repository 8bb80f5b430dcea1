package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills devices under the running gateway; what it does then is in docs/degradation.md. */
@Timeout(180)
class DeviceLossTest {

  /** Sun enough that the export limit needs battery or curtailment; the car is away. */
  private static final Instant MORNING = Instant.parse("2026-06-09T07:35:00Z");

  /** The car is at home and wants to be charged. */
  private static final Instant EVENING = Instant.parse("2026-06-09T17:05:00Z");

  /** The sun rises four hours later. */
  private static final Instant NIGHT = Instant.parse("2026-06-08T23:00:00Z");

  /** Longer than any timer of devices and of the daemon's own memory of them. */
  private static final Duration LOST =
      Boolean.getBoolean("long.tests") ? Duration.ofHours(1) : Duration.ofMinutes(12);

  private static final Duration STARTED = Duration.ofMinutes(10);
  private static final Duration TWO_CYCLES = TestSite.CYCLE.multipliedBy(2);
  private static final Duration TWO_READOUTS = Duration.ofMinutes(2);

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BROKER", "HEAT_PUMP"})
  void one_dead_server_is_borne_and_comes_back_by_itself(ServerName dead) throws Exception {
    Set<String> lost = devices(dead);
    try (TestSite site = TestSite.start(dead == ServerName.PLC ? EVENING : MORNING, directory)) {
      site.awaitWell(STARTED);
      site.plant().stop(dead);
      site.await(
          dead + " is missing",
          dead == ServerName.UTILITY_METER ? TWO_READOUTS : TWO_CYCLES,
          report -> Signals.allMissing(report, lost));
      Instant killed = site.now().instant();
      FreshReadings others = new FreshReadings(lost);
      site.everyCycle(
          LOST,
          report -> {
            Signals.assertMissingWithReason(report, lost);
            Duration gone = Duration.between(killed, report.snapshot().at().instant());
            if (others.require(report)) {
              policy(dead, report, gone.compareTo(Duration.ofMinutes(2)) > 0, site);
            }
          });
      site.plant().restart(dead);
      site.awaitWell(recovery(dead));
      site.everyCycle(Duration.ofMinutes(5), new FreshReadings()::require);
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
  }

  /** The rows of docs/degradation.md, in each cycle of the loss. */
  private static void policy(ServerName dead, CycleReport report, boolean settled, TestSite site) {
    switch (dead) {
      case PV_INVERTER -> {
        assertDerived(report.state().pvW());
        assertEquals("auto", report.mode().name());
      }
      case BATTERY -> {
        assertEquals(OptionalDouble.of(0), report.approved("battery1"));
        assertTrue(Signals.alarmed(report, "battery-unknown"));
        if (settled) {
          assertEquals(
              0, site.plant().truth().powers().batteryW(), 50, "fallen back by its own timer");
          assertEquals(1, site.plant().record().fallbacks().battery());
        }
        // The last plan serves until it lapses, then the rules.
        assertTrue(Set.of("auto", "self-consumption").contains(report.mode().name()));
      }
      case GRID_METER -> {
        assertDerived(report.state().gridW());
        assertEquals("auto", report.mode().name());
      }
      case PLC -> {
        assertEquals(OptionalDouble.empty(), report.approved("ev1"));
        assertEquals("auto", report.mode().name());
        if (settled) {
          PlantTruth truth = site.plant().truth();
          assertEquals(0, truth.powers().evW(), 1, "the charger's own fall-back");
          assertEquals(-500, truth.powers().computeW(), 50, "compute at its minimum by itself");
          assertEquals(2, site.plant().record().fallbacks().setpoints());
        }
      }
      case UTILITY_METER -> {
        assertEquals("auto", report.mode().name());
        assertNotEquals(OptionalDouble.empty(), report.approved("battery1"));
      }
      case BROKER, HEAT_PUMP -> throw new IllegalArgumentException("no device");
    }
  }

  @Test
  void an_inverter_that_goes_to_sleep_at_night_is_off_and_alarms_nobody() throws Exception {
    try (TestSite site = TestSite.start(NIGHT, directory)) {
      site.awaitWell(STARTED);
      site.plant().stop(ServerName.PV_INVERTER);
      site.await("off", TWO_CYCLES, report -> Signals.off(report, "pv1"));
      site.everyCycle(
          LOST,
          report -> {
            assertTrue(Signals.off(report, "pv1"));
            assertEquals(OptionalDouble.of(0), report.state().pvW().ifKnown());
            assertEquals("auto", report.mode().name());
          });
      assertEquals(0, site.events(Event.Kind.ALARM_RAISED, "device/pv1"));
      assertEquals(0, site.events(Event.Kind.ALARM_RAISED, "write/pv1"));
      site.plant().restart(ServerName.PV_INVERTER);
      site.awaitWell(recovery(ServerName.PV_INVERTER));
    }
  }

  @Test
  void without_grid_meter_and_feeder_control_holds_and_goes_on_when_they_are_back()
      throws Exception {
    Set<String> lost = Set.of("meter1", "feeder1", "ev1", "compute1");
    try (TestSite site = TestSite.start(EVENING, directory)) {
      site.awaitWell(STARTED);
      site.plant().stop(ServerName.PLC);
      site.plant().stop(ServerName.GRID_METER);
      site.await("both missing", TWO_CYCLES, report -> Signals.allMissing(report, lost));
      site.await("hold", Duration.ofSeconds(8), report -> report.mode().name().equals("hold"));
      FreshReadings others = new FreshReadings(lost);
      site.everyCycle(
          Duration.ofMinutes(15),
          report -> {
            assertEquals("hold", report.mode().name());
            assertInstanceOf(Estimate.Unknown.class, report.state().gridW());
            assertEquals(OptionalDouble.of(0), report.approved("battery1"));
            assertEquals(OptionalDouble.of(0), report.approved("ev1"));
            assertEquals(OptionalDouble.of(500), report.approved("compute1"));
            assertTrue(report.approved("pv1").orElseThrow() <= 4_000);
            Signals.assertMissingWithReason(report, lost);
            others.require(report);
          });
      site.plant().restart(ServerName.GRID_METER);
      site.await(
          "auto by the meter alone",
          Duration.ofSeconds(60),
          report -> report.mode().name().equals("auto"));
      site.plant().restart(ServerName.PLC);
      site.awaitWell(recovery(ServerName.PLC));
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
  }

  @Test
  void a_failed_grid_makes_an_island_until_the_grid_stays_back() throws Exception {
    try (TestSite site = TestSite.start(EVENING, directory)) {
      site.awaitWell(STARTED);
      site.plant().plant().change(plant -> plant.setGridUp(false));
      site.await("islanded", TWO_CYCLES, report -> report.mode().name().equals("islanded"));
      FreshReadings fresh = new FreshReadings();
      site.everyCycle(
          Duration.ofMinutes(15),
          report -> {
            assertEquals("islanded", report.mode().name());
            assertEquals(OptionalDouble.empty(), report.approved("battery1"));
            assertEquals(OptionalDouble.of(0), report.approved("ev1"));
            assertEquals(OptionalDouble.of(500), report.approved("compute1"));
            fresh.require(report);
          });
      assertEquals(0, site.plant().record().energy().unserved(), 5, "Wh not served");
      site.plant().plant().change(plant -> plant.setGridUp(true));
      site.everyCycle(
          Duration.ofSeconds(50), report -> assertEquals("islanded", report.mode().name()));
      site.await(
          "reconnecting",
          Duration.ofSeconds(20),
          report -> report.mode().name().equals("reconnecting"));
      site.awaitWell(Duration.ofSeconds(80));
      site.everyCycle(Duration.ofMinutes(5), report -> assertEquals("auto", report.mode().name()));
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
  }

  /** The stated bound of each device's way back to all good and mode auto, simulated. */
  private static Duration recovery(ServerName dead) {
    return switch (dead) {
      // A dead link is tried every 30 s at most.
      case PV_INVERTER, BATTERY, GRID_METER -> Duration.ofSeconds(40);
      // A second or two of real time; the harness lets a simulated cycle take 10 ms and more.
      case PLC -> Duration.ofMinutes(8);
      case UTILITY_METER -> TWO_READOUTS;
      case BROKER, HEAT_PUMP -> throw new IllegalArgumentException("no device");
    };
  }

  private static Set<String> devices(ServerName server) {
    return switch (server) {
      case PV_INVERTER -> Set.of("pv1");
      case BATTERY -> Set.of("battery1");
      case GRID_METER -> Set.of("meter1");
      case PLC -> Set.of("feeder1", "ev1", "compute1");
      case UTILITY_METER -> Set.of("utility1");
      case BROKER, HEAT_PUMP -> throw new IllegalArgumentException("no device");
    };
  }

  private static void assertDerived(Estimate estimate) {
    assertEquals(Estimate.How.DERIVED, assertInstanceOf(Estimate.Known.class, estimate).how());
  }
}
