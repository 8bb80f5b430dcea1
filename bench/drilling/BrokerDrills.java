package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.message;
import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.simulator.server.FreePort;
import io.spikewatt.simulator.site.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comes from the broker, and what becomes of the broker. */
final class BrokerDrills {

  private BrokerDrills() {}

  static List<Drill> all() {
    return List.of(
        onSite(5, "broker away, daemon killed meanwhile", true, BrokerDrills::away),
        onSite(6, "broker accepts and drops", false, site -> bad(site, LoopbackServer.DROPS, 4)),
        onSite(6, "broker never answers", false, site -> bad(site, LoopbackServer.SILENT, 2)),
        onSite(6, "broker refuses", false, site -> bad(site, LoopbackServer.REFUSES, 4)),
        onSite(6, "broker announces 268 MB", false, site -> bad(site, LoopbackServer.BOASTS, 4)),
        onSite(7, "half-open TCP to the broker", false, BrokerDrills::halfOpen),
        onSite(8, "broker restarts without its memory", true, BrokerDrills::restart),
        onSite(15, "stale, repeated and future commands", true, BrokerDrills::stale),
        onSite(16, "monstrous messages", false, BrokerDrills::monsters),
        onSite(18, "broker stops reading", false, BrokerDrills::stops),
        onSite(19, "1000 commands a second", false, BrokerDrills::flood));
  }

  /**
   * Events happen without a broker, the daemon is killed, and then the broker returns. Fails if an
   * event that was logged ten seconds before the kill is not sent, comes twice, out of order,
   * unmarked, or before live data; or if the return is not seen within five seconds.
   */
  private static String away(DrillSite site) throws Exception {
    Daemon first = site.reporting();
    MeasuredWait.settles(
        "the PV inverter is read",
        20,
        3,
        () -> count(first, "alarm-cleared device/pv1") == count(first, "alarm-raised device/pv1"));
    double down = MeasuredWait.now();
    int before = ofPvTold(first);
    site.broker.kill();
    site.faultBegins();
    loseAndFindPv(site, first, site.rig.shortForm() ? 1 : 3);
    MeasuredWait.during("the daemon goes on", 11, first::alive);
    site.kill(first);
    Daemon second = site.control();
    loseAndFindPv(site, second, 1);
    if (!site.rig.shortForm()) {
      MeasuredWait.until("the alarm", 90, () -> second.log().contains("alarm-raised broker: "));
    }
    double back = MeasuredWait.now();
    site.broker.start();
    BrokerClient operator = site.rejoin();
    BrokerClient.Heard state = operator.await("state", 7, back, is("state"));
    int expected = ofPvTold(first) - before + ofPvTold(second);
    try {
      MeasuredWait.until("the events", 30, () -> ofPv(operator, back).size() >= expected);
    } catch (Drill.Failed missing) {
      throw new Drill.Failed(
          text(
              "%s: expected %d, found %s; %s",
              missing.getMessage(), expected, ofPv(operator, back), second.lastWords()));
    }
    List<BrokerClient.Heard> late = ofPv(operator, back);
    require(late.size() == expected, "expected %d events, found %s", expected, late);
    Instant last = Instant.MIN;
    boolean raised = false;
    for (BrokerClient.Heard event : late) {
      Matcher found = AT.matcher(event.payload());
      require(found.find(), "without a time: %s", event);
      Instant at = Instant.parse(found.group(1));
      require(at.isAfter(last), "out of order: %s", late);
      require(event.payload().endsWith(",\"historical\":true}"), "not marked: %s", event);
      require(event.at() > state.at(), "before live data: %s", event);
      raised = !raised;
      require(event.payload().contains(raised ? "alarm-raised" : "alarm-cleared"), "%s", late);
      last = at;
    }
    double gap = site.fed(back, 12);
    return text(
        "away for %.0f s with a kill -9: %d events of a device in order and marked, the first"
            + " %.1f s after the state, which came %.1f s after the broker's return",
        back - down, expected, late.getFirst().at() - state.at(), state.at() - back);
  }

  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

  /** Events of the PV inverter that were sent late. */
  private static List<BrokerClient.Heard> ofPv(BrokerClient operator, double from) {
    return operator.since(from).stream()
        .filter(is("event", "\"device/pv1\"").and(is("event", "\"alarm-")))
        .toList();
  }

