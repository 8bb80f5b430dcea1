package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of commands in docs/mqtt.md has the catalogue's names and values. What a command does
 * is written there by hand.
 */
class CommandTableTest {

  private static final String HEAD = "| name | value | does |\n|---|---|---|\n";

  @TempDir private Path directory;

  @Test
  void the_page_has_the_catalogues_commands() throws IOException {
    String page = Files.readString(SourceCheckout.file("docs/mqtt.md"));
    int start = page.indexOf(HEAD) + HEAD.length();
    String table = page.substring(start, page.indexOf("\n\n", start) + 1);
    Map<String, String> does = new LinkedHashMap<>();
    table.lines().forEach(row -> does.put(row.split("`", 3)[1], does(row)));
    Map<String, String> rows = new LinkedHashMap<>();
    for (CommandSpec<?> spec :
        SiteCommands.of(AnnouncedSite.load(AnnouncedSite.yaml(directory))).all()) {
      String name = name(spec);
      rows.put(
          name,
          "| `%s` | %s | %s |\n"
              .formatted(
                  name,
                  value(spec.shape()),
                  does.getOrDefault(name, "(say here what it does, then copy this table)")));
    }
    assertEquals(
        String.join("", rows.values()), table, "copy the expected table over that in docs/mqtt.md");
  }

  private static String does(String row) {
    return row.substring(row.indexOf(" | ", row.indexOf(" | ") + 3) + 3, row.lastIndexOf(" |"));
  }

  private static String name(CommandSpec<?> spec) {
    return spec.device().isEmpty()
        ? spec.name()
        : Arrays.stream(spec.name().split("/", -1))
            .map(word -> word.equals(spec.device()) ? "<id>" : word)
            .collect(Collectors.joining("/"));
  }

  private static String value(CommandShape<?> shape) {
    return switch (shape) {
      case CommandShape.Limit _ -> "W, 0 up to the configured limit";
      case CommandShape.Setpoint _ -> "W";
      case CommandShape.Reserve _ -> "percent, or `{\"percent\", \"from\": time}`";
      case CommandShape.Choice<?> choice ->
          List.of(choice.type().getEnumConstants()).stream()
              .map(constant -> "`" + JsonWriter.word(constant) + "`")
              .collect(Collectors.joining(", "));
      case CommandShape.Trip trip ->
          switch (trip.part()) {
            case BOTH -> "`{\"departure\": time, \"energyWh\": Wh}`, one or both";
            case DEPARTURE -> "a time";
            case ENERGY -> "Wh";
          };
      case CommandShape.Job _ -> "W, or `{\"energyWh\", \"by\", \"maxW\"}`";
      case CommandShape.Prices _ ->
          "`{\"start\", \"slotS\", \"importPerKwh\": [...], \"exportPerKwh\": [...], \"co2\":"
              + " [...]}`";
      case CommandShape.None _ -> "anything";
    };
  }
}
