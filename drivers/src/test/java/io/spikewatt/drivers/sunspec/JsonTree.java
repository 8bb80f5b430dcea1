package io.spikewatt.drivers.sunspec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value: an object's fields, an array's items, or a scalar's text.
 *
 * @param text empty for objects and arrays
 */
record JsonTree(Map<String, JsonTree> fields, List<JsonTree> items, String text) {

  private static final JsonTree NOTHING = new JsonTree(Map.of(), List.of(), "");

  static JsonTree read(Path file) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      json.nextToken();
      return value(json);
    }
  }

  /** The field of that name; an empty value if there is none. */
  JsonTree field(String name) {
    return fields.getOrDefault(name, NOTHING);
  }

  /** The item whose field {@code name} is that text. */
  JsonTree named(String name) {
    return items.stream()
        .filter(item -> item.field("name").text().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + name));
  }

  private static JsonTree value(JsonParser json) throws IOException {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    List<JsonTree> items = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, value(json));
      }
      return new JsonTree(fields, items, "");
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return new JsonTree(fields, items, "");
    }
    return new JsonTree(fields, items, json.getText());
  }
}
