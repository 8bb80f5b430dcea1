package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No outlet names a command: each renders the catalogue. */
final class CommandNamesTest {

  /** Folders of the outlets. */
  private static final List<String> OUTLETS =
      List.of(
          "controller/gateway/src/main",
          "controller/point/src/main/java/io/spikewatt/controller/report",
          "controller/protocol/src/main/java",
          "controller/web/src/main",
          "fleet/src/main");

  @Test
  void no_outlet_names_a_command() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (String folder : OUTLETS) {
      for (Path file : sources(SourceCheckout.file(folder))) {
        files++;
        named(Files.readString(file))
            .forEach(name -> found.add(SourceCheckout.root().relativize(file) + ": " + name));
      }
    }
    assertEquals(List.of(), found);
    assertTrue(files > 150, files + " files");
  }

  @Test
  void a_name_would_be_found() {
    assertEquals(
        List.of("\"limit-import\"", "`ev/", "command/mode"),
        named("of(\"limit-import\"); name: `ev/${id}`, 'command-mode' \"evs\" topic/command/mode"));
  }

  /** A whole name of two words, the beginning of a device's command, or a command's topic. */
  private static List<String> named(String source) {
    String all = String.join("|", Site.Mqtt.COMMANDS);
    String twoWords =
        Site.Mqtt.COMMANDS.stream()
            .filter(name -> name.contains("-"))
            .collect(Collectors.joining("|"));
    Matcher matcher =
        Pattern.compile(
                "[\"'`](" + twoWords + ")[\"'`]|[\"'`](" + all + ")/|command/(" + all + ")\\b")
            .matcher(source);
    return matcher.results().map(result -> result.group()).toList();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(
              file ->
                  file.toString().matches(".*\\.(java|js)") && !file.toString().contains("/lib/"))
          .toList();
    }
  }
}
