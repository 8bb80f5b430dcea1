package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.noPower;
import static io.spikewatt.simulator.drill.BrokerClient.power;
import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.server.FreePort;
import io.spikewatt.simulator.site.ServerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines to the devices. */
final class LinkDrills {

  private LinkDrills() {}

  static List<Drill> all() {
    return List.of(
        onSite(7, "half-open TCP to the meter", true, site -> halfOpen(site, METER)),
        onSite(7, "half-open TCP to the battery", false, site -> halfOpen(site, BATTERY)),
        onSite(7, "half-open TCP to the PLC (OPC UA)", false, site -> halfOpen(site, PLC)),
        onSite(9, "garbled answers of the meter", false, LinkDrills::garbled),
        onSite(10, "serial line unplugged", false, LinkDrills::unplugged),
        new Drill(24, "names that resolve late and change", false, LinkDrills::names),
        onSite(26, "local limit while broker and meter are away", false, LinkDrills::contact));
  }

  /** Drops every packet from and to a port of loopback; the connections stay open. */
  static void cut(int port) throws Exception {
    SystemCommands.run("nft", "add", "table", "inet", "t" + port);
    for (String hook : List.of("input", "output")) {
      SystemCommands.run(
          "nft",
          "add chain inet t%d %s { type filter hook %s priority 0 ; }".formatted(port, hook, hook));
      for (String end : List.of("sport", "dport")) {
        SystemCommands.run(
            "nft", "add rule inet t%d %s tcp %s %d drop".formatted(port, hook, end, port));
      }
    }
  }

  static void mend(int port) throws Exception {
    SystemCommands.run("nft", "delete", "table", "inet", "t" + port);
  }

  /** A device whose packets vanish, and how the daemon has to show it in {@code state}. */
  private record Cut(
      ServerName server,
      String id,
      List<Device> devices,
      List<Visibility.Point> hidden,
      String shownBy) {}

  private static final Cut METER =
      new Cut(
          ServerName.GRID_METER,
          "meter1",
          List.of(Device.GRID_METER),
          List.of(Visibility.Point.GRID, Visibility.Point.GRID_VOLTAGE),
          "grid power is derived");

  private static final Cut BATTERY =
      new Cut(
          ServerName.BATTERY,
          "battery1",
          List.of(Device.BATTERY),
          List.of(Visibility.Point.BATTERY, Visibility.Point.BATTERY_SOC),
          "battery1: unreachable");

  private static final Cut PLC =
      new Cut(
          ServerName.PLC,
          "compute1",
          List.of(Device.EV, Device.COMPUTE),
          List.of(Visibility.Point.FEEDER, Visibility.Point.EV, Visibility.Point.COMPUTE),
          "compute1: unreachable");

  /**
   * Packets from and to a device vanish. Fails if the daemon goes on believing the last reading
   * (connections stay open, so only its own deadline can tell), if other devices wait with this
   * one, or if it does not come back.
   */
  private static String halfOpen(DrillSite site, Cut lost) throws Exception {
    site.control();
    site.operator.await("telemetry", 20, 0, power(lost.id()));
    double cut = MeasuredWait.now();
    cut(site.port(lost.server()));
    lost.hidden().forEach(point -> site.sight().setShown(point, Visibility.Shown.NOT));
    lost.devices().forEach(device -> site.sight().setReachable(device, false));
    site.faultBegins();
    double found = site.operator.secondsUntil("unreadable power", 5, cut, noPower(lost.id()));
    site.operator.await(lost.shownBy(), 20, cut, is("state", lost.shownBy()));
    double others = 0;
    for (Map.Entry<ServerName, FaultProxy> other : site.proxies.entrySet()) {
      if (other.getKey() != lost.server()) {
        others = Math.max(others, other.getValue().longestGap(cut));
      }
    }
    require(others < 2.5, "other devices waited %.1f s for their poll", others);
    double mended = MeasuredWait.now();
    mend(site.port(lost.server()));
    lost.hidden().forEach(point -> site.sight().setShown(point, Visibility.Shown.TRUE));
    lost.devices().forEach(device -> site.sight().setReachable(device, true));
    double back = site.operator.secondsUntil("power", 60, mended, power(lost.id()));
    site.operator.await(
        "no fault in state",
        30,
        mended,
        is("state").and(heard -> !heard.payload().contains(lost.shownBy())));
    return text(
        "found after %.1f s (deadline 5 s), shown as \"%s\", back %.1f s after the cut ended;"
            + " others' longest gap %.1f s",
        found, lost.shownBy(), back, others);
  }

