package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Control does not need the broker. */
@Timeout(240)
class BrokerLossTest {

  private static final Instant MORNING = Instant.parse("2026-06-09T07:35:00Z");
  private static final Duration STARTED = Duration.ofMinutes(10);

  /** Up to four real seconds pass between two tries. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  /**
   * Oldest receipt that a decision sees: it is written when its period has begun at the earliest,
   * and the next one is decided a fifth of a cycle after that period has ended at the latest.
   */
  private static final Duration FRESH = TestSite.CYCLE.multipliedBy(6).dividedBy(5);

  @TempDir private Path directory = Path.of("");

  @Test
  void control_goes_on_without_the_broker_and_publications_resume_by_themselves() throws Exception {
    try (TestSite site = TestSite.start(MORNING, directory)) {
      site.awaitWell(STARTED);
      try (Subscriber before = new Subscriber(site.broker(), "spikewatt/#")) {
        site.await("plan", STARTED, report -> hasPlan(before, site));
        site.await("telemetry", STARTED, report -> hasTelemetry(before, site));
      }

      site.plant().stop(ServerName.BROKER);
      Set<Double> reached = new HashSet<>();
      FreshReadings fresh = new FreshReadings();
      site.everyCycle(
          Duration.ofHours(1),
          report -> {
            assertEquals("auto", report.mode().name());
            fresh.require(report);
            for (WriteReceipt receipt : report.receipts()) {
              WriteReceipt.Written written = assertInstanceOf(WriteReceipt.Written.class, receipt);
              Duration age = report.snapshot().at().since(written.at());
              assertTrue(age.compareTo(FRESH) <= 0, () -> receipt + " is " + age + " old");
              if (written.signal().deviceId().equals("battery1") && written.onWire()) {
                reached.add(written.value());
              }
            }
          });
      assertTrue(reached.size() > 5, () -> "setpoints that reached the battery: " + reached);

      site.plant().restart(ServerName.BROKER);
      try (Subscriber after = new Subscriber(site.broker(), "spikewatt/#")) {
        site.await("telemetry again", PATIENCE, report -> hasTelemetry(after, site));
        site.await("plan again", STARTED, report -> hasPlan(after, site));
      }
      // Time stands still here: nothing new is published, so what is heard had been kept. The
      // simulator's broker does not mark it as such; ProcessTest sees the mark from another one.
      try (Subscriber late = new Subscriber(site.broker(), "spikewatt/#")) {
        Subscriber.Heard status =
            late.await("status", 5, heard -> heard.topic().equals(site.prefix() + "status"));
        assertTrue(status.payload().contains("\"online\""), status::payload);
        Subscriber.Heard plan =
            late.await("plan", 5, heard -> heard.topic().equals(site.prefix() + "plan"));
        assertNotEquals("", plan.payload());
      }
      assertTrue(site.plant().record().limitsKept(), () -> "" + site.plant().record().violations());
    }
  }

  private static boolean hasPlan(Subscriber subscriber, TestSite site) {
    return subscriber.hears(heard -> heard.topic().equals(site.prefix() + "plan"));
  }

  private static boolean hasTelemetry(Subscriber subscriber, TestSite site) {
    return subscriber.hears(
        heard ->
            heard.topic().equals(site.prefix() + "device/meter1/telemetry")
                && heard.payload().contains("\"power_w\""));
  }
}