  private static void loseAndFindPv(DrillSite site, Daemon daemon, int times) throws Exception {
    FaultProxy pv = site.proxy(ServerName.PV_INVERTER);
    int before = count(daemon, "alarm-raised device/pv1");
    for (int i = 1; i <= times; i++) {
      int wanted = before + i;
      pv.retarget(FreePort.find());
      MeasuredWait.until("its alarm", 40, () -> count(daemon, "alarm-raised device/pv1") == wanted);
      pv.retarget(site.plant.port(ServerName.PV_INVERTER));
      MeasuredWait.until("its end", 60, () -> count(daemon, "alarm-cleared device/pv1") == wanted);
    }
  }

  private static int ofPvTold(Daemon daemon) {
    return count(daemon, "alarm-raised device/pv1") + count(daemon, "alarm-cleared device/pv1");
  }

  private static int count(Daemon daemon, String text) {
    return daemon.log().split(Pattern.quote(text), -1).length - 1;
  }

  private static void refused(String result, String reason) throws Drill.Failed {
    require(
        result.contains("\"accepted\":false") && result.contains(reason),
        "expected a refusal with \"%s\", found %s",
        reason,
        result);
  }

  /** Fails if one of the messages is carried out: the state would show its limit. */
  private static String stale(DrillSite site) throws Exception {
    BrokerClient operator = site.operator;
    double from = MeasuredWait.now();
    operator.publish(
        "command/limit-export",
        message("kept", Instant.now(), "101").getBytes(StandardCharsets.UTF_8),
        true);
    site.control();
    refused(
        operator
            .await("result of the retained", 30, from, is("command/limit-export/result"))
            .payload(),
        "retained");
    site.faultBegins();
    Instant now = Instant.now();
    refused(
        operator.command("limit-export", message("old", now.minus(Duration.ofHours(5)), "102")),
        "expired");
    refused(
        operator.command("limit-export", message("new", now.plus(Duration.ofHours(2)), "103")),
        "future");
    String once = message("once", Instant.now(), "2000");
    operator.accepted("limit-export", once);
    operator.accepted("limit-export", "next", "1500");
    double repeated = MeasuredWait.now();
    refused(operator.command("limit-export", once), "repeated");
    operator.await("the limit of the next", 10, repeated, is("state", "\"exportW\":1500"));
    for (String wrong : List.of("101", "102", "103", "2000")) {
      double since = wrong.equals("2000") ? repeated : 0;
      require(
          operator.first(since, is("state", "\"exportW\":" + wrong + ",")).isEmpty(),
          "the limit %s was in force",
          wrong);
    }
    return text(
        "retained, expired, future and repeated ones refused with their reason, the sound one in"
            + " force");
  }

  /**
   * A broker that is worse than none. Fails if threads or files grow with the attempts, attempts do
   * not grow rarer, control suffers, or the daemon does not find a sound broker at that address.
   */
  private static String bad(DrillSite site, LoopbackServer.Answer answer, int attempts)
      throws Exception {
    try (LoopbackServer broker = new LoopbackServer(answer);
        FaultProxy address = new FaultProxy(broker.port())) {
      site.configured(yaml -> yaml.replace(":" + site.broker.port(), ":" + address.port()));
      Daemon daemon = site.control();
      site.faultBegins();
      double from = MeasuredWait.now();
      MeasuredWait.until("the first attempt", 30, () -> !broker.connections().isEmpty());
      int threads = daemon.threads();
      int files = daemon.files();
      int seen = broker.connections().size() + attempts;
      MeasuredWait.until(seen + " attempts", 150, () -> broker.connections().size() >= seen);
      require(
          daemon.threads() <= threads + 3, "threads grew from %d to %d", threads, daemon.threads());
      require(daemon.files() <= files + 3, "files grew from %d to %d", files, daemon.files());
      List<Double> at = broker.connections();
      double first = at.get(1) - at.get(0);
      double last = at.getLast() - at.get(at.size() - 2);
      require(attempts < 4 || last > 1.5 * first, "tries each %.1f s, then %.1f s", first, last);
      double gap = site.fed(from, 12);
      address.retarget(site.broker.port());
      double sound = MeasuredWait.now();
      site.operator.await("status online", 90, sound, is("status", "online"));
      return text(
          "%d attempts, %.1f s then %.1f s apart; threads %d then %d, files %d then %d; control's"
              + " longest gap %.1f s; online %.1f s after it was mended",
          at.size(),
          first,
          last,
          threads,
          daemon.threads(),
          files,
          daemon.files(),
          gap,
          MeasuredWait.now() - sound);
    }
  }

