package io.spikewatt.controller.assistant.ask;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.stream.Collectors;

/** Writes a JSON value that was read. */
final class JsonSpelling {

  private static final String BEFORE = "{\"v\":";

  private JsonSpelling() {}

  static String of(JsonTree tree) {
    return switch (tree.kind()) {
      case OBJECT ->
          tree.fields().entrySet().stream()
              .map(field -> quoted(field.getKey()) + ":" + of(field.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case LIST ->
          tree.items().stream().map(JsonSpelling::of).collect(Collectors.joining(",", "[", "]"));
      case TEXT -> quoted(tree.text());
      case NUMBER, TRUTH -> tree.text();
      case NOTHING -> "null";
    };
  }

  private static String quoted(String text) {
    String object = JsonWriter.text(json -> json.put("v", text));
    return object.substring(BEFORE.length(), object.length() - 1);
  }
}
