package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.tinylog.Logger;

/**
 * One connection to the broker, from CONNECT to its loss. The link's thread uses it; the library's
 * threads only notify it of arrivals, confirmations and losses.
 */
final class MqttSession {

  /** The library notices a half-open line after two and a half keep-alives; this is 1.25. */
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(25);

  /** Fixed header, number, lengths and properties of a message, at most. */
  private static final int MESSAGE_OVERHEAD = 64;

  /** A broker that refuses everything must not fill the log. */
  private static final int MOST_REFUSALS_LOGGED = 50;

  private final ProtocolClient client;
  private final StreamGuards guards;
  private final Runnable wake;
  private final int qos;
  private final Map<MessageDelivery, OutgoingMessage> unconfirmed = new LinkedHashMap<>();
  private final Set<String> refusedTopics = new HashSet<>();
  private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();
  private final SystemClock realTime = new SystemClock();
  private Moment lastConfirmed = realTime.now();
  private volatile boolean alive = true;

  /** With MQTT 5, subscribed commands keep their sender's retain flag; {@code qos} is ours. */
  record Settings(Site.Mqtt config, Optional<Message> will, List<String> subscriptions, int qos) {}

  private MqttSession(
      Settings settings,
      ProtocolVersion version,
      AtomicLong refused,
      Consumer<Message> received,
      Runnable wake)
      throws IOException {
    this.wake = wake;
    this.qos = settings.qos();
    // No sender produces this by accident, so it identifies a stripped payload.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] mark =
        (Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
            .getBytes(StandardCharsets.US_ASCII);
    this.guards = new StreamGuards(version, mark, refused);
    ConnectSettings connect = connectSettings(settings, certificates::add);
    Arrivals arrivals = new Arrivals(mark, received);
    // A library's classes are loaded only if it is used.
    this.client =
        version == ProtocolVersion.V5
            ? new Mqtt5Client(connect, guards, arrivals)
            : new Mqtt3Client(connect, guards, arrivals);
  }

  /**
   * Connects and subscribes; takes a bounded time.
   *
   * @param refused counts oversized messages
   * @param received takes each message, and returns at once
   * @param wake called when a message was confirmed or the connection was lost
   */
  static MqttSession open(
      Settings settings,
      ProtocolVersion version,
      AtomicLong refused,
      Consumer<Message> received,
      Runnable wake)
      throws NotConnected {
    Site.Mqtt config = settings.config();
    MqttSession mqttSession = null;
    try {
      mqttSession = new MqttSession(settings, version, refused, received, wake);
      mqttSession.client.connect();
      mqttSession.subscribe(settings.subscriptions(), true);
      Logger.info(
          "{}: connected as {} with MQTT {}", config.broker(), config.clientId(), version.number());
      return mqttSession;
    } catch (IOException | IllegalArgumentException e) {
      if (mqttSession != null) {
        mqttSession.closeClient();
      }
      throw new NotConnected(config.broker() + ": " + e.getMessage(), e);
    }
  }

  private static ConnectSettings connectSettings(Settings settings, Consumer<X509Certificate> seen)
      throws IOException {
    Site.Mqtt config = settings.config();
    Optional<SSLSocketFactory> tls =
        config.encrypted()
            ? Optional.of(BrokerTls.socketFactory(config.security(), seen))
            : Optional.empty();
    Optional<String> password =
        config.passwordFile().isPresent()
            ? Optional.of(PasswordFile.read("password-file", config.passwordFile().get()))
            : Optional.empty();
    return new ConnectSettings(
        config.broker(), config.clientId(), settings.will(), config.user(), password, tls);
  }

  /** Whether the connection seems up; one that confirms nothing is not. */
  boolean alive() {
    if (alive && isOverdue()) {
      Logger.warn("connection to the broker lost: nothing confirmed within {}", CONFIRMED_WITHIN);
      alive = false;
    }
    return alive;
  }

  private synchronized boolean isOverdue() {
    return !unconfirmed.isEmpty()
        && realTime.now().since(lastConfirmed).compareTo(CONFIRMED_WITHIN) > 0;
  }

  /** When the first of its certificates ends; empty if it has none. */
  Optional<Instant> certificateEnds() {
    return certificates.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder());
  }