  /**
   * Noise, cut, foreign and doubled frames of the meter for half a minute. Fails if one wrong value
   * is published as good: the plant's true power is known here.
   */
  private static String garbled(DrillSite site) throws Exception {
    Random random = new Random(9);
    site.control();
    site.operator.await("telemetry", 20, 0, power("meter1"));
    double begun = MeasuredWait.now();
    site.showGrid(Visibility.Shown.NOT);
    int[] garbled = {0};
    site.proxy(ServerName.GRID_METER)
        .spoil(
            (request, answer) -> {
              synchronized (random) {
                garbled[0]++;
                return random.nextInt(3) > 0 ? answer : RtuSpoiler.garble(answer, random);
              }
            });
    site.faultBegins();
    double[] range = {Double.MAX_VALUE, -Double.MAX_VALUE};
    MeasuredWait.during("the bench", 30, () -> widen(range, site.truth().powers().gridW()));
    site.proxy(ServerName.GRID_METER).honest();
    int good = 0;
    int missing = 0;
    var telemetry = site.operator.since(begun).stream().filter(is("device/meter1/telemetry"));
    for (BrokerClient.Heard heard : telemetry.toList()) {
      Matcher value = POWER.matcher(heard.payload());
      if (value.find()) {
        double watts = Double.parseDouble(value.group(1));
        require(
            watts > range[0] - 150 && watts < range[1] + 150,
            "%.0f W was believed, true were %.0f to %.0f W",
            watts,
            range[0],
            range[1]);
        good++;
      } else {
        missing++;
      }
    }
    require(missing > 0, "%d answers garbled, and no reading was missing", garbled[0]);
    double mended = MeasuredWait.now();
    site.operator.await("power again", 60, mended, power("meter1"));
    return text(
        "%d answers, every third garbled: %d readings true, %d missing, none wrong",
        garbled[0], good, missing);
  }

  private static final Pattern POWER =
      Pattern.compile("\"power_w\":\\{\"value\":(-?[0-9.E]+),\"quality\":\"good\"");

  private static boolean widen(double[] range, double watts) {
    range[0] = Math.min(range[0], watts);
    range[1] = Math.max(range[1], watts);
    return true;
  }

  /** The meter on a serial line that socat makes, takes away and makes again. */
  private static String unplugged(DrillSite site) throws Exception {
    Path port = site.rig.directory().resolve("ttyMeter");
    List<String> socat =
        List.of(
            "/usr/bin/socat",
            "pty,raw,echo=0,link=" + port,
            "tcp:127.0.0.1:" + site.proxy(ServerName.GRID_METER).port());
    site.configured(
        yaml ->
            yaml.replaceAll(
                "modbus-rtu-tcp: 127.0.0.1, port: [0-9]+", "modbus-rtu: \"" + port + "\""));
    Process line = SystemCommands.start(site.rig.directory().resolve("socat.log"), socat);
    try {
      MeasuredWait.until("the serial device", 10, () -> Files.exists(port));
      site.control();
      site.operator.await("power", 30, 0, power("meter1"));
      double unplugged = MeasuredWait.now();
      line.destroyForcibly();
      site.showGrid(Visibility.Shown.NOT);
      site.faultBegins();
      double found = site.operator.secondsUntil("missing", 10, unplugged, noPower("meter1"));
      Files.deleteIfExists(port);
      MeasuredWait.until("5 s without it", 10, () -> MeasuredWait.now() - unplugged > 5);
      line = SystemCommands.start(site.rig.directory().resolve("socat.log"), socat);
      double plugged = MeasuredWait.now();
      double back = site.operator.secondsUntil("power again", 60, plugged, power("meter1"));
      double others = site.proxy(ServerName.BATTERY).longestGap(unplugged);
      require(others < 2.5, "the battery waited %.1f s for its poll", others);
      return text(
          "missing after %.1f s, opened again by its name %.1f s after it was back, the battery's"
              + " longest gap %.1f s",
          found, back, others);
    } finally {
      line.destroyForcibly();
    }
  }

