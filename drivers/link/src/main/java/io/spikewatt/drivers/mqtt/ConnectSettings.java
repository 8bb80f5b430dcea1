package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Settings of a connection.
 *
 * @param broker {@code tcp://host:port} or {@code ssl://host:port}
 * @param tls of an encrypted connection; the broker's name is checked
 */
record ConnectSettings(
    String broker,
    String clientId,
    Optional<Message> will,
    Optional<String> user,
    Optional<String> password,
    Optional<SSLSocketFactory> tls) {

  /** Time for TCP, and for TLS. */
  static final int CONNECT_SECONDS = 5;

  static final int KEEP_ALIVE_SECONDS = 20;

  /** Time for the broker's answer to a request. */
  static final long ANSWER_MILLIS = 5_000;

  /** Time for both. */
  static final long CONNECTED_WITHIN_MILLIS = 1_000L * CONNECT_SECONDS + ANSWER_MILLIS;

  /** Most time for pending messages, before a proper end. */
  static final long QUIESCE_MILLIS = 1_000;

  /** Time for sending the last packet, which has no answer. */
  static final long DISCONNECT_MILLIS = 200;

  /** Quality of service of messages that must arrive, and of every will and subscription. */
  static final int AT_LEAST_ONCE = 1;

  static final int AT_MOST_ONCE = 0;

  /** A broker's answer to a subscription that it does not grant. */
  static final int NOT_GRANTED = 0x80;
}
