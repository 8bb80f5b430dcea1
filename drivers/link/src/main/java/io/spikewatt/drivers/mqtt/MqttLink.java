package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A connection to an MQTT broker that reconnects by itself. One own thread connects, subscribes and
 * publishes; the library's threads only fill queues. Messages are sent with QoS 1, eight at a time;
 * unconfirmed ones are sent again after a reconnect. Thread-safe.
 */
public final class MqttLink implements MessagePort {

  private static final int MAX_WAITING = 1_000;
  private static final long MAX_WAITING_BYTES = 2L << 20;
  private static final int MAX_RECEIVED = 256;

  /** Below the limit of 10 of Paho's client of 3.1.1, beyond which it throws. */
  private static final int WINDOW = 8;

  private static final long OVERDUE_CHECK_MILLIS = 5_000;

  /** The same reason is logged again after this. */
  private static final Duration LOG_AGAIN = Duration.ofHours(1);

  /** A connection lost sooner counts as turned away. */
  private static final Duration STOOD = Duration.ofSeconds(30);

  private static final Duration FLUSH_BOUND = Duration.ofSeconds(2);
  private static final Duration STOP_BOUND = Duration.ofSeconds(5);

  private final Supplier<MqttSession.Settings> nextSettings;
  private final Optional<Message> birth;
  private final ReconnectDelay reconnectDelay;
  private final VersionChoice versionChoice;
  private final SystemClock realTime = new SystemClock();
  private final PublishQueue publishQueue = new PublishQueue(MAX_WAITING, MAX_WAITING_BYTES);
  private final Deque<Message> inbox = new ArrayDeque<>();
  private final TopicSubscriptions topicSubscriptions = new TopicSubscriptions();
  private final AtomicLong refused = new AtomicLong();
  private final Thread thread;
  private long inboxDropped;
  private long connections;
  private boolean closing;
  private boolean stopped;
  private boolean renewing;

  /** Of the connection, or of the last attempt. */
  private Optional<Message> will = Optional.empty();

  private volatile @Nullable MqttSession mqttSession;
  private volatile Runnable onConnection = () -> {};
  private volatile Optional<Instant> certificateEnds = Optional.empty();

  /** Why there is no connection; without meaning while there is one. */
  private volatile String problem;

  /** Of the link's thread. */
  private Moment problemLogged;

  /**
   * Starts connecting in the background.
   *
   * @param config broker, client id, user, and the authorities of an {@code ssl://} connection;
   *     several brokers with commas between them are nodes of one cluster, tried by turns
   * @param will last will, which the broker publishes when the connection is lost; also sent on
   *     {@link #close}
   * @param birth message published after every connect, retained
   * @param subscriptions topic filters, subscribed anew after every connect
   */
  public MqttLink(Site.Mqtt config, Message will, Message birth, List<String> subscriptions) {
    this(
        config,
        will,
        birth,
        subscriptions,
        config.broker().contains(",")
            ? ReconnectDelay.ofCluster(new Random())
            : ReconnectDelay.withJitter(new Random()));
  }

  MqttLink(
      Site.Mqtt config,
      Message will,
      Message birth,
      List<String> subscriptions,
      ReconnectDelay reconnectDelay) {
    this(
        config,
        fixed(config, will, List.copyOf(subscriptions), ConnectSettings.AT_LEAST_ONCE),
        Optional.of(birth),
        reconnectDelay);
  }

  /**
   * A connection of a sender that repeats unanswered messages itself: each goes out at most once.
   * With QoS 1, RabbitMQ 4.0 confirms no message that it routes to a session on a node that has
   * just died, and everything behind it would wait.
   */
  public static MqttLink unconfirmed(
      Site.Mqtt config, Message will, Message birth, List<String> subscriptions) {
    return new MqttLink(
        config,
        fixed(config, will, List.copyOf(subscriptions), ConnectSettings.AT_MOST_ONCE),
        Optional.of(birth),
        ReconnectDelay.withJitter(new Random()));
  }

  private static Supplier<MqttSession.Settings> fixed(
      Site.Mqtt config, Message will, List<String> subscriptions, int qos) {
    List<MqttSession.Settings> nodes =
        Arrays.stream(config.broker().split(","))
            .map(
                node ->
                    new MqttSession.Settings(
                        config.withBroker(node), Optional.of(will), subscriptions, qos))
            .toList();
    // Clients begin at different nodes, and go on to the next with each attempt.
    AtomicInteger attempts = new AtomicInteger(new Random().nextInt(nodes.size()));
    return () -> nodes.get(Math.floorMod(attempts.getAndIncrement(), nodes.size()));
  }

