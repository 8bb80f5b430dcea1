package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.simulator.physics.SiteParameters.Heating;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A planned heat pump under commands, and without its device or its meter. */
@Timeout(180)
class HeatPumpSiteTest {

  /** In the cheap hours of a winter night. */
  private static final Instant VALLEY = Instant.parse("2026-01-14T23:10:00Z");

  /** A little before the plan lets it heat. */
  private static final Instant EARLY = Instant.parse("2026-01-15T02:10:00Z");

  private static final Duration STARTED = Duration.ofMinutes(10);
  private static final Set<String> PUMP = Set.of("heatpump1");
  private static final Set<String> METER = Set.of("heat-meter1");

  @TempDir private Path directory = Path.of("");

  @Test
  void a_commanded_power_limit_holds_until_a_wider_one_comes() throws Exception {
    try (TestSite site = TestSite.heated(Heating.HOUSE, EARLY, directory);
        Subscriber operator = new Subscriber(site.broker(), site.prefix() + "#")) {
      site.awaitWell(STARTED);
      site.await("it heats", Duration.ofHours(2), report -> told(report) > 2_000);
      limit(site, operator, "narrow", 900);
      site.await("limited", STARTED, report -> told(report) <= 901);
      site.everyCycle(STARTED, report -> assertTrue(told(report) <= 901));
      assertEquals(-900, site.plant().truth().powers().heatPumpW(), 50);
      limit(site, operator, "wide", 2_500);
      site.await("free again", STARTED, report -> told(report) > 2_000);
      limit(site, operator, "wrong", 2_501);
      site.await("refused", STARTED, report -> refused(operator, "wrong"));
    }
  }

  @Test
  void without_its_device_its_power_comes_from_the_balance_and_it_gets_no_setpoint()
      throws Exception {
    try (TestSite site = TestSite.heated(Heating.HOUSE, VALLEY, directory)) {
      site.awaitWell(STARTED);
      site.plant().stop(ServerName.HEAT_PUMP);
      site.await("missing", Duration.ofMinutes(2), report -> Signals.allMissing(report, PUMP));
      FreshReadings others = new FreshReadings(PUMP);
      site.everyCycle(
          Duration.ofMinutes(15),
          report -> {
            Signals.assertMissingWithReason(report, PUMP);
            if (!others.require(report)) {
              return;
            }
            HeatPumpState state = state(report);
            assertFalse(state.storedKwh().isKnown());
            Estimate.Known power = assertInstanceOf(Estimate.Known.class, state.powerW());
            assertEquals(Estimate.How.DERIVED, power.how(), "from the balance of the others");
            assertEquals(site.plant().truth().powers().heatPumpW(), power.value(), 300);
            assertEquals(OptionalDouble.empty(), report.approved("heatpump1"));
            assertEquals("auto", report.mode().name());
          });
      assertTrue(site.events(Event.Kind.ALARM_RAISED, "device/heatpump1") >= 1);
      site.plant().restart(ServerName.HEAT_PUMP);
      site.awaitWell(Duration.ofSeconds(40));
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
  }

  @Test
  void behind_contacts_without_its_meter_its_thermostat_decides() throws Exception {
    try (TestSite site = TestSite.heated(Heating.HOUSE.withContacts(), VALLEY, directory)) {
      site.awaitWell(STARTED);
      site.await("blocked", STARTED, report -> report.approved("heatpump1").orElse(0) == 1);
      site.plant().stop(ServerName.HEAT_PUMP);
      site.await("missing", Duration.ofMinutes(2), report -> Signals.allMissing(report, METER));
      site.everyCycle(
          Duration.ofMinutes(15),
          report -> {
            assertFalse(state(report).storedKwh().isKnown());
            assertEquals(OptionalDouble.empty(), report.approved("heatpump1"));
            assertEquals("auto", report.mode().name());
          });
      site.await(
          "its contacts at their safe state",
          STARTED,
          report ->
              report.receipts().stream()
                  .anyMatch(
                      receipt ->
                          receipt instanceof WriteReceipt.Written written
                              && written.signal().quantity() == Quantity.SG_READY_STATE
                              && written.value() == Role.SgReady.NORMAL));
      assertTrue(site.events(Event.Kind.ALARM_RAISED, "device/heat-meter1") >= 1);
      site.plant().restart(ServerName.HEAT_PUMP);
      site.awaitWell(Duration.ofSeconds(40));
    }
  }

  private static HeatPumpState state(CycleReport report) {
    return report.state().assets().each(HeatPumpState.class).getFirst();
  }

  /** Power that it is set to, W, positive. */
  private static double told(CycleReport report) {
    return -report.approved("heatpump1").orElse(0);
  }

  private static void limit(TestSite site, Subscriber operator, String id, double watts)
      throws Exception {
    operator.publish(
        site.prefix() + "command/setpoint/heatpump1",
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":7200,\"value\":%s}"
            .formatted(id, site.now().instant(), watts),
        false);
  }

  private static boolean refused(Subscriber operator, String id) {
    return operator.hears(
        heard ->
            heard.topic().endsWith("/result")
                && heard.payload().contains("\"id\":\"" + id + "\"")
                && heard.payload().contains("\"accepted\":false"));
  }
}
