package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a good file: it loads, or it has problems with a place; nothing is thrown.
 */
final class MutationTest {

  private static final int MUTANTS = 300;
  private static final String GOOD =
      Fixture.text("site.yaml")
          .replace(
              "  export-per-kwh: 0.08\n",
              """
                export:
                  - { from: "10:15", to: "16:00", days: [sat, sun], months: 4-9, per-kwh: 0.04 }
                  - { from: "00:00", to: "24:00", per-kwh: 0.08 }
                dynamic: { supplier-per-kwh: 0.03, taxes-pct: 19, export: exchange }
                network-fees:
                  - year: 2026
                    standard-per-kwh: 0.09
                    bands:
                      - { from: "17:00", to: "21:00", days: mon-fri, months: 10-3, per-kwh: 0.15 }
              """);
  private static final String[] SNIPPETS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    " ",
    "\n",
    "\t",
    "- ",
    "\"",
    "'",
    "&a ",
    "*a",
    "!x ",
    "| ",
    "> ",
    "? ",
    "<<: ",
    "#",
    "%YAML 9.9\n",
    "---\n",
    "...\n",
    "\\x",
    "\0",
    "é",
    "\uD83D",
    "0x",
    "1e999",
    "~",
    "null",
    "-",
    "{}",
    "[]",
    "@",
    "`",
    "\\UFFFFFFFF",
    "\"\\uD800\"",
    "\u0085",
    "\u2028",
    "\r"
  };

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aMutantLoadsOrHasProblemsWithAPlace(long seed) {
    Random random = new Random(seed);
    int failed = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutate(random);
      String about = "seed " + seed + ", mutant " + i + ":\n" + mutant;
      switch (load(mutant, about)) {
        case LoadedSite.Ok ok -> assertFalse(ok.site().devices().isEmpty(), about);
        case LoadedSite.Failed(List<Problem> problems) -> {
          failed++;
          assertFalse(problems.isEmpty(), about);
          long lines = mutant.split("\r\n|[\n\r\u0085\u2028\u2029]", -1).length;
          for (Problem problem : problems) {
            assertTrue(problem.line() >= 1 && problem.column() >= 1, about);
            assertTrue(problem.line() <= lines + 1, problem + "\n" + about);
            assertTrue(problem.toString().lines().count() == 1, problem + "\n" + about);
          }
        }
      }
    }
    assertTrue(failed > MUTANTS / 4, "mutants that are not good: " + failed);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void anyBytesLoadOrHaveProblems(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      bytes = Arrays.copyOf(bytes, bytes.length - random.nextInt(20));
      Path file = Files.write(directory.resolve("site.yaml"), bytes);
      String about = "seed " + seed + ", mutant " + i;
      switch (ConfigLoader.load(file)) {
        case LoadedSite.Ok ok -> assertFalse(ok.site().devices().isEmpty(), about);
        case LoadedSite.Failed(List<Problem> problems) -> {
          assertFalse(problems.isEmpty(), about);
          assertTrue(problems.stream().allMatch(p -> p.line() >= 1), about);
        }
      }
    }
  }

  private static LoadedSite load(String mutant, String about) {
    try {
      return ConfigLoader.load(mutant, "site.yaml");
    } catch (RuntimeException e) {
      throw new AssertionError(about, e);
    }
  }

  /** One to four small accidents: lost, doubled, moved, swapped or foreign text. */
  private static String mutate(Random random) {
    StringBuilder text = new StringBuilder(GOOD);
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(1, 30));
      String piece = text.substring(from, to);
      switch (random.nextInt(5)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, piece);
        case 2 -> text.insert(from, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 3 -> text.replace(from, from + 1, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        default -> text.delete(from, to).insert(random.nextInt(text.length() + 1), piece);
      }
    }
    return text.toString();
  }
}