  /** A read-only connection: no status, and a client id of its own beside the gateway's. */
  public static MqttLink onlooker(Site.Mqtt config) {
    Site.Mqtt own = config.withClientId(config.clientId() + "-probe");
    MqttSession.Settings settings =
        new MqttSession.Settings(own, Optional.empty(), List.of(), ConnectSettings.AT_LEAST_ONCE);
    return new MqttLink(
        own, () -> settings, Optional.empty(), ReconnectDelay.withJitter(new Random()));
  }

  /**
   * A connection whose will changes with each attempt to connect. It publishes no birth; its
   * messages are sent at most once, over the present connection or never.
   *
   * @param config broker and client id of this connection alone
   * @param will called before each attempt, on the link's thread
   * @param subscriptions topic filters, subscribed anew after every connect
   */
  public static MqttLink withChangingWill(
      Site.Mqtt config, Supplier<Message> will, List<String> subscriptions) {
    return new MqttLink(
        config,
        () ->
            new MqttSession.Settings(
                config,
                Optional.of(will.get()),
                List.copyOf(subscriptions),
                ConnectSettings.AT_MOST_ONCE),
        Optional.empty(),
        ReconnectDelay.withJitter(new Random()));
  }

  private MqttLink(
      Site.Mqtt config,
      Supplier<MqttSession.Settings> nextSettings,
      Optional<Message> birth,
      ReconnectDelay reconnectDelay) {
    this.nextSettings = nextSettings;
    this.birth = birth;
    this.reconnectDelay = reconnectDelay;
    this.versionChoice = new VersionChoice(config.version());
    this.problem = "not reached yet";
    this.problemLogged = realTime.now();
    PahoLog.install();
    this.thread = Thread.ofPlatform().daemon().name("mqtt-" + config.clientId()).start(this::keep);
  }

  @Override
  public boolean connected() {
    MqttSession current = mqttSession;
    return current != null && current.alive();
  }

  @Override
  public Optional<Instant> certificateEnds() {
    return certificateEnds;
  }

  @Override
  public synchronized long connections() {
    return connections;
  }

  @Override
  public void onConnection(Runnable listener) {
    onConnection = listener;
  }

  @Override
  public Optional<String> problem() {
    return connected() ? Optional.empty() : Optional.of(problem);
  }

  @Override
  public synchronized MessageDelivery send(Message message) {
    OutgoingMessage outgoing = new OutgoingMessage(message);
    if (outgoing.waits() || mqttSession != null) {
      publishQueue.add(outgoing);
      notifyAll();
    } else {
      outgoing.delivery().end(MessageDelivery.State.LOST);
    }
    return outgoing.delivery();
  }

  /**
   * Hands a message over for one connection: it is sent over that one or never.
   *
   * @param connection number of the connection, as of {@link #connections}
   * @param message a fleeting one
   * @return false if that connection is lost
   */
  public synchronized boolean publishOn(long connection, Message message) {
    if (connection != connections || mqttSession == null) {
      return false;
    }
    publishQueue.add(new OutgoingMessage(message));
    notifyAll();
    return true;
  }

  /**
   * Ends a connection in order, after its will and the queued messages, and connects anew; no
   * effect if that connection is lost already.
   */
  @Override
  public synchronized void renew(long connection) {
    if (connection == connections && mqttSession != null && !renewing) {
      will.map(OutgoingMessage::new).ifPresent(publishQueue::add);
      renewing = true;
      notifyAll();
    }
  }

  @Override
  public synchronized Mailbox watch(Set<String> topics) {
    Mailbox mailbox = topicSubscriptions.add(topics);
    notifyAll();
    return mailbox;
  }

  @Override
  public synchronized void unwatch(Mailbox mailbox) {
    topicSubscriptions.remove(mailbox);
  }

  @Override
  public synchronized Optional<Message> poll() {
    return Optional.ofNullable(inbox.pollFirst());
  }

  /** Number of messages that found no room, or were too large. */
  synchronized long dropped() {
    return publishQueue.dropped() + inboxDropped + topicSubscriptions.dropped() + refused.get();
  }

