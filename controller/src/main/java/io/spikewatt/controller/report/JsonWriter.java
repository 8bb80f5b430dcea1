package io.spikewatt.controller.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;

/** Writes JSON objects to bytes. Numbers keep three decimals: a tenth of a watt is noise. */
public final class JsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;

  private JsonWriter(JsonGenerator jsonGenerator) {
    this.out = jsonGenerator;
  }

  /** Fills an object. */
  @FunctionalInterface
  public interface Body {
    void write(JsonWriter jsonWriter) throws IOException;
  }

  /** One JSON object as UTF-8. */
  public static byte[] object(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      generator.writeStartObject();
      body.write(new JsonWriter(generator));
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  public JsonWriter put(String name, String value) throws IOException {
    out.writeStringField(name, value);
    return this;
  }

  /** Writes an RFC 3339 time in UTC, to the millisecond. */
  public JsonWriter put(String name, Instant value) throws IOException {
    return put(name, value.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString());
  }

  public JsonWriter put(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
    return this;
  }

  public JsonWriter put(String name, long value) throws IOException {
    out.writeNumberField(name, value);
    return this;
  }

  /**
   * @param value finite
   */
  public JsonWriter put(String name, double value) throws IOException {
    out.writeFieldName(name);
    number(value);
    return this;
  }

  /**
   * A number with six significant digits, for figures that may be small.
   *
   * @param value finite
   */
  public JsonWriter exact(String name, double value) throws IOException {
    out.writeFieldName(name);
    exact(value);
    return this;
  }

  /** As {@link #exact(String, double)}, a list of them. */
  public JsonWriter exact(String name, double[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (double value : values) {
      exact(value);
    }
    out.writeEndArray();
    return this;
  }

  private void exact(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a JSON number: " + value);
    }
    out.writeNumber(new BigDecimal(value).round(new MathContext(6)).doubleValue());
  }

  public JsonWriter put(String name, double[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (double value : values) {
      number(value);
    }
    out.writeEndArray();
    return this;
  }

  public JsonWriter put(String name, Iterable<String> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
    return this;
  }

  /** A list of whole numbers. */
  public JsonWriter numbers(String name, Iterable<Integer> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (int value : values) {
      out.writeNumber(value);
    }
    out.writeEndArray();
    return this;
  }

  /** An object inside this one. */
  public JsonWriter in(String name, Body body) throws IOException {
    out.writeObjectFieldStart(name);
    body.write(this);
    out.writeEndObject();
    return this;
  }

  /** A list of objects. */
  public <T> JsonWriter each(String name, Iterable<T> items, Item<T> body) throws IOException {
    out.writeArrayFieldStart(name);
    for (T item : items) {
      out.writeStartObject();
      body.write(this, item);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }

  /** Fills one object of a list. */
  @FunctionalInterface
  public interface Item<T> {
    void write(JsonWriter jsonWriter, T item) throws IOException;
  }

  private void number(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a JSON number: " + value);
    }
    double rounded = Math.round(value * 1000) / 1000.0;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      out.writeNumber((long) rounded);
    } else {
      out.writeNumber(rounded);
    }
  }
}