  /** Number of messages that the broker has not confirmed yet. */
  synchronized int unconfirmed() {
    return unconfirmed.size();
  }

  /** Most messages that the broker takes before it has confirmed one. */
  int mostUnconfirmed() {
    return client.limits().unconfirmed();
  }

  /** Subscribes to more topics; false if the connection failed. */
  boolean subscribe(List<String> filters) {
    try {
      subscribe(filters, false);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      Logger.warn("not subscribed to {}: {}", filters, e.getMessage());
      return false;
    }
  }

  private void subscribe(List<String> filters, boolean asPublished) throws IOException {
    if (!filters.isEmpty()) {
      for (String denied : client.subscribe(filters, asPublished)) {
        Logger.warn("the broker does not let us subscribe to {}", denied);
      }
    }
  }

  /** Hands a message to the library; false if the connection does not take it. */
  boolean send(OutgoingMessage outgoing) {
    Message message = outgoing.message();
    if (isTooLarge(message)) {
      refuse(outgoing, "larger than the broker takes");
      return true;
    }
    synchronized (this) {
      lastConfirmed = unconfirmed.isEmpty() ? realTime.now() : lastConfirmed;
      unconfirmed.put(outgoing.delivery(), outgoing);
    }
    try {
      client.publish(message, qos, outcome -> ended(outgoing, outcome));
      return true;
    } catch (IllegalArgumentException e) {
      // A topic that cannot be published to must not be tried for ever.
      refuse(outgoing, String.valueOf(e.getMessage()));
      return true;
    } catch (IOException e) {
      synchronized (this) {
        unconfirmed.remove(outgoing.delivery());
      }
      Logger.warn("not published to {}: {}", message.topic(), e.getMessage());
      return false;
    }
  }

  private boolean isTooLarge(Message message) {
    int topic = message.topic().getBytes(StandardCharsets.UTF_8).length;
    return MESSAGE_OVERHEAD + topic + message.payload().length > client.limits().packetBytes();
  }

  /** Disconnects, in order if possible, and returns the unconfirmed messages, oldest first. */
  List<OutgoingMessage> close() {
    alive = false;
    closeClient();
    synchronized (this) {
      return new ArrayList<>(unconfirmed.values());
    }
  }

  private void closeClient() {
    client.close();
    guards.endSender();
  }

  /** On a thread of the library's. */
  private void ended(OutgoingMessage outgoing, ProtocolClient.Outcome outcome) {
    switch (outcome) {
      case CONFIRMED -> settle(outgoing, MessageDelivery.State.CONFIRMED);
      case REFUSED -> refuse(outgoing, "the broker refuses it");
      case NOT_TAKEN -> settle(outgoing, MessageDelivery.State.LOST);
      // Stays unconfirmed and is sent again by the next session.
      case CONNECTION_LOST -> lost();
    }
  }

  private void refuse(OutgoingMessage outgoing, String why) {
    String topic = outgoing.message().topic();
    boolean logged;
    synchronized (this) {
      logged = refusedTopics.size() < MOST_REFUSALS_LOGGED && refusedTopics.add(topic);
    }
    if (logged) {
      Logger.warn("not published to {}: {}", topic, why);
    }
    settle(outgoing, MessageDelivery.State.REFUSED);
  }

  private void settle(OutgoingMessage outgoing, MessageDelivery.State how) {
    synchronized (this) {
      unconfirmed.remove(outgoing.delivery());
      lastConfirmed = realTime.now();
    }
    outgoing.delivery().end(how);
    wake.run();
  }

  private void lost() {
    alive = false;
    wake.run();
  }

  private final class Arrivals implements ProtocolClient.Observer {
    private final byte[] mark;
    private final Consumer<Message> received;

    Arrivals(byte[] mark, Consumer<Message> received) {
      this.mark = mark;
      this.received = received;
    }

    @Override
    public void lost(String why) {
      Logger.warn("connection to the broker lost: {}", why);
      MqttSession.this.lost();
    }

    @Override
    public void arrived(Message message) {
      if (!Arrays.equals(message.payload(), mark)) {
        received.accept(message);
      }
    }
  }
}
