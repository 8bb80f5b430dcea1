import java.util.LinkedHashSet;
import java.util.Set;

/** What a bench has to reach. */
final class Goals {
  private final Set<String> missed = new LinkedHashSet<>();

  /**
   * @param otherwise what is missed if it is not met
   */
  void check(boolean met, String otherwise) {
    if (!met) {
      missed.add(otherwise);
    }
  }

  /** Prints what was missed and ends the process: exit code 1 if there is any. */
  void exit() {
    missed.forEach(each -> System.out.println("MISSED: " + each));
    System.exit(missed.isEmpty() ? 0 : 1);
  }
}