  /**
   * Names that do not resolve at the start, then an address, another one, and IPv6. Fails if
   * control waits for names at the start, or an old address is kept.
   */
  private static String names(Drill.Rig rig) throws Exception {
    Path hosts = Files.writeString(rig.directory().resolve("hosts"), "127.0.0.1 localhost\n");
    SystemCommands.run("mount", "--bind", hosts.toString(), "/etc/hosts");
    try (DrillSite site = rig.site()) {
      int target = site.plant.port(ServerName.GRID_METER);
      int port = FreePort.find();
      site.configured(
          yaml ->
              yaml.replaceAll(
                      "modbus-rtu-tcp: 127.0.0.1, port: [0-9]+",
                      "modbus-rtu-tcp: meter.drill, port: " + port)
                  .replace(
                      "tcp://127.0.0.1:" + site.broker.port(),
                      "tcp://broker.drill:" + site.broker.port()));
      site.showGrid(Visibility.Shown.NOT);
      double from = MeasuredWait.now();
      Daemon daemon = site.launch();
      MeasuredWait.until(
          "polls without names",
          60,
          () -> !site.proxy(ServerName.BATTERY).requestsSince(from).isEmpty());
      site.faultBegins();
      List<String> took = new ArrayList<>();
      for (String address : List.of("127.0.7.1", "127.0.7.2", "::1")) {
        try (FaultProxy there = new FaultProxy(address, port, target)) {
          Files.writeString(
              hosts, "127.0.0.1 localhost broker.drill\n" + address + " meter.drill\n");
          double known = MeasuredWait.now();
          MeasuredWait.until("polls at " + address, 100, () -> !there.requestsSince(0).isEmpty());
          site.operator.await("power", 60, known, power("meter1"));
          took.add(text("%s after %.1f s", address, MeasuredWait.now() - known));
        }
      }
      require(daemon.alive(), "the daemon ended: %s", daemon.lastWords());
      return text("polled others without names; meter at %s; %s", took, site.envelope());
    } finally {
      SystemCommands.unmount(Path.of("/etc/hosts"));
    }
  }

  /**
   * The operator's contact, read over Modbus, closes while broker and meter are away. Fails if the
   * recorder sees more export or import than the contact allows.
   */
  private static String contact(DrillSite site) throws Exception {
    Path profile = site.rig.directory().resolve("drill-contact.yaml");
    Files.writeString(
        profile,
        """
        id: drill-contact
        title: Contact in a register
        verified: source-only
        remarks: A contact behind Modbus, so that two processes share it.
        modbus:
          inputs:
            - { signal: contact, table: holding, address: 0, type: u16 }
        """);
    try (ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP)) {
      server.unit(1).shown =
          (address, stored) -> site.plant.plant().read(plant -> plant.contactClosed() ? 1 : 0);
      site.configured(
          yaml ->
              yaml
                  + """
                  - id: dso-contact
                    profile: "%s"
                    connection: { modbus-tcp: 127.0.0.1, port: %d, unit: 1 }
                    limit-contact: { import-limit-w: 4200, export-limit-w: 0 }
                  """
                      .formatted(profile, server.port()));
      site.control();
      site.operator.await("state", 30, 0, is("state", "\"exportBy\":\"configured\""));
      double from = MeasuredWait.now();
      site.operator.accepted("limit-export", "wide", "4000");
      site.broker.kill();
      cut(site.proxy(ServerName.GRID_METER).port());
      site.showGrid(Visibility.Shown.NOT);
      site.change(plant -> plant.forceContact(true));
      site.faultBegins();
      double kept =
          MeasuredWait.settles("no export", 30, 20, () -> site.truth().powers().gridW() > -200);
      mend(site.proxy(ServerName.GRID_METER).port());
      site.showGrid(Visibility.Shown.TRUE);
      site.broker.start();
      BrokerClient operator = site.rejoin();
      operator.await("limit", 90, from, is("state", "\"exportW\":0"));
      String log = site.daemon().log();
      require(
          log.contains("export 0 W (grid operator)"),
          "the log does not tell of the contact: %s",
          log);
      return text(
          "export 0 W after %.1f s against a command of 4000 W, kept for 20 s, told once the broker"
              + " was back",
          kept);
    }
  }
}
