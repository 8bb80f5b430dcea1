package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.tinylog.Logger;

/**
 * One connection to the broker, from CONNECT to its loss. The link's thread uses it; the library's
 * threads only notify it of arrivals, confirmations and losses.
 */
final class MqttSession {

  private static final int CONNECT_SECONDS = 5;
  private static final long ANSWER_MILLIS = 5_000;
  private static final int KEEP_ALIVE_SECONDS = 20;

  /** The library notices a half-open line after two and a half keep-alives; this is 1.25. */
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(25);

  private static final long DISCONNECT_MILLIS = 1_000;

  /** Quality of service of what must arrive, and of every will and subscription. */
  static final int AT_LEAST_ONCE = 1;

  static final int AT_MOST_ONCE = 0;

  /** A broker's answer to a subscription that it does not grant. */
  private static final int NOT_GRANTED = 0x80;

  private final GuardedClient client;
  private final Runnable wake;
  private final int qos;
  private final Set<OutgoingMessage> unconfirmed = new LinkedHashSet<>();
  private final List<X509Certificate> certificates;
  private final SystemClock realTime = new SystemClock();
  private Moment lastConfirmed = realTime.now();
  private volatile boolean alive = true;

  /**
   * @param qos quality of service of what is published
   */
  record Settings(Site.Mqtt config, Optional<Message> will, List<String> subscriptions, int qos) {}

  private MqttSession(
      GuardedClient client, Runnable wake, int qos, List<X509Certificate> certificates) {
    this.client = client;
    this.wake = wake;
    this.qos = qos;
    this.certificates = certificates;
  }

  /**
   * Connects and subscribes; takes a bounded time.
   *
   * @param refused counts oversized messages
   * @param received is given each message, and returns at once
   * @param wake is called when a message was confirmed or the connection was lost
   */
  static MqttSession open(
      Settings settings, AtomicLong refused, Consumer<Message> received, Runnable wake)
      throws NotConnected {
    Site.Mqtt config = settings.config();
    // No sender produces this by accident, so it identifies a stripped payload.
    byte[] mark = UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    GuardedClient client = null;
    try {
      client = new GuardedClient(config.broker(), config.clientId(), mark, refused);
      List<X509Certificate> certificates = new CopyOnWriteArrayList<>();
      MqttSession mqttSession = new MqttSession(client, wake, settings.qos(), certificates);
      client.setCallback(mqttSession.new Arrivals(mark, received));
      client
          .connect(options(settings, certificates::add))
          .waitForCompletion(ANSWER_MILLIS + 1_000L * CONNECT_SECONDS);
      subscribe(client, settings.subscriptions());
      Logger.info("{}: connected as {}", config.broker(), config.clientId());
      return mqttSession;
    } catch (MqttException | IOException | IllegalArgumentException e) {
      if (client != null) {
        discard(client);
      }
      throw new NotConnected(config.broker() + ": " + reason(e), e);
    }
  }

  /** Whether the connection is up, as far as is known; one that confirms nothing is not. */
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

  /** Subscribes to more topics; false if the connection failed. */
  boolean subscribe(List<String> filters) {
    try {
      subscribe(client, filters);
      return true;
    } catch (MqttException | IllegalArgumentException e) {
      Logger.warn("not subscribed to {}: {}", filters, reason(e));
      return false;
    }
  }

  /** Hands a message to the library; false if the connection does not take it. */
  boolean send(OutgoingMessage outgoing) {
    Message message = outgoing.message();
    synchronized (this) {
      lastConfirmed = unconfirmed.isEmpty() ? realTime.now() : lastConfirmed;
      unconfirmed.add(outgoing);
    }
    try {
      client.publish(
          message.topic(),
          message.payload(),
          qos,
          message.retained(),
          null,
          new Confirmation(outgoing));
      return true;
    } catch (MqttException | IllegalArgumentException e) {
      synchronized (this) {
        unconfirmed.remove(outgoing);
      }
      Logger.warn("not published to {}: {}", message.topic(), reason(e));
      // A topic that cannot be published to must not be tried for ever.
      boolean never = e instanceof IllegalArgumentException;
      if (never) {
        outgoing.delivery().end(MessageDelivery.State.REFUSED);
      }
      return never;
    }
  }

