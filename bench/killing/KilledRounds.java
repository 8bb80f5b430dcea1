import io.spikewatt.fleet.testing.KillRounds;
import java.nio.file.Path;

/**
 * {@code KilledRounds FOLDER KILLS}: the line of {@code bench/killed-rounds}. An error if a round
 * was left half.
 */
final class KilledRounds {

  private KilledRounds() {}

  public static void main(String[] arguments) throws Exception {
    int kills = Integer.parseInt(arguments[1]);
    try (KillRounds rounds = new KillRounds(Path.of(arguments[0]), 1)) {
      KillRounds.Outcome outcome = rounds.run(kills);
      System.out.printf(
          "%d kills, a round was open at %d of them; rounds by state %s; none half%n",
          kills, outcome.openAtKill(), outcome.byState());
    }
    System.exit(0);
  }
}
