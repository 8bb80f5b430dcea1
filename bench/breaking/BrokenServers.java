import io.spikewatt.fleet.testing.OutageRounds;
import io.spikewatt.fleet.testing.OutageRounds.Outage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code BrokenServers FOLDER OUTAGES SEED PHASE_S}: the table of {@code bench/outages}. An error
 * if a round was left half, or a row was lost or doubled; exit code 1 if the coordinator ended by
 * itself.
 */
final class BrokenServers {

  private BrokenServers() {}

  public static void main(String[] arguments) throws Exception {
    int outages = Integer.parseInt(arguments[1]);
    List<Outage> all = new ArrayList<>();
    OutageRounds.Outcome outcome;
    try (OutageRounds rounds =
        new OutageRounds(
            Path.of(arguments[0]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]))) {
      System.out.printf(
          "%-17s %-6s %-7s %-9s %6s %9s %9s %9s%n",
          "outage", "killed", "phase", "round", "away", "finished", "stored", "meanwhile");
      outcome =
          rounds.run(
              outages,
              outage -> {
                all.add(outage);
                print(outage);
              });
    }
    System.out.printf(
        "%d outages of broker and database, %d with a kill of the coordinator; phases met %s%n",
        all.size(),
        all.stream().filter(Outage::coordinatorKilled).count(),
        count(all, Outage::phase));
    System.out.printf(
        "rounds that an outage met: %s; all rounds %s, none half%n",
        count(all, Outage::state), outcome.rounds());
    System.out.printf(
        "next round finished after %s, rows stored after %s (median, most)%n",
        spread(all, Outage::finishedAfter), spread(all, Outage::storedAfter));
    System.out.printf(
        "%d rows acknowledged, all in the database once; ends of the coordinator by itself: %d%n",
        outcome.rows(), outcome.ends());
    System.exit(outcome.ends() > 0 ? 1 : 0);
  }

  private static void print(Outage outage) {
    System.out.printf(
        "%-17s %-6s %-7s %-9s %4.1f s %7.1f s %7.1f s %9d%n",
        outage.kind(),
        outage.coordinatorKilled() ? "yes" : "no",
        outage.phase(),
        outage.state(),
        seconds(outage.away()),
        seconds(outage.finishedAfter()),
        seconds(outage.storedAfter()),
        outage.meanwhile());
  }

  private static Map<String, Integer> count(List<Outage> all, Function<Outage, String> by) {
    Map<String, Integer> counts = new TreeMap<>();
    all.forEach(outage -> counts.merge(by.apply(outage), 1, Integer::sum));
    return counts;
  }

  private static String spread(List<Outage> all, Function<Outage, Duration> of) {
    List<Duration> sorted = all.stream().map(of).sorted(Comparator.naturalOrder()).toList();
    return "%.1f, %.1f s"
        .formatted(seconds(sorted.get(sorted.size() / 2)), seconds(sorted.getLast()));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
