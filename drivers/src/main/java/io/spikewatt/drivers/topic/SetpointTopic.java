package io.spikewatt.drivers.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One output. Publishes a setpoint when it changes, after a new connection, and before the device
 * drops it. Compares it with the device's confirmation, retries once, and then reports the
 * difference.
 */
final class SetpointTopic {

  private static final int REFRESHES_PER_TIMEOUT = 3;

  /** Gateways of radio devices repeat an old state for a moment after a new setpoint. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(5);

  private final Signal signal;
  private final TopicOutput output;
  private final String topic;
  private final TopicWriter writer;
  private final Optional<String> echoTopic;
  private final PayloadReader echoPlace;
  private final Duration grace;
  private @Nullable Sent sent;
  private @Nullable Echo echo;

  /**
   * A setpoint on its way: {@code since} is when the device was first told of it, or told again
   * because it showed another; {@code at} is its last publication.
   */
  private record Sent(
      TopicWriter.Payload payload, long connection, Moment since, Moment at, boolean repeated) {

    Sent renewed(Moment now) {
      return new Sent(payload, connection, since, now, repeated);
    }
  }

  private record Echo(PayloadValue found, Moment at) {}

  /** {@code settling} is the device's time to follow a setpoint. */
  SetpointTopic(Signal signal, TopicOutput output, String base, Duration settling) {
    this.signal = signal;
    this.output = output;
    this.topic = output.place().under(base);
    this.writer = new TopicWriter(output);
    this.echoTopic = output.echo().map(place -> place.under(base));
    this.echoPlace = new PayloadReader(output.echo().map(TopicPlace::path).orElse(""));
    this.grace = settling.compareTo(LEAST_GRACE) > 0 ? settling : LEAST_GRACE;
  }

  Optional<String> echoTopic() {
    return echoTopic;
  }

  /** Takes a message of the echo's topic; ignores a retained one, which is old. */
  void take(Message message, Moment now) {
    PayloadValue payloadValue = echoPlace.read(message.payload());
    if (!message.retained() && !(payloadValue instanceof PayloadValue.Absent)) {
      echo = new Echo(payloadValue, now);
    }
  }

  /** Handles the loss of the device or the broker: the setpoint must be published again. */
  WriteReceipt lost(Fault why, Moment now) {
    sent = null;
    return new WriteReceipt.Failed(signal, why, now);
  }

  WriteReceipt write(ApprovedSetpoint setpoint, MessagePort port, Moment now) {
    double wanted = setpoint.orSafe(now).value();
    Optional<TopicWriter.Payload> payload = writer.payload(wanted);
    if (payload.isEmpty()) {
      String why = wanted + " is none of " + output.words().numbers().values();
      return new WriteReceipt.Refused(signal, Fault.of(Fault.Kind.OUT_OF_RANGE, why), now);
    }
    long connection = port.connections();
    Sent last = sent;
    if (last == null || last.connection != connection || isOther(last, payload.get())) {
      return publish(new Sent(payload.get(), connection, now, now, false), port);
    }
    boolean contradicted = contradicted(last);
    if (contradicted && !last.repeated) {
      return publish(new Sent(last.payload, connection, now, now, true), port);
    }
    WriteReceipt receipt =
        isRenewalDue(last, now)
            ? publish(last.renewed(now), port)
            : new WriteReceipt.Written(signal, last.payload.value(), false, now);
    if (!contradicted) {
      return receipt;
    }
    String why = echoTopic.orElse("") + " does not show " + last.payload.text();
    return new WriteReceipt.Failed(signal, Fault.of(Fault.Kind.NOT_FOLLOWED, why), now);
  }

  private WriteReceipt publish(Sent now, MessagePort port) {
    port.publish(message(now.payload.bytes()));
    sent = now;
    return new WriteReceipt.Written(signal, now.payload.value(), true, now.at);
  }

  /** A device that comes back must not follow a setpoint that it would have dropped meanwhile. */
  private Message message(byte[] payload) {
    if (output.retained()) {
      return new Message(topic, payload, true);
    }
    Message fleeting = Message.fleeting(topic, payload);
    return output.timeout().map(fleeting::expiringAfter).orElse(fleeting);
  }

  private static boolean isOther(Sent last, TopicWriter.Payload payload) {
    return !last.payload.text().equals(payload.text());
  }

  private boolean isRenewalDue(Sent last, Moment now) {
    return output
        .timeout()
        .map(timeout -> timeout.dividedBy(REFRESHES_PER_TIMEOUT))
        .filter(refresh -> now.since(last.at).compareTo(refresh) >= 0)
        .isPresent();
  }

  /** Whether the device has confirmed another value since its settling time ended. */
  private boolean contradicted(Sent last) {
    return echo != null
        && echo.at.since(last.since).compareTo(grace) >= 0
        && !writer.shows(echo.found, last.payload.value());
  }

  /** Encodes a setpoint as a payload. Has no side effects. */
  private record TopicWriter(TopicOutput output) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Payload of a setpoint, and its value after the output's own resolution. */
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
}
