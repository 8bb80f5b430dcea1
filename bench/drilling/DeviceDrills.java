package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.noPower;
import static io.spikewatt.simulator.drill.BrokerClient.power;
import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.MeterFault;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Devices that lie, do not obey, or obey others. */
final class DeviceDrills {

  private static final double EXPORT_W = 4_000;
  private static final double IMPORT_W = 11_000;

  private DeviceDrills() {}

  static List<Drill> all() {
    return List.of(
        onSite(
            12,
            "meter with the wrong sign, a home",
            false,
            site -> wrongSign(site, List.of("feeder1", "ev1", "compute1"))),
        onSite(
            12,
            "meter with the wrong sign, devices that are read late",
            false,
            site -> wrongSign(site, List.of("feeder1"))),
        onSite(12, "meter shows 500 kW for 2.5 s", false, site -> spike(site, 500_000)),
        onSite(12, "meter shows -923 kW for 2.5 s", false, site -> spike(site, -923_353)),
        onSite(12, "meter shows NaN, then freezes", false, DeviceDrills::frozen),
        onSite(13, "battery ignores its setpoint", false, DeviceDrills::deaf),
        onSite(13, "battery restarts with defaults", false, DeviceDrills::defaults),
        new Drill(14, "another system writes the battery", false, DeviceDrills::foreigner),
        new Drill(14, "two daemons, one client id", false, DeviceDrills::twoDaemons));
  }

  /** Without a feeder the load is not measured, so the battery's own steps show the sign. */
  private static String without(String yaml, List<String> ids) {
    String rest = yaml;
    for (String id : ids) {
      rest = rest.replaceAll("(?m)^( *)- id: " + id + "\\n(?:\\1 +.*\\n)+", "");
    }
    return rest;
  }

