package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event.Kind;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.simulator.physics.MeterFault;
import io.spikewatt.simulator.server.PlantServers;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that answer and do not do, or do not show, what is true. Through real Modbus. */
@Timeout(300)
class LyingDeviceTest {

  /** Sun enough that the export limit needs battery or curtailment; the car is away. */
  private static final Instant MORNING = Instant.parse("2026-06-09T07:35:00Z");

  /** The sun is low and energy dear: the battery covers the load. */
  private static final Instant EVENING = Instant.parse("2026-06-09T17:05:00Z");

  private static final Duration STARTED = Duration.ofMinutes(10);
  private static final Duration MINUTES = Duration.ofMinutes(10);

  @TempDir private Path directory = Path.of("");

  @Test
  void a_battery_that_acknowledges_and_ignores_is_told_once_until_it_follows() throws Exception {
    String alarm = "not-following/battery1";
    try (TestSite site = TestSite.start(EVENING, directory)) {
      site.awaitWell(STARTED);
      site.plant().plant().change(plant -> plant.battery().setDeaf(true));
      site.await("alarm", MINUTES, report -> Signals.alarmed(report, alarm));
      FreshReadings fresh = new FreshReadings();
      site.everyCycle(
          MINUTES,
          report -> {
            assertTrue(Signals.alarmed(report, alarm));
            assertEquals("auto", report.mode().name());
            fresh.require(report);
          });
      site.plant().plant().change(plant -> plant.battery().setDeaf(false));
      site.await("follows", MINUTES, report -> !Signals.alarmed(report, alarm));
      assertEquals(1, site.events(Kind.ALARM_RAISED, alarm));
      assertEquals(1, site.events(Kind.ALARM_CLEARED, alarm));
    }
  }

  @Test
  void a_limit_is_kept_without_the_battery_that_ignores_and_nothing_swings() throws Exception {
    try (TestSite site = TestSite.start(MORNING, directory)) {
      site.awaitWell(STARTED);
      site.plant()
          .plant()
          .change(
              plant -> {
                plant.battery().setDeaf(true);
                plant.forceContact(true);
              });
      site.await(
          "alarm",
          Duration.ofMinutes(2),
          report -> Signals.alarmed(report, "battery-not-counted-on"));
      site.everyCycle(Duration.ofMinutes(1), report -> {});
      double exportW = site.next().limits().exportW();
      Swings pv = new Swings(500);
      site.everyCycle(
          MINUTES,
          report -> {
            double gridW = site.plant().truth().powers().gridW();
            assertTrue(gridW > -exportW - 100, () -> "exports " + -gridW + " W");
            pv.see(site.plant().truth().powers().pvW());
          });
      assertTrue(pv.reversals() < 20, () -> "PV swings: " + pv.reversals());
      site.plant().plant().change(plant -> plant.battery().setDeaf(false));
      site.await(
          "counted on again",
          Duration.ofMinutes(40),
          report -> !Signals.alarmed(report, "battery-not-counted-on"));
    }
  }

