package io.spikewatt.controller.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value: text of a text or number (otherwise empty), ordered fields, array items. */
public record JsonTree(
    JsonKind kind, String text, Map<String, JsonTree> fields, List<JsonTree> items) {

  /** Most values of a document of {@link #strict}: they fit into 4 MB. */
  public static final int MOST_VALUES = 20_000;

  private static final int LONGEST_NUMBER = 40;

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Reads a document; throws if it is not well-formed. */
  public static JsonTree of(String json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      return new Reader(parser, Integer.MAX_VALUE, false).value();
    }
  }

  /**
   * Reads a document of somebody who is not trusted within {@link JsonBounds#USUAL}: one value,
   * each name once in an object, all numbers finite as JSON writes them.
   *
   * @throws MalformedMessage for anything else: where, what was expected, and what was found, of
   *     the document one character at most
   */
  public static JsonTree strict(byte[] document) throws MalformedMessage {
    return strict(document, JsonBounds.USUAL);
  }

  /** As {@link #strict(byte[])}, within other bounds. */
  public static JsonTree strict(byte[] document, JsonBounds bounds) throws MalformedMessage {
    try (JsonParser parser = strictFactory(bounds).createParser(document)) {
      try {
        parser.nextToken();
        JsonTree tree = new Reader(parser, bounds.values(), true).value();
        if (parser.nextToken() != null) {
          throw new JsonFault.Unexpected("expected one JSON value, found more behind it");
        }
        return tree;
      } catch (IOException e) {
        throw new MalformedMessage(JsonFault.words(e, parser, document, bounds));
      }
    } catch (IOException e) {
      throw new MalformedMessage("JSON: expected text in UTF-8");
    }
  }

  /** One for each document: a factory keeps the names that its documents had. */
  private static JsonFactory strictFactory(JsonBounds bounds) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(bounds.depth())
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(bounds.text())
                .maxNameLength(bounds.name())
                .build())
        .build();
  }

  private static final class Reader {
    private final JsonParser parser;
    private final int most;

    /** Whether a name may be only once in an object. */
    private final boolean strict;

    private int values;

    Reader(JsonParser parser, int most, boolean strict) {
      this.parser = parser;
      this.most = most;
      this.strict = strict;
    }

    private JsonTree value() throws IOException {
      JsonToken token = parser.currentToken();
      if (token == null) {
        throw new JsonFault.Unexpected("expected one JSON value, found the document's end");
      }
      if (++values > most) {
        throw new JsonFault.Unexpected("expected at most " + most + " values");
      }
      return switch (token) {
        case START_OBJECT -> object();
        case START_ARRAY -> list();
        case VALUE_STRING -> scalar(JsonKind.TEXT);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(JsonKind.NUMBER);
        case VALUE_TRUE, VALUE_FALSE -> scalar(JsonKind.TRUTH);
        default -> scalar(JsonKind.NOTHING);
      };
    }

    private JsonTree object() throws IOException {
      Map<String, JsonTree> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (strict && fields.containsKey(name)) {
          throw new JsonFault.Unexpected("expected each name once in an object");
        }
        parser.nextToken();
        fields.put(name, value());
      }
      return new JsonTree(JsonKind.OBJECT, "", fields.isEmpty() ? Map.of() : fields, List.of());
    }

    private JsonTree list() throws IOException {
      List<JsonTree> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return new JsonTree(JsonKind.LIST, "", Map.of(), items.isEmpty() ? List.of() : items);
    }

    private JsonTree scalar(JsonKind kind) throws IOException {
      return new JsonTree(kind, parser.getText(), Map.of(), List.of());
    }
  }

  /** A field; empty if there is none of that name. */
  public Optional<JsonTree> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /**
   * The value at a place below, null included; empty if there is none.
   *
   * @param path names and indices such as {@code a.b[0].c} or {@code [1]}; {@code $} is this value
   */
  public Optional<JsonTree> at(String path) {
    Optional<JsonTree> here = Optional.of(this);
    if (path.equals("$")) {
      return here;
    }
    for (String step : path.replace("[", ".[").split("\\.", -1)) {
      if (step.startsWith("[")) {
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        here = here.filter(t -> index < t.items.size()).map(t -> t.items.get(index));
      } else if (!step.isEmpty()) {
        here = here.flatMap(t -> t.find(step));
      }
    }
    return here;
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
