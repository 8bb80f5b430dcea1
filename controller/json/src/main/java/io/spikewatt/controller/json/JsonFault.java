package io.spikewatt.controller.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/**
 * What is wrong with a document, for its author: where, what was expected, what was found. The
 * parser's own sentences name its settings and quote the document.
 */
final class JsonFault {

  private static final int VISIBLE_FROM = ' ';
  private static final int VISIBLE_TO = '~';

  private JsonFault() {}

  /** An expectation of the reader, without a place. */
  static final class Unexpected extends IOException {
    private static final long serialVersionUID = 1L;

    /** {@code words}: what was expected and found. */
    Unexpected(String words) {
      super(words);
    }
  }

  /**
   * One sentence about a failure to read.
   *
   * @param parser in the state in which it failed
   */
  static String words(IOException failure, JsonParser parser, byte[] document, JsonBounds bounds) {
    JsonLocation at =
        failure instanceof JsonProcessingException e && e.getLocation() != null
            ? e.getLocation()
            : parser.currentTokenLocation();
    String what = "expected text in UTF-8";
    if (failure instanceof Unexpected) {
      what = String.valueOf(failure.getMessage());
    } else if (failure instanceof StreamConstraintsException) {
      what = bounds.words();
    } else if (failure instanceof JsonProcessingException e) {
      what = expected(parser) + found(e, at, document);
    }
    return "JSON, line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), what);
  }

  private static String expected(JsonParser parser) {
    JsonStreamContext context = parser.getParsingContext();
    if (context.inObject()) {
      return parser.currentToken() == JsonToken.FIELD_NAME
          ? "expected a value after a name"
          : "expected a name in double quotes, a comma or the object's end";
    }
    return context.inArray()
        ? "expected a value, a comma or the list's end"
        : "expected one JSON value";
  }

  /** The character at the place, which of a wrong word is behind it. */
  private static String found(JsonProcessingException e, JsonLocation at, byte[] document) {
    long offset = at.getByteOffset();
    if (offset >= document.length) {
      return ", found the document's end";
    }
    if (offset < 0 || !String.valueOf(e.getOriginalMessage()).startsWith("Unexpected character")) {
      return ", found another word";
    }
    int character = document[(int) offset];
    return character >= VISIBLE_FROM && character <= VISIBLE_TO
        ? ", found " + (char) character
        : ", found the byte %02x".formatted(character & 0xFF);
  }
}
