package io.spikewatt.drivers.topic;

import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One input: the newest message's value and its age, from the message's arrival or from the time in
 * it. A retained message without a time in it has an unknown age and is ignored. A document without
 * this value keeps the previous one.
 */
final class TopicReader {

  /** Unix times from here on are in milliseconds; in seconds it would be the year 5138. */
  private static final double MILLISECONDS_FROM = 1e11;

  private final Signal signal;
  private final TopicInput input;
  private final String topic;
  private final PayloadReader place;
  private final Optional<PayloadReader> time;
  private Sample newest;

  TopicReader(Signal signal, TopicInput input, String topic) {
    this.signal = signal;
    this.input = input;
    this.topic = topic;
    this.place = new PayloadReader(input.place().path());
    this.time = input.time().map(PayloadReader::new);
    this.newest = nothing("no message on " + topic + " yet");
  }

  Signal signal() {
    return signal;
  }

  String topic() {
    return topic;
  }

  Duration maxAge() {
    return input.maxAge();
  }

  /** Whether it is part of the device's readings: an optional one only once it was reported. */
  boolean counts() {
    return !input.optional() || !isNeverRead();
  }

  /** Takes a message of this input's topic that has just come in. */
  void take(Message message, Moment now) {
    Optional<Moment> at = takenAt(message, now);
    if (at.isEmpty()) {
      if (isNeverRead()) {
        newest = nothing(topic + " has a kept message only, whose age is unknown");
      }
      return;
    }
    Sample sample = sample(place.read(message.payload()), at.get());
    boolean absent =
        sample instanceof Sample.Missing missing
            && missing.reason().kind() == Fault.Kind.NEVER_READ;
    if (!absent || isNeverRead()) {
      newest = sample;
    }
  }

  /** The value now; stale beyond the largest age. */
  Sample sample(Moment now) {
    if (isNeverRead() && newest instanceof Sample.Missing missing) {
      return new Sample.Missing(signal, missing.reason(), now);
    }
    Duration age = now.since(newest.at());
    if (age.compareTo(input.maxAge()) <= 0) {
      return newest;
    }
    return Sample.missing(
        signal, Fault.Kind.STALE, "nothing on " + topic + " for " + age.toSeconds() + " s", now);
  }

  private boolean isNeverRead() {
    return newest instanceof Sample.Missing missing
        && missing.reason().kind() == Fault.Kind.NEVER_READ;
  }

  private Sample sample(PayloadValue payloadValue, Moment at) {
    return switch (payloadValue) {
      case PayloadValue.Numeric number -> good(number.value(), at);
      case PayloadValue.Text text -> {
        OptionalDouble number = input.words().number(text.text());
        yield number.isPresent()
            ? good(number.getAsDouble(), at)
            : bad("expected " + expected() + ", found " + PayloadReader.shown(text.text()), at);
      }
      case PayloadValue.Bad broken -> bad(broken.why(), at);
      case PayloadValue.Nothing nothing ->
          Sample.missing(signal, Fault.Kind.NOT_IMPLEMENTED, topic + " says null", at);
      case PayloadValue.Absent absent ->
          nothing("the messages on " + topic + " have no " + input.place().path());
    };
  }

  private Sample good(double number, Moment at) {
    return Sample.checked(signal, input.scale().value(number), at);
  }

  private Sample bad(String why, Moment at) {
    return Sample.missing(signal, Fault.Kind.BAD_FRAME, topic + ": " + why, at);
  }

  private Sample nothing(String why) {
    return Sample.missing(signal, Fault.Kind.NEVER_READ, why, new Moment(0, Instant.EPOCH));
  }

  private String expected() {
    return input.words().isEmpty()
        ? "a number"
        : "a number or one of " + input.words().numbers().keySet();
  }

  /** Time of the message's measurement, never later than now; empty = unknown. */
  private Optional<Moment> takenAt(Message message, Moment now) {
    if (time.isEmpty()) {
      return message.retained() ? Optional.empty() : Optional.of(now);
    }
    Optional<Instant> stamp =
        switch (time.get().read(message.payload())) {
          case PayloadValue.Numeric number -> unix(number.value());
          case PayloadValue.Text text -> Timestamp.parse(text.text());
          case PayloadValue.Nothing _, PayloadValue.Absent _, PayloadValue.Bad _ ->
              Optional.empty();
        };
    if (stamp.isEmpty()) {
      return message.retained() ? Optional.empty() : Optional.of(now);
    }
    Duration age = Duration.between(stamp.get(), now.instant());
    return Optional.of(age.isNegative() ? now : now.plus(age.negated()));
  }

  private static Optional<Instant> unix(double number) {
    return Timestamp.ofMillis(number >= MILLISECONDS_FROM ? number : number * 1_000);
  }
}
