package io.spikewatt.controller.decision;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phrase as JSON, so that it is read in any language later: {@code {"key", "values"}}, where a
 * value is a text, a phrase, a figure ({@code {"format", "number"}}), a price ({@code {"perKwh",
 * "decimals"}}) or a time ({@code {"at"}}).
 */
final class PhraseDocument {

  /** Another one might not be a format at all. */
  private static final Pattern FORMAT = Pattern.compile("%[.][0-9]f[^%]{0,20}");

  private static final int MOST_DECIMALS = 9;

  private PhraseDocument() {}

  static void write(JsonWriter writer, String name, Phrase phrase) {
    writer.in(
        name,
        body -> {
          body.put("key", phrase.key());
          if (!phrase.values().isEmpty()) {
            body.in(
                "values",
                all -> phrase.values().forEach((place, value) -> value(all, place, value)));
          }
        });
  }

  private static void value(JsonWriter writer, String place, Object value) {
    switch (value) {
      case Phrase part -> write(writer, place, part);
      case FormattedNumber figure ->
          writer.in(
              place,
              body -> body.put("format", figure.format()).exact("number", rounded(figure.value())));
      case EnergyPrice price ->
          writer.in(
              place,
              body ->
                  body.exact("perKwh", rounded(price.perKwh())).put("decimals", price.decimals()));
      case Instant at -> writer.in(place, body -> body.put("at", at));
      default -> writer.put(place, value.toString());
    }
  }

  /** Rounds to more digits than any text shows, which saves bytes. */
  private static double rounded(double value) {
    return Math.round(value * 1e5) / 1e5;
  }

  /** The phrase of a document; empty if this version cannot read one. */
  static Optional<Phrase> read(JsonTree document) {
    try {
      return document.find("key").map(key -> phrase(document));
    } catch (IllegalArgumentException | DateTimeException laterVersion) {
      return Optional.empty();
    }
  }

  private static Phrase phrase(JsonTree document) {
    Map<String, Object> values = new HashMap<>();
    document
        .find("values")
        .ifPresent(all -> all.fields().forEach((place, value) -> values.put(place, value(value))));
    String key = document.text("key");
    require(Language.ENGLISH.has(key), key);
    return new Phrase(key, values);
  }

  private static void require(boolean readable, Object found) {
    if (!readable) {
      throw new IllegalArgumentException("of a later version: " + found);
    }
  }

  private static Object value(JsonTree value) {
    if (value.find("key").isPresent()) {
      return phrase(value);
    }
    if (value.find("format").isPresent()) {
      String format = value.text("format");
      require(FORMAT.matcher(format).matches(), format);
      return new FormattedNumber(format, value.number("number"));
    }
    if (value.find("perKwh").isPresent()) {
      int decimals = (int) value.number("decimals");
      require(decimals >= 0 && decimals <= MOST_DECIMALS, decimals);
      return new EnergyPrice(value.number("perKwh"), decimals);
    }
    return value.find("at").isPresent() ? Instant.parse(value.text("at")) : value.text();
  }
}
