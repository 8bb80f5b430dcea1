package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Scripts that fail with any part of a pipe do not close one early. A program that writes to a
 * closed pipe ends with 141, but only when it is quick enough: such a script fails now and then.
 */
final class ScriptPipesTest {

  private static final Pattern CLOSES_EARLY =
      Pattern.compile("(?<!\\|)\\|\\s*(head\\b|grep -\\w*q|sed [^|]*\\dq\\b)");

  @Test
  void noPipeIsClosedBeforeItsEnd() throws IOException {
    List<String> closed = new ArrayList<>();
    int scripts = 0;
    try (Stream<Path> places = Stream.of(".ci", "bench", "packaging").map(SourceCheckout::file)) {
      for (Path script : places.flatMap(ScriptPipesTest::files).toList()) {
        List<String> lines = lines(script);
        if (lines.stream()
            .noneMatch(line -> line.startsWith("set -") && line.contains("pipefail"))) {
          continue;
        }
        scripts++;
        lines.stream()
            .filter(line -> CLOSES_EARLY.matcher(line).find())
            .forEach(line -> closed.add(script.getFileName() + ": " + line.strip()));
      }
    }
    assertTrue(scripts > 20, scripts + " scripts found");
    assertEquals(List.of(), closed);
  }

  private static Stream<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException picture) {
      return List.of();
    }
  }
}
