package io.spikewatt.controller.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON object's fields, as JSON by name, so that only changed ones need to be sent. */
public record JsonFields(Map<String, String> byName) {

  private static final JsonFactory JSON = new JsonFactory();

  public static final JsonFields NONE = new JsonFields(Map.of());

  /** The fields of a well-formed JSON object. */
  public static JsonFields of(byte[] document) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        try (JsonGenerator copy = JSON.createGenerator(value)) {
          copy.copyCurrentStructure(parser);
        }
        fields.put(name, value.toString(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return new JsonFields(fields);
  }

  /** The fields that another object did not have with this value, and null for those that left. */
  public JsonFields since(JsonFields older) {
    Map<String, String> changed = new LinkedHashMap<>();
    byName.forEach(
        (name, value) -> {
          if (!value.equals(older.byName.get(name))) {
            changed.put(name, value);
          }
        });
    for (String name : older.byName.keySet()) {
      if (!byName.containsKey(name)) {
        changed.put(name, "null");
      }
    }
    return new JsonFields(changed);
  }

  /** As JSON; names are plain words of our own. */
  public String json() {
    return byName.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
