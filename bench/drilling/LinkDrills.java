package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import io.spikewatt.simulator.site.ServerName;
import java.util.List;
import java.util.Map;

/** Lines to the devices. */
final class LinkDrills {

  private LinkDrills() {}

  static List<Drill> all() {
    return List.of(
        new Drill(7, "half-open TCP to the meter", true, rig -> halfOpen(rig, METER)),
        new Drill(7, "half-open TCP to the battery", false, rig -> halfOpen(rig, BATTERY)));
  }

  /** Drops every packet from and to a port of loopback; the connections stay open. */
  static void cut(int port) throws Exception {
    Shell.run("nft", "add", "table", "inet", "t" + port);
    for (String hook : List.of("input", "output")) {
      Shell.run(
          "nft",
          "add chain inet t%d %s { type filter hook %s priority 0 ; }".formatted(port, hook, hook));
      for (String end : List.of("sport", "dport")) {
        Shell.run("nft", "add rule inet t%d %s tcp %s %d drop".formatted(port, hook, end, port));
      }
    }
  }

  static void mend(int port) throws Exception {
    Shell.run("nft", "delete", "table", "inet", "t" + port);
  }

  /** A device whose packets vanish, and how the daemon has to show it in {@code state}. */
  private record Cut(
      ServerName server, String id, Device device, List<Visibility.Point> hidden, String shownBy) {}

  private static final Cut METER =
      new Cut(
          ServerName.GRID_METER,
          "meter1",
          Device.GRID_METER,
          List.of(Visibility.Point.GRID, Visibility.Point.GRID_VOLTAGE),
          "grid power is derived");

  private static final Cut BATTERY =
      new Cut(
          ServerName.BATTERY,
          "battery1",
          Device.BATTERY,
          List.of(Visibility.Point.BATTERY, Visibility.Point.BATTERY_SOC),
          "battery1: unreachable");

  /**
   * Packets from and to a device vanish. Fails if the daemon goes on believing the last reading
   * (connections stay open, so only its own deadline can tell), if other devices wait with this
   * one, or if it does not come back.
   */
  private static String halfOpen(Drill.Rig rig, Cut lost) throws Exception {
    try (DrillSite site = rig.site()) {
      site.control();
      String telemetry = "device/" + lost.id() + "/telemetry";
      site.operator.await("telemetry", 20, 0, is(telemetry, "\"power_w\":{\"value\""));
      double cut = Await.now();
      cut(site.proxy(lost.server()).port());
      lost.hidden().forEach(point -> site.sight().setShown(point, Visibility.Shown.NOT));
      site.sight().setReachable(lost.device(), false);
      site.faultBegins();
      double found =
          site.operator
                  .await("unreadable power", 5, cut, is(telemetry, "\"power_w\":{\"quality\""))
                  .at()
              - cut;
      site.operator.await(lost.shownBy(), 20, cut, is("state", lost.shownBy()));
      double others = 0;
      for (Map.Entry<ServerName, FaultProxy> other : site.proxies.entrySet()) {
        if (other.getKey() != lost.server()) {
          others = Math.max(others, other.getValue().longestGap(cut));
        }
      }
      require(others < 2.5, "other devices waited %.1f s for their poll", others);
      double mended = Await.now();
      mend(site.proxy(lost.server()).port());
      lost.hidden().forEach(point -> site.sight().setShown(point, Visibility.Shown.TRUE));
      site.sight().setReachable(lost.device(), true);
      double back =
          site.operator
                  .await("power", 60, mended, is(telemetry, "\"power_w\":{\"value\""))
                  .at()
              - mended;
      site.operator.await(
          "no fault in state",
          30,
          mended,
          is("state").and(heard -> !heard.payload().contains(lost.shownBy())));
      return text(
          "found after %.1f s (deadline 5 s), shown as \"%s\", back %.1f s after the cut ended;"
              + " others' longest gap %.1f s; %s",
          found, lost.shownBy(), back, others, site.envelope());
    }
  }
}