  /** Sends the queued messages and the will, for at most two seconds, then disconnects. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      will.map(OutgoingMessage::new).ifPresent(publishQueue::add);
      notifyAll();
    }
    try {
      if (!thread.join(FLUSH_BOUND)) {
        synchronized (this) {
          stopped = true;
          notifyAll();
        }
        if (!thread.join(STOP_BOUND)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The link's thread. */
  private void keep() {
    try {
      while (!finished()) {
        pause(reconnectDelay.after(serve(), realTime.now()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended();
    }
  }

  private synchronized void ended() {
    stopped = true;
    publishQueue.clear();
  }

  /** One connection from its making to its loss. */
  private ReconnectDelay.Ending serve() throws InterruptedException {
    MqttSession.Settings settings = nextSettings.get();
    attempt(settings);
    MqttSession current;
    try {
      current = open(settings);
    } catch (NotConnected failed) {
      logProblem(String.valueOf(failed.getMessage()));
      return failed.ending();
    }
    Moment since = realTime.now();
    boolean renewed;
    try {
      birth.map(OutgoingMessage::new).ifPresent(current::send);
      sessionUp(current);
      onConnection.run();
      while (current.alive() && sendNext(current)) {}
    } finally {
      problem = settings.config().broker() + ": the connection was lost";
      mqttSession = null;
      List<OutgoingMessage> unconfirmed = current.close();
      putBack(unconfirmed);
      renewed = sessionDown();
    }
    if (renewed) {
      return ReconnectDelay.Ending.RENEWED;
    }
    return realTime.now().since(since).compareTo(STOOD) >= 0
        ? ReconnectDelay.Ending.LOST
        : ReconnectDelay.Ending.TURNED_AWAY;
  }

  /** Tries a broker that refuses MQTT 5 again at once, with 3.1.1. */
  private MqttSession open(MqttSession.Settings settings) throws NotConnected {
    ProtocolVersion version = versionChoice.next(realTime.now());
    try {
      return open(settings, version);
    } catch (NotConnected failed) {
      if (failed.unanswered()) {
        versionChoice.unanswered(version);
      }
      if (!failed.versionRefused() || !versionChoice.refused(realTime.now())) {
        throw failed;
      }
      return open(settings, versionChoice.next(realTime.now()));
    }
  }

  private MqttSession open(MqttSession.Settings settings, ProtocolVersion version)
      throws NotConnected {
    MqttSession opened = MqttSession.open(settings, version, refused, this::received, this::wake);
    versionChoice.connected(version);
    return opened;
  }

  /** A broker that is away for days is tried every few seconds; that must not fill the log. */
  private void logProblem(String why) {
    Moment now = realTime.now();
    if (!why.equals(problem) || now.since(problemLogged).compareTo(LOG_AGAIN) >= 0) {
      Logger.warn("not connected: {}", why);
      problemLogged = now;
    }
    problem = why;
  }

  private synchronized void attempt(MqttSession.Settings settings) {
    will = settings.will();
  }

  private synchronized void sessionUp(MqttSession current) {
    topicSubscriptions.connected();
    connections++;
    certificateEnds = current.certificateEnds();
    mqttSession = current;
  }

  /** Returns whether we ended the connection to renew it. */
  private synchronized boolean sessionDown() {
    publishQueue.connectionLost();
    boolean renewed = renewing;
    renewing = false;
    return renewed;
  }

  /** Waits for a task and runs it; false when the thread must end. */
  private boolean sendNext(MqttSession current) throws InterruptedException {
    OutgoingMessage outgoing;
    List<String> wanted;
    synchronized (this) {
      wanted = topicSubscriptions.unsubscribed();
    }
    if (!wanted.isEmpty()) {
      return current.subscribe(wanted);
    }
    synchronized (this) {
      while (current.alive()
          && !stopped
          && !topicSubscriptions.hasUnsubscribed()
          && !mayPublish(current)
          && !((closing || renewing) && publishQueue.isEmpty() && current.unconfirmed() == 0)) {
        // Nothing signals a broker that stopped confirming, so check periodically.
        wait(OVERDUE_CHECK_MILLIS);
      }
      if (!current.alive() || stopped) {
        return false;
      }
      if (topicSubscriptions.hasUnsubscribed()) {
        return true;
      }
      Optional<OutgoingMessage> next = publishQueue.take();
      if (next.isEmpty()) {
        stopped = closing;
        return false;
      }
      outgoing = next.get();
    }
    if (!current.send(outgoing)) {
      putBack(List.of(outgoing));
      return false;
    }
    return true;
  }

  /** Historical messages leave half of the room to live ones, at any time. */
  private boolean mayPublish(MqttSession current) {
    int window = Math.min(WINDOW, current.mostUnconfirmed());
    int most = publishQueue.nextIsHistorical() ? Math.max(1, window / 2) : window;
    return !publishQueue.isEmpty() && current.unconfirmed() < most;
  }

  private synchronized void received(Message message) {
    if (topicSubscriptions.take(message)) {
      return;
    }
    // The last command counts: in a flood the oldest go.
    if (inbox.size() >= MAX_RECEIVED) {
      inbox.removeFirst();
      inboxDropped++;
    }
    inbox.addLast(message);
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void putBack(List<OutgoingMessage> unconfirmed) {
    unconfirmed.reversed().forEach(publishQueue::putBack);
  }

  private synchronized boolean finished() {
    return stopped;
  }

  private synchronized void pause(Duration duration) throws InterruptedException {
    Moment end = realTime.now().plus(duration);
    for (long left = duration.toNanos();
        left > 0 && !stopped && !closing;
        left = end.since(realTime.now()).toNanos()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (closing && mqttSession == null) {
      // There is no connection to close properly; reconnecting for that would only delay the end.
      stopped = true;
    }
  }
}
