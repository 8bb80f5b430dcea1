package io.spikewatt.drivers.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.config.profile.TopicOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Encodes a setpoint as a payload. Has no side effects. */
record TopicWriter(TopicOutput output) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Payload of a setpoint.
   *
   * @param value the setpoint after the output's own resolution
   */
  record Payload(String text, double value, byte[] bytes) {}

  /** The payload; empty if the output's words have none for the value. */
  Optional<Payload> payload(double setpoint) {
    if (!output.words().isEmpty()) {
      return output
          .words()
          .text(setpoint)
          .map(text -> new Payload(text, setpoint, bytes(text, false)));
    }
    BigDecimal number =
        BigDecimal.valueOf(output.scale().number(setpoint))
            .setScale(output.decimals(), RoundingMode.HALF_EVEN);
    double value = output.scale().value(number.doubleValue());
    String text = number.toPlainString();
    return Optional.of(new Payload(text, value, bytes(text, true)));
  }

  /** Whether the device confirms the published value within its digits. */
  boolean shows(PayloadValue payloadValue, double value) {
    return switch (payloadValue) {
      case PayloadValue.Numeric number -> {
        double half = 0.5 * Math.pow(10, -output.decimals()) * Math.abs(output.scale().factor());
        double shown = output.scale().value(number.value());
        yield Math.abs(shown - value) <= half * (1 + 1e-9);
      }
      case PayloadValue.Text text ->
          output.words().text(value).filter(text.text()::equals).isPresent();
      case PayloadValue.Nothing _, PayloadValue.Absent _, PayloadValue.Bad _ -> false;
    };
  }

  private byte[] bytes(String text, boolean number) {
    String path = output.place().path();
    boolean raw = number || text.equals("true") || text.equals("false");
    return path.isEmpty()
        ? text.getBytes(StandardCharsets.UTF_8)
        : object(List.of(path.split("\\.", -1)), text, raw);
  }

  /** One object in the other for each step of the path. */
  private static byte[] object(List<String> steps, String text, boolean raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      for (String step : steps) {
        json.writeStartObject();
        json.writeFieldName(step);
      }
      if (raw) {
        json.writeRawValue(text);
      } else {
        json.writeString(text);
      }
    } catch (IOException e) {
      // Nothing leaves memory here.
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
