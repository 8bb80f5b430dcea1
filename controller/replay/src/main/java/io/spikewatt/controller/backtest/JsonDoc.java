package io.spikewatt.controller.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document whose values know their positions, so that an error can name file, line and
 * column.
 */
record JsonDoc(Path file) {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int DEEPEST = 32;

  /** One value: an object's fields, an array's items, a text, a number, or nothing. */
  final class Node {
    private final long line;
    private final int column;
    private final String what;
    private @Nullable Map<String, Node> fields;
    private @Nullable List<Node> items;
    private double number = Double.NaN;
    private boolean text;

    private Node(JsonLocation at, String what) {
      this.line = at.getLineNr();
      this.column = at.getColumnNr();
      this.what = what;
    }

    Node at(String name) throws ScenarioRefused {
      return find(name).orElseThrow(() -> wrong("the key \"" + name + "\"", what));
    }

    /** A field that may be left out or null. */
    Optional<Node> find(String name) throws ScenarioRefused {
      if (fields == null) {
        throw wrong("an object", what);
      }
      return Optional.ofNullable(fields.get(name)).filter(node -> !node.what.equals("null"));
    }

    List<Node> items() throws ScenarioRefused {
      if (items == null) {
        throw wrong("an array", what);
      }
      return items;
    }

    /** Items of a field; none if it is left out. */
    List<Node> items(String name) throws ScenarioRefused {
      Optional<Node> node = find(name);
      return node.isPresent() ? node.get().items() : List.of();
    }

    String text() throws ScenarioRefused {
      if (!text) {
        throw wrong("a text", what);
      }
      return what;
    }

    /** A finite number within bounds. */
    double number(double low, double high) throws ScenarioRefused {
      if (Double.isNaN(number) || number < low || number > high) {
        throw wrong("a number " + shown(low) + ".." + shown(high), what);
      }
      return number;
    }

    double number(String name, double low, double high) throws ScenarioRefused {
      return at(name).number(low, high);
    }

    /** A field's number, or another where it is left out. */
    double number(String name, double low, double high, double otherwise) throws ScenarioRefused {
      Optional<Node> node = find(name);
      return node.isPresent() ? node.get().number(low, high) : otherwise;
    }

    int whole(String name, int low, int high) throws ScenarioRefused {
      Node node = at(name);
      double value = node.number(low, high);
      if (value != Math.rint(value)) {
        throw node.wrong("a whole number " + low + ".." + high, node.what);
      }
      return (int) value;
    }

    ScenarioRefused wrong(String expected, String found) {
      return new ScenarioRefused(file.toString(), line, column, expected, found);
    }

    private String shown(double bound) {
      return bound == Math.rint(bound) && Math.abs(bound) < 1e15
          ? String.valueOf((long) bound)
          : String.valueOf(bound);
    }
  }

  static Node read(Path file) throws ScenarioRefused {
    JsonDoc doc = new JsonDoc(file);
    try (JsonParser parser = FACTORY.createParser(Files.readAllBytes(file))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new ScenarioRefused(file.toString(), 1, 1, "a JSON object", "an empty file");
      }
      Node root = doc.value(parser, first, 0);
      if (parser.nextToken() != null) {
        throw doc.new Node(parser.currentTokenLocation(), "more text")
            .wrong("the document's end", "more text");
      }
      return root;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw new ScenarioRefused(
          file.toString(), at.getLineNr(), at.getColumnNr(), "JSON", plain(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new ScenarioRefused(file.toString(), 0, 0, "a readable JSON file", IoReason.of(e));
    }
  }

  /** The parser's message without where in its buffers it began. */
  private static String plain(String message) {
    int marker = message.indexOf(" (start marker");
    return marker < 0 ? message : message.substring(0, marker);
  }

  private Node value(JsonParser parser, JsonToken token, int depth)
      throws IOException, ScenarioRefused {
    JsonLocation at = parser.currentTokenLocation();
    if (depth > DEEPEST) {
      throw new Node(at, "more").wrong("at most " + DEEPEST + " levels", "more");
    }
    if (token == JsonToken.START_OBJECT) {
      Node node = new Node(at, "an object");
      Map<String, Node> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        Node key = new Node(parser.currentTokenLocation(), name);
        if (fields.put(name, value(parser, parser.nextToken(), depth + 1)) != null) {
          throw key.wrong("each key once", "\"" + name + "\" again");
        }
      }
      node.fields = fields;
      return node;
    }
    if (token == JsonToken.START_ARRAY) {
      Node node = new Node(at, "an array");
      List<Node> items = new ArrayList<>();
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        items.add(value(parser, t, depth + 1));
      }
      node.items = items;
      return node;
    }
    Node node = new Node(at, parser.getText());
    node.text = token == JsonToken.VALUE_STRING;
    if (token.isNumeric()) {
      node.number = parser.getDoubleValue();
    }
    return node;
  }
}
