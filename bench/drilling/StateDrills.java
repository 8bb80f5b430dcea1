package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.message;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What outlives a process, and disks that fail. */
final class StateDrills {

  private static final int KILLS = 100;
  private static final int KILLS_SHORT = 2;

  private StateDrills() {}

  static List<Drill> all() {
    return List.of(new Drill(2, "kill -9 again and again", true, StateDrills::kills));
  }

  /**
   * After each kill the acknowledged limit is in force again, and its message once more is not
   * carried out twice. Fails if ids or limits are not kept, or the start takes too long.
   */
  private static String kills(Drill.Rig rig) throws Exception {
    int kills = rig.shortForm() ? KILLS_SHORT : KILLS;
    Random random = new Random(2);
    double longest = 0;
    try (DrillSite site = rig.site()) {
      Daemon daemon = site.control();
      for (int i = 1; i <= kills; i++) {
        String command = message("kill-" + i, Instant.now(), Integer.toString(3_900 - i));
        String taken = site.operator.command("limit-export", command);
        require(taken.contains("\"accepted\":true"), "kill %d: not accepted: %s", i, taken);
        site.faultBegins();
        Thread.sleep(random.nextInt(1_000));
        int code = daemon.kill();
        require(code == 137, "kill %d: exit code %d", i, code);
        site.gone();
        double from = Await.now();
        daemon = site.control();
        longest = Math.max(longest, Await.now() - from);
        String limit = "\"exportW\":" + (3_900 - i);
        site.operator.await("limit " + limit + " after kill " + i, 15, from, is("state", limit));
        String again = site.operator.command("limit-export", command);
        require(again.contains("already in force"), "kill %d: the id again: %s", i, again);
      }
      require(
          site.writes.since(0, Device.BATTERY).size() > kills, "the battery was not controlled");
      return text(
          "%d kills: each limit in force again, each id known; control back after at most %.1f s; %s",
          kills, longest, site.envelope());
    }
  }
}
