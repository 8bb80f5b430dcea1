package io.spikewatt.controller.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object without nesting, as a table of texts: numbers and truth values are kept as they
 * were written. Unknown fields are kept, so that a newer peer may add some.
 *
 * @param fields by name
 */
public record FlatJson(Map<String, String> fields) {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MOST_FIELDS = 64;

  public FlatJson {
    fields = Map.copyOf(fields);
  }

  /** Reads an object; throws for other bytes, and for a field that holds an object or a list. */
  public static FlatJson read(byte[] payload) throws MalformedMessage {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedMessage("an object expected");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (!parser.nextToken().isScalarValue() || fields.size() == MOST_FIELDS) {
          throw new MalformedMessage("a plain value expected in " + name);
        }
        fields.put(name, parser.getText());
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new MalformedMessage("one object expected");
      }
    } catch (IOException e) {
      throw new MalformedMessage("no JSON: " + e.getMessage());
    }
    return new FlatJson(fields);
  }

  /** The object as UTF-8; every value is written as a text. */
  public byte[] bytes() {
    return JsonWriter.object(json -> fields.forEach(json::put));
  }

  /** A field that has to be there; throws without it. */
  public String text(String name) throws MalformedMessage {
    return Optional.ofNullable(fields.get(name))
        .orElseThrow(() -> new MalformedMessage("a field " + name + " expected"));
  }

  /** A whole number; throws for anything else. */
  public long integer(String name) throws MalformedMessage {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException _) {
      throw new MalformedMessage("a whole number expected in " + name);
    }
  }

  /** A truth value; throws for anything else, which must not pass for false. */
  public boolean truth(String name) throws MalformedMessage {
    return switch (text(name)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new MalformedMessage("true or false expected in " + name);
    };
  }

  /** A finite number; throws for anything else. */
  public double number(String name) throws MalformedMessage {
    try {
      double value = Double.parseDouble(text(name));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new MalformedMessage("a number expected in " + name);
  }
}