  /** Disconnects, in order if possible, and returns the unconfirmed messages, oldest first. */
  List<OutgoingMessage> close() {
    alive = false;
    discard(client);
    synchronized (this) {
      return new ArrayList<>(unconfirmed);
    }
  }

  private static MqttConnectOptions options(Settings settings, Consumer<X509Certificate> seen)
      throws IOException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    settings
        .will()
        .ifPresent(
            will -> options.setWill(will.topic(), will.payload(), AT_LEAST_ONCE, will.retained()));
    if (settings.config().encrypted()) {
      options.setSocketFactory(BrokerTls.socketFactory(settings.config().security(), seen));
      options.setHttpsHostnameVerificationEnabled(true);
    }
    if (settings.config().user().isPresent()) {
      options.setUserName(settings.config().user().get());
    }
    if (settings.config().passwordFile().isPresent()) {
      options.setPassword(PasswordFile.read(settings.config().passwordFile().get()).toCharArray());
    }
    return options;
  }

  private static void subscribe(GuardedClient client, List<String> filters) throws MqttException {
    if (filters.isEmpty()) {
      return;
    }
    int[] qos = new int[filters.size()];
    Arrays.fill(qos, AT_LEAST_ONCE);
    IMqttToken token = client.subscribe(filters.toArray(String[]::new), qos);
    token.waitForCompletion(ANSWER_MILLIS);
    int[] granted = token.getGrantedQos();
    for (int i = 0; i < granted.length; i++) {
      if (granted[i] == NOT_GRANTED) {
        Logger.warn("the broker does not let us subscribe to {}", filters.get(i));
      }
    }
  }

  private static void discard(GuardedClient client) {
    try {
      if (client.isConnected()) {
        client.disconnect(DISCONNECT_MILLIS).waitForCompletion(2 * DISCONNECT_MILLIS);
      } else {
        client.disconnectForcibly(0, DISCONNECT_MILLIS, false);
      }
    } catch (MqttException e) {
      Logger.debug("not disconnected in order: {}", reason(e));
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      Logger.warn("the MQTT client does not close: {}", reason(e));
    }
  }

  private static String reason(Exception e) {
    return e instanceof MqttException mqtt && mqtt.getCause() != null
        ? mqtt.getMessage() + ", " + mqtt.getCause().getMessage()
        : String.valueOf(e.getMessage());
  }

  private void confirmed(OutgoingMessage outgoing) {
    synchronized (this) {
      unconfirmed.remove(outgoing);
      lastConfirmed = realTime.now();
    }
    outgoing.delivery().end(MessageDelivery.State.CONFIRMED);
    wake.run();
  }

  private void lost() {
    alive = false;
    wake.run();
  }

  private final class Confirmation implements IMqttActionListener {
    private final OutgoingMessage outgoing;

    Confirmation(OutgoingMessage outgoing) {
      this.outgoing = outgoing;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      confirmed(outgoing);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable why) {
      // Stays unconfirmed and is sent again by the next session.
      lost();
    }
  }

  private final class Arrivals implements MqttCallback {
    private final byte[] mark;
    private final Consumer<Message> received;

    Arrivals(byte[] mark, Consumer<Message> received) {
      this.mark = mark;
      this.received = received;
    }

    @Override
    public void connectionLost(Throwable why) {
      Logger.warn("connection to the broker lost: {}", String.valueOf(why));
      lost();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      byte[] payload = message.getPayload();
      if (!Arrays.equals(payload, mark)) {
        received.accept(new Message(topic, payload, message.isRetained()));
      }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }
}
