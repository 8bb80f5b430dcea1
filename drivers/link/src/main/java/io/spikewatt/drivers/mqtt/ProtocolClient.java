package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client library for one connection, the same for each version of MQTT. One thread uses it; the
 * library's own threads only notify the observer.
 */
interface ProtocolClient {

  /** Receives the events of the library's threads. Each method returns at once. */
  interface Observer {

    void arrived(Message message);

    void lost(String why);
  }

  /** Outcome of a message. */
  enum Outcome {
    CONFIRMED,
    /** The broker will never take it. */
    REFUSED,
    /** The broker did not take it this time. */
    NOT_TAKEN,
    CONNECTION_LOST
  }

  /** A library's exception in the same words for each library; its own may be empty. */
  static IOException failure(@Nullable String what, Exception of) {
    Throwable cause = of.getCause();
    String why =
        cause == null || cause.getMessage() == null
            ? cause instanceof EOFException ? "the broker ended it" : ""
            : cause.getMessage();
    String words =
        Stream.of(what, why)
            .filter(text -> text != null && !text.isEmpty())
            .collect(Collectors.joining(", "));
    return new IOException(words, of);
  }

  /** The filters that a broker's answer, one code each, does not grant. */
  static List<String> denied(List<String> filters, int @Nullable [] granted) {
    List<String> denied = new ArrayList<>();
    for (int i = 0; granted != null && i < Math.min(granted.length, filters.size()); i++) {
      if (granted[i] >= ConnectSettings.NOT_GRANTED) {
        denied.add(filters.get(i));
      }
    }
    return denied;
  }

  /**
   * Connects; takes a bounded time. The causes of an IOException contain a {@link VersionRefused}
   * if the broker does not speak this version.
   */
  void connect() throws IOException;

  /** Of the broker, once connected. */
  BrokerLimits limits();

  /**
   * Subscribes; takes a bounded time.
   *
   * @param asPublished whether a message keeps the retain flag that its sender gave it. Only MQTT 5
   *     does so; otherwise the flag says that the broker had kept the message
   * @return the filters that the broker does not grant
   */
  List<String> subscribe(List<String> filters, boolean asPublished) throws IOException;

  /**
   * Hands a message to the library.
   *
   * @param outcome receives its outcome, on a thread of the library's
   * @throws IllegalArgumentException if the topic cannot be published to
   * @throws IOException if the connection does not take it
   */
  void publish(Message message, int qos, Consumer<Outcome> outcome) throws IOException;

  /** Disconnects, in order if possible, and frees everything; takes a bounded time. */
  void close();
}
