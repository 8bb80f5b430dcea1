package io.spikewatt.drivers.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds one value in a payload: the payload itself, or a place in a JSON document. For any input it
 * ends soon, uses bounded memory and does not throw. Has no side effects.
 */
final class PayloadReader {

  /** Larger payloads are refused unread. */
  static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_DEPTH = 20;
  private static final int MAX_TEXT = 64;

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]{1,18}(\\.[0-9]{0,18})?|\\.[0-9]{1,18})([eE][-+]?[0-9]{1,3})?");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(40)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(1_024)
                  .maxDocumentLength(MAX_BYTES)
                  .build())
          .build();

  /** Names and indices of the path; empty = the payload itself. */
  private final List<String> steps;

  /** {@code path} is for example {@code a.b[0].c}; empty = the payload is the value itself. */
  PayloadReader(String path) {
    this.steps = path.isEmpty() ? List.of() : List.of(path.replace("[", ".[").split("\\.", -1));
  }

  PayloadValue read(byte[] payload) {
    if (payload.length > MAX_BYTES) {
      return new PayloadValue.Bad("at most " + MAX_BYTES + " bytes, not " + payload.length);
    }
    if (payload.length == 0) {
      return new PayloadValue.Nothing();
    }
    return steps.isEmpty() ? plain(payload) : document(payload);
  }

  private static PayloadValue plain(byte[] payload) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString().strip();
      if (NUMBER.matcher(text).matches()) {
        return number(Double.parseDouble(text));
      }
      return text(text);
    } catch (CharacterCodingException e) {
      return new PayloadValue.Bad("expected a number, found bytes that are no UTF-8");
    }
  }

  private PayloadValue document(byte[] payload) {
    try (JsonParser parser = JSON.createParser(payload)) {
      parser.nextToken();
      PayloadValue payloadValue = find(parser, 0);
      // Read to the end, because a truncated document is rejected as a whole.
      return parser.nextToken() == null
          ? payloadValue
          : new PayloadValue.Bad("expected one JSON document, found more behind it");
    } catch (IOException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new PayloadValue.Bad("expected JSON: " + first);
    }
  }

  /** Reads the parser's current value and leaves the parser at its end. */
  private PayloadValue find(JsonParser parser, int step) throws IOException {
    if (step == steps.size()) {
      return value(parser);
    }
    String name = steps.get(step);
    return name.startsWith("[")
        ? element(parser, step, Integer.parseInt(name.substring(1, name.length() - 1)))
        : field(parser, step, name);
  }

  private PayloadValue field(JsonParser parser, int step, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return instead("an object with " + name, parser);
    }
    PayloadValue payloadValue = new PayloadValue.Absent();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean here = parser.currentName().equals(name);
      parser.nextToken();
      if (here) {
        payloadValue = find(parser, step + 1);
      } else {
        parser.skipChildren();
      }
    }
    return payloadValue;
  }

  private PayloadValue element(JsonParser parser, int step, int index) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return instead("a list", parser);
    }
    PayloadValue payloadValue = new PayloadValue.Absent();
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (i == index) {
        payloadValue = find(parser, step + 1);
      } else {
        parser.skipChildren();
      }
    }
    return payloadValue;
  }

  private static PayloadValue value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getDoubleValue());
      case VALUE_STRING -> text(parser.getText());
      case VALUE_TRUE -> new PayloadValue.Text("true");
      case VALUE_FALSE -> new PayloadValue.Text("false");
      case VALUE_NULL -> new PayloadValue.Nothing();
      case null, default -> instead("a value", parser);
    };
  }

  private static PayloadValue instead(String expected, JsonParser parser) throws IOException {
    String found =
        switch (parser.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case null -> "nothing";
          default -> shown(parser.getText());
        };
    parser.skipChildren();
    return new PayloadValue.Bad("expected " + expected + ", found " + found);
  }

  private static PayloadValue number(double value) {
    return Double.isFinite(value)
        ? new PayloadValue.Numeric(value)
        : new PayloadValue.Bad("expected a finite number, found " + value);
  }

  private static PayloadValue text(String text) {
    return text.length() <= MAX_TEXT
        ? new PayloadValue.Text(text)
        : new PayloadValue.Bad("expected a number, found " + shown(text));
  }

  /** A text for messages: short, on one line. */
  static String shown(String text) {
    String cut = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return "\"" + cut.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
