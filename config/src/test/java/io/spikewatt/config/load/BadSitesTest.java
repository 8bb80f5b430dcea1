package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of bad-sites.txt: one mistake gives one problem, at its line, that says what is up. */
final class BadSitesTest {

  private static final String GOOD = Fixture.text("site.yaml");

  record Mistake(String good, String bad, int line, String path, String part) {
    static Mistake of(String row) {
      String[] cells = row.split("(?<=^|\\s)\\|(?=\\s)", -1);
      assertEquals(5, cells.length, row);
      return new Mistake(
          cell(cells[0]),
          cell(cells[1]),
          Integer.parseInt(cells[2].strip()),
          cells[3].strip(),
          cells[4].strip());
    }

    private static String cell(String text) {
      return text.strip()
          .replace("\\\\", "\0")
          .replace("\\n", "\n")
          .replace("\\t", "\t")
          .replace("\0", "\\");
    }

    @Override
    public String toString() {
      return part + " [" + bad + "]";
    }
  }

  static Stream<Mistake> mistakes() {
    return Fixture.text("bad-sites.txt")
        .lines()
        .filter(row -> !row.startsWith("#"))
        .map(Mistake::of);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void oneMistakeIsOneProblemAtItsPlace(Mistake mistake) {
    assertTrue(GOOD.contains(mistake.good), "site.yaml has no " + mistake.good);
    String text =
        GOOD.replaceFirst(
            java.util.regex.Pattern.quote(mistake.good),
            java.util.regex.Matcher.quoteReplacement(mistake.bad));
    List<Problem> problems =
        Fixture.problems(ConfigLoader.load(text, "site.yaml")).stream()
            .filter(p -> p.file().equals("site.yaml"))
            .toList();
    assertEquals(1, problems.size(), problems.toString());
    Problem problem = problems.getFirst();
    assertTrue(problem.toString().contains(mistake.part), problem.toString());
    assertEquals(mistake.path, problem.path(), problem.toString());
    assertEquals(mistake.line, problem.line(), problem.toString());
    assertTrue(problem.column() >= 1 && problem.toString().lines().count() == 1);
  }

  @Test
  void theTableIsLong() {
    assertTrue(mistakes().count() >= 60);
  }
}
