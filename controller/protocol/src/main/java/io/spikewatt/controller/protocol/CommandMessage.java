package io.spikewatt.controller.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.spikewatt.hal.time.Timestamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command's payload: {@code {"id", "issuedAt", "validForS", "value"}}, and {@code
 * "arriveWithinS"} where it may hold for longer than it may be on its way.
 *
 * @param id 1..64 visible ASCII characters, unique for each command
 * @param issuedAt when it was given
 * @param validFor how long it holds from then, > 0, at most 7 days
 * @param arriveWithin how long it may be on its way, > 0, at most 7 days; empty = as long as it
 *     holds
 * @param value a number, a text, true/false, or an object of those and of lists of numbers
 */
public record CommandMessage(
    String id, Instant issuedAt, Duration validFor, Optional<Duration> arriveWithin, Object value) {

  /** Larger payloads are refused unread. */
  public static final int MAX_BYTES = 4096;

  /** Durations are stored in milliseconds. */
  private static final List<String> FIELDS =
      List.of("id", "issuedAt", "validForS", "arriveWithinS", "value");

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,64}");

  private static final Pattern ID_FIELD =
      Pattern.compile("\"id\"\\s*:\\s*\"([\\x21-\\x7E&&[^\"\\\\]]{1,64})\"");

  private static final double MIN_VALIDITY_S = 0.001;

  private static final Duration MAX_VALIDITY = Duration.ofDays(7);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxNumberLength(32)
                  .maxStringLength(256)
                  .maxDocumentLength(MAX_BYTES)
                  .build())
          .build();

  /** A payload that is no command, and why. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
      super(message);
    }

    /** An unknown field, with the list of known ones. */
    public static Malformed unknown(Object field, List<String> known) {
      return new Malformed("unknown field \"" + field + "\", expected " + String.join(", ", known));
    }
  }

  public Instant until() {
    return issuedAt.plus(validFor);
  }

  /** From when on it arrives too late, though it would still hold; empty = never. */
  public Optional<Instant> lateFrom() {
    return arriveWithin.map(issuedAt::plus);
  }

  public static CommandMessage parse(byte[] payload) throws Malformed {
    if (payload.length > MAX_BYTES) {
      throw new Malformed("payload of " + payload.length + " bytes, at most " + MAX_BYTES);
    }
    Map<String, Object> fields;
    // Given bytes, the parser would guess the encoding and take UTF-16 and UTF-32 as well.
    try (JsonParser parser = JSON.createParser(text(payload))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Malformed("expected a JSON object");
      }
      fields = object(parser, false);
      if (parser.nextToken() != null) {
        throw new Malformed("something follows the JSON object");
      }
    } catch (IOException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Malformed("not JSON: " + first);
    }
    return of(fields);
  }

  /** The id in a payload that need not be a command, for the answer; empty if none is seen. */
  public static String id(byte[] payload) {
    int length = Math.min(payload.length, MAX_BYTES);
    Matcher field = ID_FIELD.matcher(new String(payload, 0, length, StandardCharsets.US_ASCII));
    return field.find() ? field.group(1) : "";
  }

  private static String text(byte[] payload) throws Malformed {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("not UTF-8");
    }
  }

  private static CommandMessage of(Map<String, Object> fields) throws Malformed {
    for (String name : fields.keySet()) {
      if (!FIELDS.contains(name)) {
        throw Malformed.unknown(name, FIELDS);
      }
    }
    if (!(fields.get("id") instanceof String id) || !ID.matcher(id).matches()) {
      throw new Malformed("\"id\": expected 1 to 64 visible ASCII characters without a space");
    }
    Instant issuedAt = time("issuedAt", fields.get("issuedAt"));
    Duration validFor = duration("validForS", fields.get("validForS"));
    Optional<Duration> arriveWithin = Optional.empty();
    if (fields.containsKey("arriveWithinS")) {
      arriveWithin = Optional.of(duration("arriveWithinS", fields.get("arriveWithinS")));
    }
    Object value = fields.get("value");
    if (value == null) {
      throw new Malformed("\"value\" is missing");
    }
    return new CommandMessage(id, issuedAt, validFor, arriveWithin, value);
  }

  private static Duration duration(String field, @Nullable Object value) throws Malformed {
    if (value instanceof Double seconds
        && seconds >= MIN_VALIDITY_S
        && seconds <= MAX_VALIDITY.toSeconds()) {
      return Duration.ofMillis((long) (seconds * 1000));
    }
    throw new Malformed(
        "\"%s\": expected %s..%s s, found %s"
            .formatted(field, MIN_VALIDITY_S, MAX_VALIDITY.toSeconds(), shown(value)));
  }

  /**
   * A value of a payload in a message: a text in quotes, so that a reader can tell it from a
   * number.
   */
  public static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case String text -> "\"" + text + "\"";
      case double[] _ -> "a list";
      default -> value.toString();
    };
  }

  /** A time in a payload, at its field. */
  public static Instant time(String field, @Nullable Object value) throws Malformed {
    Optional<Instant> time =
        value instanceof String text ? Timestamp.parse(text) : Optional.empty();
    return time.orElseThrow(
        () ->
            new Malformed(
                "\"%s\": expected %s, found %s"
                    .formatted(field, Timestamp.EXPECTED, value == null ? "nothing" : value)));
  }

  private static Map<String, Object> object(JsonParser parser, boolean inside)
      throws IOException, Malformed {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (fields.put(name, value(parser, inside)) != null) {
        throw new Malformed("\"" + name + "\" is there twice");
      }
    }
    return fields;
  }

  private static Object value(JsonParser parser, boolean inside) throws IOException, Malformed {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT -> object(parser, true);
      case START_ARRAY -> {
        if (!inside) {
          throw noValue(parser);
        }
        yield numbers(parser);
      }
      default -> throw noValue(parser);
    };
  }

  private static Malformed noValue(JsonParser parser) throws IOException {
    return new Malformed("\"" + parser.currentName() + "\": null or a list is no value");
  }

  private static double[] numbers(JsonParser parser) throws IOException, Malformed {
    String name = parser.currentName();
    List<Double> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!(value(parser, false) instanceof Double number)) {
        throw new Malformed("\"" + name + "\": expected a list of numbers");
      }
      numbers.add(number);
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
