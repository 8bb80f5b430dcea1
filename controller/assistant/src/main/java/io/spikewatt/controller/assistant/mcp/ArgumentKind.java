package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kind of an argument: its schema and its check, which accept the same values. */
public sealed interface ArgumentKind {

  /** Writes the keywords of JSON Schema. */
  void describe(JsonWriter schema);

  /** The accepted values in words, for people and models. */
  String expected();

  /** The value as it is kept, one text for each value; empty if it is not accepted. */
  Optional<String> read(JsonTree value);

  /** A text without control characters. */
  record Text(int longest) implements ArgumentKind {

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", "string").put("maxLength", longest);
    }

    @Override
    public String expected() {
      return "a text of at most " + longest + " characters on one line";
    }

    @Override
    public Optional<String> read(JsonTree value) {
      String text = value.text();
      boolean good =
          value.kind() == JsonKind.TEXT
              && text.codePointCount(0, text.length()) <= longest
              && text.codePoints().allMatch(QuotedText::isReadable);
      return good ? Optional.of(text) : Optional.empty();
    }
  }

  /** A finite number with its range, ends included. */
  record Quantity(double least, double most) implements ArgumentKind {

    @Override
    public void describe(JsonWriter schema) {
      schema
          .put("type", "number")
          .document("minimum", plain(least))
          .document("maximum", plain(most));
    }

    @Override
    public String expected() {
      return "a number from " + plain(least) + " to " + plain(most);
    }

    @Override
    public Optional<String> read(JsonTree value) {
      if (value.kind() != JsonKind.NUMBER) {
        return Optional.empty();
      }
      double number = Double.parseDouble(value.text());
      boolean good = number >= least && number <= most;
      // Adding zero turns -0 into 0.
      return good ? Optional.of(plain(number + 0.0)) : Optional.empty();
    }

    private static String plain(double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
      return whole ? String.valueOf((long) number) : String.valueOf(number);
    }
  }

  /** A whole number with its range, ends included. */
  record Whole(int least, int most) implements ArgumentKind {

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", "integer").put("minimum", least).put("maximum", most);
    }

    @Override
    public String expected() {
      return "a whole number from " + least + " to " + most;
    }

    @Override
    public Optional<String> read(JsonTree value) {
      return new Quantity(least, most)
          .read(value)
          .filter(text -> text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9')));
    }
  }

  /** True or false. */
  record Flag() implements ArgumentKind {

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", "boolean");
    }

    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public Optional<String> read(JsonTree value) {
      return value.kind() == JsonKind.TRUTH ? Optional.of(value.text()) : Optional.empty();
    }
  }

  /** One of some words. */
  record Choice(List<String> options) implements ArgumentKind {

    public Choice {
      options = List.copyOf(options);
    }

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", "string").put("enum", options);
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", options);
    }

    @Override
    public Optional<String> read(JsonTree value) {
      boolean good = value.kind() == JsonKind.TEXT && options.contains(value.text());
      return good ? Optional.of(value.text()) : Optional.empty();
    }
  }

  /** A number or a text, kept as JSON writes it. */
  record Scalar(int longest) implements ArgumentKind {

    private static final int MOST_DIGITS = 12;

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", List.of("number", "string")).put("maxLength", longest);
    }

    @Override
    public String expected() {
      return "a number below 1e12, or a text of at most %d visible characters without quotes"
          .formatted(longest);
    }

    @Override
    public Optional<String> read(JsonTree value) {
      return switch (value.kind()) {
        case NUMBER -> plain(value.text());
        case TEXT ->
            value.text().length() <= longest && value.text().chars().allMatch(Scalar::isVisible)
                ? Optional.of('"' + value.text() + '"')
                : Optional.empty();
        case OBJECT, LIST, TRUTH, NOTHING -> Optional.empty();
      };
    }

    private static boolean isVisible(int c) {
      return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    private static Optional<String> plain(String written) {
      BigDecimal number = new BigDecimal(written).stripTrailingZeros();
      boolean isShort =
          number.scale() <= MOST_DIGITS && number.precision() - number.scale() <= MOST_DIGITS;
      return isShort
          ? Optional.of(number.signum() == 0 ? "0" : number.toPlainString())
          : Optional.empty();
    }
  }

  /** A time of the years 2000 to 2099 with its offset from UTC, to the second. */
  record Time() implements ArgumentKind {

    private static final Pattern RFC_3339 =
        Pattern.compile(
            "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
                + "(Z|[+-][0-9]{2}:[0-9]{2})");

    @Override
    public void describe(JsonWriter schema) {
      schema.put("type", "string").put("format", "date-time");
    }

    @Override
    public String expected() {
      return "a time such as 2026-07-28T15:00:00Z or 2026-07-28T17:00:00+02:00";
    }

    @Override
    public Optional<String> read(JsonTree value) {
      if (value.kind() != JsonKind.TEXT || !RFC_3339.matcher(value.text()).matches()) {
        return Optional.empty();
      }
      try {
        Instant time = OffsetDateTime.parse(value.text()).toInstant();
        return Optional.of(time.truncatedTo(ChronoUnit.SECONDS).toString());
      } catch (DateTimeException noTime) {
        return Optional.empty();
      }
    }
  }
}
