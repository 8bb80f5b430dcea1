package io.spikewatt.controller.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that the site's state ends, from the broker to the setpoint. */
class ChargeNowInCycleTest {

  @TempDir private Path directory;

  @Test
  void aCarChargesAtOnceUntilItIsUnplugged() {
    RecordedBroker broker = new RecordedBroker();
    try (AnnouncedSite site =
        new AnnouncedSite(AnnouncedSite.yaml(directory), broker, AnnouncedSite.START)) {
      site.reads("ev1", Quantity.SOC_TARGET_PCT, 30);
      site.seconds(3);
      assertFalse(ofCar(site.cycle()).reason().contains("charges now"));
      broker.deliver(
          "spikewatt/home/command/charge-now/ev1",
          "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":3600,\"value\":\"on\"}"
              .formatted(site.now().instant()),
          false);
      CycleReport commanded = site.cycle();
      assertTrue(ofCar(commanded).reason().startsWith("charges now"), ofCar(commanded).reason());
      assertTrue(ofCar(commanded).value() < -5_000, ofCar(commanded).toString());
      broker.take();
      site.reads("ev1", Quantity.CONNECTED, 0);
      site.seconds(2);
      List<String> events =
          broker.take().stream()
              .filter(message -> message.topic().endsWith("/event"))
              .map(Message::payload)
              .map(payload -> new String(payload, UTF_8))
              .filter(text -> text.contains("command/charge-now/ev1"))
              .toList();
      assertEquals(1, events.size(), events.toString());
      assertTrue(events.getFirst().contains("ends: no car is plugged in at ev1"));
      site.reads("ev1", Quantity.CONNECTED, 1);
      site.seconds(2);
      assertFalse(ofCar(site.cycle()).reason().contains("charges now"), "the next car");
    }
  }

  private static ApprovedSetpoint ofCar(CycleReport report) {
    return report.verdicts().stream()
        .filter(Verdict.Approved.class::isInstance)
        .map(verdict -> ((Verdict.Approved) verdict).setpoint())
        .filter(setpoint -> setpoint.signal().deviceId().equals("ev1"))
        .findFirst()
        .orElseThrow();
  }
}
