import java.util.LinkedHashSet;
import java.util.Set;

/** Goals of one bench run: collects those that are missed, and sets the exit code. */
final class BenchGoals {
  private final Set<String> missed = new LinkedHashSet<>();

  /**
   * Records a goal.
   *
   * @param otherwise line to print if it is missed
   */
  void check(boolean met, String otherwise) {
    if (!met) {
      missed.add(otherwise);
    }
  }

  /** Prints the missed goals and ends the process: exit code 1 if there is one. */
  void exit() {
    missed.forEach(each -> System.out.println("MISSED: " + each));
    System.exit(missed.isEmpty() ? 0 : 1);
  }
}
