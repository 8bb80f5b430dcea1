package io.spikewatt.controller.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value: text of a text or number (otherwise empty), ordered fields, array items. */
public record JsonTree(String text, Map<String, JsonTree> fields, List<JsonTree> items) {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Reads a document; throws if it is not well-formed. */
  public static JsonTree of(String json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static JsonTree value(JsonParser parser) throws IOException {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    List<JsonTree> items = new ArrayList<>();
    if (parser.currentToken() == null) {
      throw new IOException("expected a JSON value, found the document's end");
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
      }
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
      }
      default -> {
        return new JsonTree(parser.getText(), fields, items);
      }
    }
    return new JsonTree("", fields, items);
  }

  /** A field; empty if there is none of that name. */
  public Optional<JsonTree> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The text of a field; a dash if there is none. */
  public String text(String name) {
    return find(name).map(JsonTree::text).orElse("-");
  }

  /**
   * The number of a field.
   *
   * @throws NumberFormatException if it has none
   */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }
}
