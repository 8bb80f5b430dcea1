package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each mistake of wrong/mistakes.yaml gives its expected outcome: refused or warned, at its place
 * and with its words. The expectations were written before the rules.
 */
final class WrongSitesTest {

  private static final String HOUSE = "house.yaml";
  private static final String OWN_METER = "own-meter.yaml";

  @TempDir private Path directory;

  /**
   * A file with one text changed, and the expected message.
   *
   * @param file the changed file
   * @param at path, or line:column
   * @param words parts of the message
   */
  record Mistake(
      String it,
      String file,
      List<String> change,
      List<String> to,
      boolean refused,
      String at,
      List<String> words) {

    static Mistake of(SyntaxTree tree) {
      return new Mistake(
          text(tree, "it"),
          in(tree, "in").map(Mistake::text).findFirst().orElse(HOUSE),
          with(text(tree, "change"), texts(tree, "and").stream().limit(1)),
          with(text(tree, "to"), texts(tree, "and").stream().skip(1)),
          text(tree, "outcome").equals("refused"),
          text(tree, "at"),
          texts(tree, "words"));
    }

    private static List<String> with(String first, Stream<String> more) {
      return Stream.concat(Stream.of(first), more).toList();
    }

    private static List<String> texts(SyntaxTree tree, String key) {
      return in(tree, key)
          .flatMap(list -> ((SyntaxTree.Items) list).items().stream())
          .map(Mistake::text)
          .toList();
    }

    private static Stream<SyntaxTree> in(SyntaxTree tree, String key) {
      return ((SyntaxTree.Entries) tree)
          .entries().stream().filter(entry -> entry.key().equals(key)).map(SyntaxTree.Entry::value);
    }

    private static String text(SyntaxTree tree, String key) {
      return in(tree, key).map(Mistake::text).findFirst().orElseThrow();
    }

    private static String text(SyntaxTree tree) {
      return ((SyntaxTree.Scalar) tree).text();
    }

    boolean isReportedBy(Problem problem) {
      String place = problem.line() + ":" + problem.column();
      return problem.file().endsWith(file)
          && (problem.path().equals(at) || place.equals(at))
          && words.stream().allMatch(problem.toString()::contains);
    }

    @Override
    public String toString() {
      return it;
    }
  }

  static List<Mistake> mistakes() {
    Problems problems = new Problems("mistakes.yaml");
    SyntaxTree tree = YamlParser.parse(Fixture.text("wrong/mistakes.yaml"), problems).orElseThrow();
    assertEquals(List.of(), problems.all());
    return Mistake.in(tree, "mistakes")
        .flatMap(list -> ((SyntaxTree.Items) list).items().stream())
        .map(Mistake::of)
        .toList();
  }

  @BeforeEach
  void filesBesideTheSite() throws IOException {
    for (String file : List.of(HOUSE, OWN_METER)) {
      Files.writeString(directory.resolve(file), Fixture.text("wrong/" + file));
    }
    secret("password", "secret\n", "rw-------");
    secret("open", "secret\n", "rw-r--r--");
    secret("blank", "", "rw-------");
    Files.createDirectory(directory.resolve("folder"));
  }

  private void secret(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void theHouseItselfIsRight() {
    assertEquals(List.of(), ((LoadedSite.Ok) load()).warnings());
  }

  @Test
  void thereAreNinety() {
    assertEquals(90, mistakes().stream().map(Mistake::it).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsReportedAtItsPlace(Mistake mistake) throws IOException {
    Path file = directory.resolve(mistake.file);
    String text = Files.readString(file);
    for (int i = 0; i < mistake.change.size(); i++) {
      int at = text.indexOf(mistake.change.get(i));
      assertTrue(at >= 0, mistake.change.get(i));
      String after = text.substring(at + mistake.change.get(i).length());
      text = text.substring(0, at) + mistake.to.get(i) + after;
    }
    Files.writeString(file, text);

    LoadedSite loaded = load();
    List<Problem> reported =
        switch (loaded) {
          case LoadedSite.Ok ok -> ok.warnings();
          case LoadedSite.Failed failed -> failed.problems();
        };

    assertFalse(reported.isEmpty(), "silent: " + mistake);
    assertEquals(mistake.refused, loaded instanceof LoadedSite.Failed, reported.toString());
    assertTrue(
        reported.stream().anyMatch(mistake::isReportedBy), "reported otherwise: " + reported);
  }

  private LoadedSite load() {
    return ConfigLoader.load(directory.resolve(HOUSE));
  }
}
