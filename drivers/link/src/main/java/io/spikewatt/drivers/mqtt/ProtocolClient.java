package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.io.EOFException;
import java.io.IOException;
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

  /** What the library's threads report. Each method returns at once. */
  interface Observer {

    void arrived(Message message);

    void lost(String why);
  }

  /** What became of a message. */
  enum Outcome {
    CONFIRMED,
    /** The broker will never take it. */
    REFUSED,
    /** The broker did not take it this time. */
    NOT_TAKEN,
    CONNECTION_LOST
  }

  /** A library's exception in words that are the same for each library; its own may be empty. */
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

  /**
   * Connects; takes a bounded time.
   *
   * @throws IOException if there is no connection; its causes contain a {@link VersionRefused} if
   *     the broker does not speak this version
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
   * @param outcome is given what became of it, on a thread of the library's
   * @throws IllegalArgumentException if the topic is none to publish to
   * @throws IOException if the connection does not take it
   */
  void publish(Message message, int qos, Consumer<Outcome> outcome) throws IOException;

  /** Disconnects, in order if possible, and frees everything; takes a bounded time. */
  void close();
}
