package io.spikewatt.controller.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes JSON objects to bytes. Numbers keep three decimals: a tenth of a watt is noise. */
public final class JsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;
  private final ByteArrayOutputStream bytes;
  private final List<Integer> gaps = new ArrayList<>();

  /** Writes one value. */
  @FunctionalInterface
  private interface Value<T> {
    void write(T value) throws IOException;
  }

  private JsonWriter(JsonGenerator out, ByteArrayOutputStream bytes) {
    this.out = out;
    this.bytes = bytes;
  }

  /** A constant as payloads name it: lower case, words joined by hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One JSON object as UTF-8. */
  public static byte[] object(Consumer<JsonWriter> body) {
    return template(body).bytes;
  }

  /** One JSON object as text. */
  public static String text(Consumer<JsonWriter> body) {
    return new String(object(body), UTF_8);
  }

  /** {@code {"error": why}}: the document in the place of an answer. */
  public static String error(String why) {
    return text(writer -> writer.put("error", why));
  }

  /** One JSON object that lacks the values of {@link #later}. */
  public static JsonTemplate template(Consumer<JsonWriter> body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      JsonWriter writer = new JsonWriter(generator, bytes);
      writer.inner(body);
      generator.flush();
      return new JsonTemplate(bytes.toByteArray(), writer.gaps);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /** A field whose value {@link JsonTemplate#filled} gives. */
  public JsonWriter later(String name) {
    return field(
        name,
        "",
        nothing -> {
          out.writeRawValue(nothing);
          out.flush();
          gaps.add(bytes.size());
        });
  }

  public JsonWriter put(String name, String value) {
    return field(name, value, out::writeString);
  }

  /** Writes an RFC 3339 time in UTC, to the millisecond. */
  public JsonWriter put(String name, Instant value) {
    return put(name, text(value));
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** A time as {@link JsonTemplate#filled} takes it. */
  public static String json(Instant time) {
    return '"' + text(time) + '"';
  }

  public JsonWriter put(String name, boolean value) {
    return field(name, value, out::writeBoolean);
  }

  public JsonWriter put(String name, long value) {
    return field(name, value, out::writeNumber);
  }

  /** Writes a finite number. */
  public JsonWriter put(String name, double value) {
    return field(name, value, this::number);
  }

  /** Writes nothing where there is no value. */
  public JsonWriter put(String name, OptionalDouble value) {
    return value.isPresent() ? put(name, value.getAsDouble()) : this;
  }

  /** A finite number with six significant digits, for figures that may be small. */
  public JsonWriter exact(String name, double value) {
    return field(name, value, this::exact);
  }

  /** As {@link #exact(String, double)}; nothing where there is no value. */
  public JsonWriter exact(String name, OptionalDouble value) {
    return value.isPresent() ? exact(name, value.getAsDouble()) : this;
  }

  /** As {@link #exact(String, double)}, a list of them. */
  public JsonWriter exact(String name, double[] values) {
    return array(name, Arrays.stream(values).boxed().toList(), this::exact);
  }

  public JsonWriter put(String name, double[] values) {
    return array(name, Arrays.stream(values).boxed().toList(), this::number);
  }

  /** A list of numbers with three decimals; NaN is null. */
  public JsonWriter known(String name, double[] values) {
    return orNull(name, values, this::number);
  }

  /** A price with so many decimals that the written parts of a price add up to it. */
  public JsonWriter price(String name, double value) {
    return field(name, value, this::price);
  }

  /** A list of prices; NaN is null. */
  public JsonWriter prices(String name, double[] values) {
    return orNull(name, values, this::price);
  }

  private JsonWriter orNull(String name, double[] values, Value<Double> known) {
    return array(
        name,
        Arrays.stream(values).boxed().toList(),
        value -> {
          if (Double.isNaN(value)) {
            out.writeNull();
          } else {
            known.write(value);
          }
        });
  }

  public JsonWriter put(String name, Iterable<String> values) {
    return array(name, values, out::writeString);
  }

  /** A list of whole numbers. */
  public JsonWriter numbers(String name, Iterable<Integer> values) {
    return array(name, values, out::writeNumber);
  }

  /** An object inside this one. */
  public JsonWriter in(String name, Consumer<JsonWriter> body) {
    return field(name, body, this::inner);
  }

  /** A well-formed JSON document as it is. */
  public JsonWriter document(String name, String json) {
    return field(name, json, out::writeRawValue);
  }

  /** A list of objects. */
  public <T> JsonWriter each(String name, Iterable<T> items, BiConsumer<JsonWriter, T> body) {
    return array(name, items, item -> inner(writer -> body.accept(writer, item)));
  }

  private <T> JsonWriter array(String name, Iterable<T> items, Value<T> element) {
    return field(
        name,
        items,
        all -> {
          out.writeStartArray();
          for (T item : all) {
            element.write(item);
          }
          out.writeEndArray();
        });
  }

  private <T> JsonWriter field(String name, T value, Value<T> content) {
    try {
      out.writeFieldName(name);
      content.write(value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private void inner(Consumer<JsonWriter> body) throws IOException {
    out.writeStartObject();
    body.accept(this);
    out.writeEndObject();
  }

  private void exact(double value) throws IOException {
    out.writeNumber(new BigDecimal(finite(value)).round(new MathContext(6)).doubleValue());
  }

  private void price(double value) throws IOException {
    BigDecimal rounded = new BigDecimal(finite(value)).setScale(12, RoundingMode.HALF_EVEN);
    out.writeNumber(rounded.doubleValue());
  }

  private void number(double value) throws IOException {
    double rounded = Math.round(finite(value) * 1000) / 1000.0;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      out.writeNumber((long) rounded);
    } else {
      out.writeNumber(rounded);
    }
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a JSON number: " + value);
    }
    return value;
  }
}