  /**
   * Fails if the sign is not named, if much is exported or imported beyond the limits meanwhile, or
   * if the battery does not come to rest.
   */
  private static String wrongSign(DrillSite site, List<String> missing) throws Exception {
    site.configured(yaml -> without(yaml, missing));
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.FALSE);
    site.sight().setShown(Visibility.Point.FEEDER, Visibility.Shown.NOT);
    site.change(plant -> plant.setMeterFault(MeterFault.TURNED));
    double from = MeasuredWait.now();
    site.control();
    double controlled = MeasuredWait.now();
    site.faultBegins();
    double found =
        site.operator.await("alarm of the sign", 90, from, is("state", "sign is inverted")).at()
            - controlled;
    require(found < 60, "found after %.1f s of control", found);
    double rests =
        MeasuredWait.until(
            "the battery rests", 20, () -> Math.abs(site.truth().powers().batteryW()) < 100);
    MeasuredWait.during(
        "the battery rests", 10, () -> Math.abs(site.truth().powers().batteryW()) < 100);
    return text("named %.1f s after control began, battery at rest %.1f s later", found, rests);
  }

  /** Fails if the site exports or imports beyond its limits because it believed the reading. */
  private static String spike(DrillSite site, float watts) throws Exception {
    site.configured(yaml -> without(yaml, List.of("feeder1")));
    site.control();
    double well = MeasuredWait.now();
    MeasuredWait.until(
        "export near the limit or below for 10 s",
        60,
        () -> MeasuredWait.now() - well > 10 && -site.truth().powers().gridW() < EXPORT_W + 50);
    double begun = MeasuredWait.now();
    site.proxy(ServerName.GRID_METER)
        .spoil((request, answer) -> RtuSpoiler.withPower(request, answer, watts));
    site.faultBegins();
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.FALSE);
    double[] extremes = {0, 0};
    MeasuredWait.during("lie", 2.5, () -> within(site, extremes));
    site.proxy(ServerName.GRID_METER).honest();
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.TRUE);
    MeasuredWait.during("truth", 10, () -> within(site, extremes));
    require(
        site.operator.first(begun, is("state", "\"gridW\":{\"value\":" + (int) watts)).isEmpty(),
        "%.0f W was believed",
        watts);
    require(
        site.operator.first(begun, is("device/meter1/telemetry", "out-of-range")).isPresent()
            || site.operator.first(begun, is("device/meter1/telemetry", "spike")).isPresent(),
        "the reading was not seen as implausible; telemetry: %s",
        site.operator.newest("device/meter1/telemetry"));
    return text(
        "not believed; true export at most %.0f W of %.0f W, import at most %.0f W of %.0f W",
        extremes[0], EXPORT_W, extremes[1], IMPORT_W);
  }

  private static boolean within(DrillSite site, double[] extremes) {
    double gridW = site.truth().powers().gridW();
    extremes[0] = Math.max(extremes[0], -gridW);
    extremes[1] = Math.max(extremes[1], gridW);
    return gridW > -EXPORT_W - 300 && gridW < IMPORT_W;
  }

  /** Fails if NaN or a frozen value moves the battery, or control does not come back. */
  private static String frozen(DrillSite site) throws Exception {
    site.reporting();
    double begun = MeasuredWait.now();
    site.proxy(ServerName.GRID_METER)
        .spoil((request, answer) -> RtuSpoiler.withPower(request, answer, Float.NaN));
    site.faultBegins();
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.NOT);
    double nan = site.operator.secondsUntil("power without a value", 10, begun, noPower("meter1"));
    site.proxy(ServerName.GRID_METER).honest();
    double frozen = MeasuredWait.now();
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.FALSE);
    site.change(plant -> plant.setMeterFault(MeterFault.FROZEN));
    double found =
        site.operator.secondsUntil(
            "frozen is seen", 120, frozen, is("device/meter1/telemetry", "frozen"));
    site.change(plant -> plant.setMeterFault(MeterFault.NONE));
    site.sight().setShown(Visibility.Point.GRID, Visibility.Shown.TRUE);
    double mended = MeasuredWait.now();
    site.operator.await("power again", 90, mended, power("meter1"));
    return text(
        "NaN missing after %.1f s, a frozen meter found after %.1f s, believed again %.1f s"
            + " after it moved",
        nan, found, MeasuredWait.now() - mended);
  }

  /** Fails if the limit is not kept by others, or nothing names the battery. */
  private static String deaf(DrillSite site) throws Exception {
    site.control();
    double from = MeasuredWait.now();
    site.change(plant -> plant.battery().setDeaf(true));
    site.faultBegins();
    MeasuredWait.until(
        "export beyond its limit", 20, () -> site.truth().powers().gridW() < -EXPORT_W - 100);
    double kept =
        MeasuredWait.until(
            "export within its limit without the battery",
            40,
            () -> site.truth().powers().gridW() > -EXPORT_W - 100);
    MeasuredWait.during(
        "export limit kept", 20, () -> site.truth().powers().gridW() > -EXPORT_W - 300);
    double named =
        site.operator.secondsUntil("alarm of the battery", 150, from, is("event", "battery1"));
    double mended = MeasuredWait.now();
    site.change(plant -> plant.battery().setDeaf(false));
    MeasuredWait.until(
        "the battery is used again", 60, () -> Math.abs(site.truth().powers().batteryW()) > 500);
    return text(
        "export %.1f s beyond its limit, then kept by PV; named after %.1f s; used again %.1f s"
            + " after it obeyed",
        kept, named, MeasuredWait.now() - mended);
  }

  /** Fails if control is not taken again after the inverter forgot that it was remote. */
  private static String defaults(DrillSite site) throws Exception {
    site.control();
    MeasuredWait.until("remote", 20, () -> remote(site));
    site.change(plant -> plant.battery().setRemote(plant.nowNanos(), false));
    site.faultBegins();
    double took = MeasuredWait.until("remote again", 60, () -> remote(site));
    return text("control taken again after %.1f s", took);
  }

  private static boolean remote(DrillSite site) {
    return site.plant.plant().read(plant -> plant.battery().remote());
  }

  /** Fails if the daemon fights instead of yielding, or does not name it. */
  private static String foreigner(Drill.Rig rig) throws Exception {
    try (DrillSite site = rig.site()) {
      site.control();
      double from = MeasuredWait.now();
      ModbusTCPMaster other = new ModbusTCPMaster("127.0.0.1", site.plant.port(ServerName.BATTERY));
      other.connect();
      int foreign = 0;
      try {
        site.faultBegins();
        while (MeasuredWait.now() - from < 60) {
          foreign++;
          write(other, foreign);
          Thread.sleep(500);
        }
      } finally {
        other.disconnect();
      }
      long fought = site.writes.setpoints(from).stream().filter(w -> w != 1_500).count();
      require(fought <= 12, "%d setpoints against the other one in 60 s", fought);
      double told =
          site.operator
                  .first(from, is("event", "foreign-writer/battery1"))
                  .orElseThrow(() -> new Drill.Failed("no alarm foreign-writer"))
                  .at()
              - from;
      return text(
          "named after %.1f s; %d setpoints against %d of the other one in 60 s, then left alone"
              + " (the recorder sees both writers, so it does not judge here)",
          told, fought, foreign);
    }
  }

  /** Remote control on, 1500 W into the bus. */
  private static void write(ModbusTCPMaster master, int beat) throws Exception {
    IntStream words = IntStream.of(1, -1_500 >>> 16 & 0xFFFF, -1_500 & 0xFFFF, beat);
    master.writeMultipleRegisters(
        1, 200, words.mapToObj(SimpleRegister::new).toArray(Register[]::new));
  }

  /**
   * A second gateway with the same devices and client id, which no lock can see. Fails if both
   * write without end, or neither names the other. On one machine the lock ends the second.
   */
  private static String twoDaemons(Drill.Rig rig) throws Exception {
    try (DrillSite site = rig.site()) {
      site.control();
      Daemon locked = site.launch();
      int code = locked.exitCode(60);
      require(code == 69, "a second daemon on this machine ended with %d", code);
      Path elsewhere = Files.createDirectories(rig.directory().resolve("elsewhere"));
      Path config = Files.writeString(elsewhere.resolve("site.yaml"), site.yaml(elsewhere));
      double launched = MeasuredWait.now();
      Daemon second = site.launch(config, elsewhere);
      MeasuredWait.until("two at the broker", 60, () -> second.log().contains("connected as"));
      // Two that want the same do not fight; they share the id, so a command reaches only one.
      // An answer may be lost between the two, so they can part before the drill hears of it.
      double from = MeasuredWait.now();
      MeasuredWait.until("a command that parts them", 120, () -> part(site, launched));
      site.faultBegins();
      site.operator.await("foreign-writer", 90, from, is("event", "foreign-writer"));
      double named = MeasuredWait.now() - from;
      double later = MeasuredWait.now();
      MeasuredWait.during("both live", 60, () -> site.truth() != null);
      int setpoints = site.writes.setpoints(later).size();
      require(setpoints <= 70, "%d setpoints in 60 s: they fight", setpoints);
      int turns = turns(site, later);
      require(turns < 6, "the battery turned %d times in 60 s", turns);
      return text(
          "the lock ended one on this machine (69); one elsewhere: named after %.1f s, %d setpoints"
              + " and %d turns of the battery in the next 60 s",
          named, setpoints, turns);
    }
  }

  private static boolean part(DrillSite site, double launched) throws Exception {
    String id = text("part-%.0f", 1_000 * (MeasuredWait.now() - launched));
    try {
      return site.operator.command("setpoint/battery1", id, "2000").contains("\"accepted\":true");
    } catch (Drill.Failed unheard) {
      return false;
    }
  }

  /** How often the battery's setpoint changed its direction. */
  private static int turns(DrillSite site, double from) {
    int turns = 0;
    double last = 0;
    for (double watts : site.writes.setpoints(from)) {
      if (Math.abs(watts) > 100) {
        turns += last * watts < 0 ? 1 : 0;
        last = watts;
      }
    }
    return turns;
  }
}