  /** Packets to the broker vanish. Fails if this is not found within 1.5 keep-alive of 20 s. */
  private static String halfOpen(DrillSite site) throws Exception {
    try (FaultProxy address = new FaultProxy(site.broker.port())) {
      site.configured(yaml -> yaml.replace(":" + site.broker.port(), ":" + address.port()));
      Daemon daemon = site.reporting();
      double cut = MeasuredWait.now();
      LinkDrills.cut(address.port());
      site.faultBegins();
      daemon.until(
          "it is logged", 35, () -> daemon.log().contains("connection to the broker lost"));
      double found = MeasuredWait.now() - cut;
      require(found < 30 + 2, "found after %.1f s", found);
      double gap = site.fed(cut, 12);
      LinkDrills.mend(address.port());
      double mended = MeasuredWait.now();
      site.operator.await("state again", 60, mended, is("state"));
      return text(
          "found after %.1f s (keep-alive 20 s), control's longest gap %.1f s, back after %.1f s",
          found, gap, MeasuredWait.now() - mended);
    }
  }

  /** Fails if the daemon does not subscribe again, or retained topics are not published again. */
  private static String restart(DrillSite site) throws Exception {
    site.reporting();
    double down = MeasuredWait.now();
    site.broker.kill();
    site.faultBegins();
    site.broker.start();
    BrokerClient operator = site.rejoin();
    operator.await("status", 60, down, is("status", "online"));
    operator.await("forecast or state", 30, down, is("state"));
    operator.accepted("limit-export", "again", "1400");
    operator.await("the limit", 10, down, is("state", "\"exportW\":1400"));
    double back = MeasuredWait.now() - down;
    try (BrokerClient late = new BrokerClient(site.broker.port())) {
      late.await(
          "the retained status", 5, 0, is("status", "online").and(BrokerClient.Heard::retained));
    }
    double gap = site.fed(down, 12);
    return text(
        "status retained again, a command carried out %.1f s after the restart; control's longest"
            + " gap %.1f s (discovery is due)",
        back, gap);
  }

  /** Fails if one is carried out, ends the daemon, or stays in its memory. */
  private static String monsters(DrillSite site) throws Exception {
    Daemon daemon = site.reporting();
    double before = daemon.residentMb();
    double from = MeasuredWait.now();
    site.faultBegins();
    String deep = "[".repeat(1_900) + "]".repeat(1_900);
    String far = "\"+999999999-12-31T23:59:59Z\"";
    List<String> bad =
        List.of(
            "NaN",
            "1e999",
            "-1e308",
            "Infinity",
            "\"\\u0000\"",
            "null",
            "{}",
            deep,
            "1" + "0".repeat(3_000));
    int refused = 0;
    for (String value : bad) {
      String result = site.operator.command("limit-export", "bad-" + refused, value);
      require(result.contains("\"accepted\":false"), "%s was taken: %s", value, result);
      refused++;
    }
    for (String[] of :
        new String[][] {
          {"prices", "{\"start\":%s,\"slotS\":3600,\"importPerKwh\":[1]}".formatted(far)},
          {"ev/ev1", "{\"departure\":%s,\"energyWh\":1000}".formatted(far)},
          {"compute/compute1", "{\"energyWh\":1000,\"by\":%s}".formatted(far)}
        }) {
      String result = site.operator.command(of[0], "far-" + refused, of[1]);
      require(result.contains("\"accepted\":false"), "%s was taken: %s", of[1], result);
      refused++;
    }
    byte[] invalid = {'{', '"', (byte) 0xC3, 0x28, '"', ':', 0, '}'};
    site.operator.publish("command/limit-export", invalid, false);
    byte[] large = new byte[10_000_000];
    Arrays.fill(large, (byte) '[');
    for (int i = 0; i < 5; i++) {
      site.operator.publish("command/limit-export", large, false);
    }
    double thrown = MeasuredWait.now();
    BrokerClient operator = site.operator;
    operator.await("state", 60, thrown, is("state", "\"exportW\":4000"));
    operator.accepted("limit-export", "sound", "1300");
    require(daemon.alive(), "the daemon ended: %s", daemon.lastWords());
    double gap = site.fed(from, 12);
    double after = daemon.residentMb();
    require(after < before + 60, "memory grew from %.0f to %.0f MB", before, after);
    return text(
        "%d refused, 50 MB dropped, a sound command taken after them; memory %.0f then %.0f MB,"
            + " control's longest gap %.1f s",
        refused, before, after, gap);
  }

