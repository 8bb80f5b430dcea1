package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.message;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Clocks that are wrong, and calendars that are odd. */
final class ClockDrills {

  /** Between two writes of the battery: its heartbeat is written every 10 s. */
  private static final double FED_S = 12;

  private ClockDrills() {}

  static List<Drill> all() {
    return List.of(
        new Drill(4, "no clock at the start, then jumps", false, ClockDrills::jumps),
        new Drill(4, "daylight saving and leap day", false, ClockDrills::calendar));
  }

  /**
   * A start in 1970, then the true time, then an hour forward and back. Fails if control waits for
   * a clock, a cycle is left out, a limit in force is lost, or history of 1970 is kept.
   */
  private static String jumps(Drill.Rig rig) throws Exception {
    ProcessFaults faults = new ProcessFaults(rig);
    try (DrillSite site = new DrillSite(rig, faults.environment())) {
      Daemon first = site.control();
      String kept = message("before", faults.now(), "1800");
      site.operator.accepted("limit-export", kept);
      site.kill(first);
      faults.set(Instant.EPOCH.plusSeconds(60));
      double from = MeasuredWait.now();
      site.control();
      site.faultBegins();
      double took = MeasuredWait.now() - from;
      site.operator.await("limit in 1970", 15, from, is("state", "\"exportW\":1800"));
      String early = site.operator.command("limit-export", "early", "900");
      require(early.contains("issued in the future"), "expected a refusal: %s", early);
      List<Duration> jumps =
          List.of(Duration.ZERO, Duration.ofHours(1), Duration.ZERO, Duration.ofHours(-1));
      double gap = 0;
      for (Duration jump : jumps) {
        double at = MeasuredWait.now();
        faults.shift(jump);
        String year = faults.now().toString().substring(0, 13);
        for (int i = 0; i < 3; i++) {
          double since = MeasuredWait.now();
          site.operator.await("state at " + year, 5, since, is("state", "\"at\":\"" + year));
        }
        site.operator.await("limit", 5, at, is("state", "\"exportW\":1800"));
        gap = Math.max(gap, site.writes.longestGap(at, Device.BATTERY));
        require(gap < FED_S, "the battery was not fed for %.1f s", gap);
      }
      faults.shift(Duration.ZERO);
      String id = "after";
      site.operator.accepted("limit-export", message(id, faults.now(), "1700"));
      noOldHistory(site);
      return text(
          "control %.1f s after a start in 1970, limit kept, command refused until the clock was"
              + " right; 4 jumps, longest gap of the battery's writes %.1f s; %s",
          took, gap, site.envelope());
    }
  }

  private static void noOldHistory(DrillSite site) throws Exception {
    try (HistoryStore store = HistoryStore.reading(site.state())) {
      for (String series : store.series()) {
        Instant first = store.span(series).orElseThrow().first();
        require(first.isAfter(Instant.parse("2026-01-01T00:00:00Z")), "history of %s", first);
      }
    }
  }

  /** Fails if a cycle is left out or written twice where local time jumps or a day is added. */
  private static String calendar(Drill.Rig rig) throws Exception {
    ProcessFaults faults = new ProcessFaults(rig);
    List<String> seen = new ArrayList<>();
    try (DrillSite site = new DrillSite(rig, faults.environment())) {
      for (String before :
          List.of("2027-03-28T00:59:40Z", "2027-10-31T00:59:40Z", "2028-02-28T22:59:40Z")) {
        faults.set(Instant.parse(before));
        Daemon daemon = site.launch();
        double from = MeasuredWait.now();
        site.awaitControl(daemon, from);
        // A start takes time: set back to the seconds before.
        faults.set(Instant.parse(before));
        double set = MeasuredWait.now();
        site.faultBegins();
        Instant after = Instant.parse(before).plusSeconds(25);
        String minute = after.toString().substring(0, 16);
        site.operator.await("state at " + minute, 40, set, is("state", "\"at\":\"" + minute));
        double gap = site.fed(set, FED_S);
        List<String> states =
            site.operator.since(set).stream()
                .filter(is("state"))
                .map(heard -> heard.payload().substring(7, 27))
                .toList();
        require(states.size() >= 15, "only %d states in 25 s: %s", states.size(), states);
        // Without a record the first plan comes after two minutes of readings.
        String plan = site.operator.await("plan", 180, from, is("plan")).payload();
        require(plan.contains("\"slotS\":900"), "no plan of quarter hours: %s", plan);
        seen.add(text("%s: %d states", before.substring(0, 10), states.size()));
        require(daemon.terminate() == 143, "the daemon ended otherwise: %s", daemon.lastWords());
        site.gone();
      }
      return text("%s, a plan each time; %s", String.join("; ", seen), site.envelope());
    }
  }
}