  @Test
  void a_foreign_writer_that_insists_is_told_once_and_yielded_to_until_it_is_gone()
      throws Exception {
    String alarm = "foreign-writer/battery1";
    try (TestSite site = TestSite.start(MORNING, directory);
        Foreigner foreigner = new Foreigner(site.plant().port(ServerName.BATTERY))) {
      site.awaitWell(STARTED);
      long before = writes(site.next());
      foreigner.write();
      site.everyCycle(MINUTES, report -> foreigner.write());
      CycleReport report = site.next();
      long fought = writes(report) - before;
      assertTrue(fought <= 10, () -> fought + " writes against the other one");
      assertEquals(1, site.events(Kind.ALARM_RAISED, alarm));
      assertEquals(0, site.events(Kind.ALARM_CLEARED, alarm));
      assertEquals(0, site.events(Kind.ALARM_RAISED, "not-following/battery1"));
      assertEquals(1_500, site.plant().truth().powers().batteryW(), 200, "it was left alone");
      site.await(
          "control is taken again",
          Duration.ofMinutes(40),
          now ->
              now.receipts().stream()
                      .anyMatch(
                          r ->
                              r.signal().deviceId().equals("battery1")
                                  && r instanceof WriteReceipt.Written)
                  && site.events(Kind.ALARM_CLEARED, alarm) == 1);
      assertEquals(1, site.events(Kind.ALARM_RAISED, alarm));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_grid_meter_that_hangs_or_is_turned_is_not_believed_and_nothing_swings(MeterFault fault)
      throws Exception {
    String alarm = "implausible/meter1/power_w";
    try (TestSite site = TestSite.start(MORNING, directory)) {
      site.awaitWell(STARTED);
      site.plant().plant().change(plant -> plant.setMeterFault(fault));
      site.await("not believed", MINUTES, report -> believed(report) == fault);
      Swings battery = new Swings(500);
      site.everyCycle(
          MINUTES,
          report -> {
            assertEquals(fault, believed(report));
            assertEquals("auto", report.mode().name());
            Estimate.Known grid = assertInstanceOf(Estimate.Known.class, report.state().gridW());
            assertEquals(Estimate.How.DERIVED, grid.how());
            battery.see(site.plant().truth().powers().batteryW());
          });
      assertTrue(battery.reversals() < 20, () -> "battery swings: " + battery.reversals());
      assertEquals(1, site.events(Kind.ALARM_RAISED, alarm));
      site.plant().plant().change(plant -> plant.setMeterFault(MeterFault.NONE));
      site.awaitWell(Duration.ofMinutes(60));
      site.await("over", MINUTES, report -> site.events(Kind.ALARM_CLEARED, alarm) == 1);
    }
  }

  /** What is made of the meter's power. */
  private static MeterFault believed(CycleReport report) {
    if (report.snapshot().get("meter1", Quantity.POWER_W) instanceof Sample.Missing missing) {
      return switch (missing.reason().kind()) {
        case FROZEN -> MeterFault.FROZEN;
        case SIGN_FLIPPED -> MeterFault.TURNED;
        default -> MeterFault.NONE;
      };
    }
    return MeterFault.NONE;
  }

  private static long writes(CycleReport report) {
    return report.writes().stream()
        .filter(tally -> tally.signal().deviceId().equals("battery1"))
        .mapToLong(WriteTally::onWire)
        .sum();
  }

  /** Counts how often a power turns back by more than a threshold. */
  private static final class Swings {
    private final double threshold;
    private final List<Double> extremes = new ArrayList<>();
    private int direction;

    Swings(double threshold) {
      this.threshold = threshold;
    }

    void see(double watts) {
      if (extremes.isEmpty()) {
        extremes.add(watts);
        return;
      }
      double step = watts - extremes.getLast();
      if (direction != 0 && step * direction > 0) {
        extremes.set(extremes.size() - 1, watts);
      } else if (Math.abs(step) > threshold) {
        direction = (int) Math.signum(step);
        extremes.add(watts);
      }
    }

    int reversals() {
      return Math.max(0, extremes.size() - 2);
    }
  }

  /** Another master on the battery, with its own setpoint and heartbeat. */
  private static final class Foreigner implements AutoCloseable {
    private final ModbusTCPMaster master;
    private int beat;

    Foreigner(int port) throws Exception {
      this.master = new ModbusTCPMaster("127.0.0.1", port);
      master.connect();
    }

    /** Remote control on, 1500 W into the bus. */
    void write() {
      beat++;
      int[] words = {1, -1_500 >>> 16 & 0xFFFF, -1_500 & 0xFFFF, beat};
      Register[] registers = new Register[words.length];
      for (int i = 0; i < words.length; i++) {
        registers[i] = new SimpleRegister(words[i]);
      }
      try {
        master.writeMultipleRegisters(PlantServers.INVERTER_UNIT, 200, registers);
      } catch (com.ghgande.j2mod.modbus.ModbusException refused) {
        throw new AssertionError(refused);
      }
    }

    @Override
    public void close() {
      master.disconnect();
    }
  }
}