  /** Fails if control waits for the broker, memory grows, or nothing is published afterwards. */
  private static String stops(DrillSite site) throws Exception {
    double length = 40;
    Daemon daemon = site.reporting();
    double memory = daemon.residentMb();
    int threads = daemon.threads();
    double stopped = MeasuredWait.now();
    SystemCommands.signal(site.broker.pid(), "STOP");
    site.faultBegins();
    try {
      MeasuredWait.during("polls each second", length, () -> polled(site, stopped));
    } finally {
      SystemCommands.signal(site.broker.pid(), "CONT");
    }
    double gap = site.fed(stopped, 12);
    double grown = daemon.residentMb() - memory;
    require(grown < 40, "memory grew by %.0f MB", grown);
    require(
        daemon.threads() <= threads + 3, "threads grew from %d to %d", threads, daemon.threads());
    double again = MeasuredWait.now();
    BrokerClient operator = site.rejoin();
    operator.await("state again", 90, again, is("state"));
    return text(
        "%.0f s without an acknowledgement: battery polled each second, longest gap of its writes"
            + " %.1f s, memory %+.0f MB; published again %.1f s later",
        length, gap, grown, MeasuredWait.now() - again);
  }

  private static boolean polled(DrillSite site, double from) {
    return MeasuredWait.now() - from < 3 || site.proxy(ServerName.BATTERY).longestGap(from) < 3;
  }

  /**
   * Setpoints by turns as fast as they can be sent, and a last one. Fails if the battery is written
   * more often than once a cycle, the last one does not win, or memory grows.
   */
  private static String flood(DrillSite site) throws Exception {
    int seconds = 10;
    Daemon daemon = site.reporting();
    double memory = daemon.residentMb();
    int threads = daemon.threads();
    double from = MeasuredWait.now();
    site.faultBegins();
    int sent = 0;
    while (MeasuredWait.now() - from < seconds) {
      while (sent < 1_000 * (MeasuredWait.now() - from)) {
        String value = sent % 2 == 0 ? "-3000" : "3000";
        site.operator.throwAt(
            "command/setpoint/battery1", message("flood-" + sent, Instant.now(), value));
        sent++;
      }
      Thread.sleep(5);
    }
    double over = MeasuredWait.now();
    String last = message("last", Instant.now(), "-5555");
    site.operator.throwAt("command/setpoint/battery1", last);
    MeasuredWait.until(
        "the last setpoint at the battery",
        90,
        () -> site.writes.setpoints(over).stream().anyMatch(w -> Math.abs(w + 5_555) < 1));
    double took = MeasuredWait.now() - over;
    int written = site.writes.setpoints(from).size();
    double most = 1.2 * (MeasuredWait.now() - from) + 3;
    require(written <= most, "%d setpoints in %.0f s", written, MeasuredWait.now() - from);
    double gap = site.fed(from, 12);
    double grown = daemon.residentMb() - memory;
    require(grown < 60, "memory grew by %.0f MB", grown);
    require(
        daemon.threads() <= threads + 3, "threads grew from %d to %d", threads, daemon.threads());
    return text(
        "%d commands in %d s: %d setpoints written, the last in force %.1f s after it was sent;"
            + " longest gap %.1f s, memory %+.0f MB",
        sent, seconds, written, took, gap, grown);
  }
}
