package io.spikewatt.drivers.topic;

import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.drivers.topic.TopicWriter.Payload;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
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

  private record Sent(Payload payload, long connection, Moment at, boolean repeated) {}

  private record Echo(PayloadValue found, Moment at) {}

  /**
   * @param base topic of the device
   * @param settling how long the device may take to follow a setpoint
   */
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

  /** The device or the broker was lost: the setpoint must be published again. */
  WriteReceipt lost(Fault why, Moment now) {
    sent = null;
    return new WriteReceipt.Failed(signal, why, now);
  }

  WriteReceipt write(ApprovedSetpoint setpoint, MessagePort port, Moment now) {
    double wanted = setpoint.orSafe(now).value();
    Optional<Payload> payload = writer.payload(wanted);
    if (payload.isEmpty()) {
      String why = wanted + " is none of " + output.words().numbers().values();
      return new WriteReceipt.Refused(signal, Fault.of(Fault.Kind.OUT_OF_RANGE, why), now);
    }
    long connection = port.connections();
    Sent last = sent;
    if (last == null || due(last, payload.get(), connection, now)) {
      return publish(new Sent(payload.get(), connection, now, false), port);
    }
    if (!contradicted(last)) {
      return new WriteReceipt.Written(signal, last.payload.value(), false, now);
    }
    if (!last.repeated) {
      return publish(new Sent(payload.get(), connection, now, true), port);
    }
    String why = echoTopic.orElse("") + " does not show " + last.payload.text();
    return new WriteReceipt.Failed(signal, Fault.of(Fault.Kind.NOT_FOLLOWED, why), now);
  }

  private WriteReceipt publish(Sent now, MessagePort port) {
    port.publish(message(now.payload.bytes()));
    sent = now;
    return new WriteReceipt.Written(signal, now.payload.value(), true, now.at);
  }

  /** A device that was away must not follow a setpoint that it would have dropped meanwhile. */
  private Message message(byte[] payload) {
    if (output.retained()) {
      return new Message(topic, payload, true);
    }
    Message fleeting = Message.fleeting(topic, payload);
    return output.timeout().map(fleeting::expiringAfter).orElse(fleeting);
  }

  private boolean due(Sent last, Payload payload, long connection, Moment now) {
    if (last.connection != connection || !last.payload.text().equals(payload.text())) {
      return true;
    }
    return output
        .timeout()
        .map(timeout -> timeout.dividedBy(REFRESHES_PER_TIMEOUT))
        .filter(refresh -> now.since(last.at).compareTo(refresh) >= 0)
        .isPresent();
  }

  /** Whether the device has confirmed another value since its settling time ended. */
  private boolean contradicted(Sent last) {
    return echo != null
        && echo.at.since(last.at).compareTo(grace) >= 0
        && !writer.shows(echo.found, last.payload.value());
  }
}
