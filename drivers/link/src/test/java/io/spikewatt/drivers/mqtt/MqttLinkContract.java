package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.testkit.Await;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the link keeps with whatever broker. */
@Timeout(120)
abstract class MqttLinkContract {

  /** Each has its own name: Moquette may drop the second of one name with the first. */
  private static final AtomicInteger WATCHERS = new AtomicInteger();

  MqttBroker broker;
  MqttLink link;

  abstract MqttBroker makeBroker() throws Exception;

  /** What the link is configured to speak. */
  abstract MqttVersion version();

  /** Whether a live command keeps the retain flag of its sender, as with MQTT 5 alone. */
  boolean flagsLiveCommands() {
    return version() == MqttVersion.V5;
  }

  /** Whether the broker tells a subscriber that a message was kept for it, as it must. */
  boolean flagsRetained() {
    return true;
  }

  /** Whether who subscribes with a wildcard gets what was kept, as it must. */
  boolean keptMessagesMeetWildcards() {
    return true;
  }

  @BeforeEach
  void start() throws Exception {
    broker = makeBroker();
    broker.start();
    link = link("gateway");
    Await.until("connected", link::connected);
  }

  /** Without the broker's program the test is skipped before there is anything to close. */
  @AfterEach
  void stop() {
    if (broker != null) {
      if (link != null) {
        link.close();
      }
      broker.close();
    }
  }

  @Test
  void afterConnectingTheBirthIsRetainedAndAfterClosingTheWill() throws MqttException {
    try (Watcher watcher = new Watcher("spikewatt/test/status")) {
      watcher.awaitText("spikewatt/test/status", "online");
      link.close();
      watcher.awaitText("spikewatt/test/status", "offline");
    }
    try (Watcher late = new Watcher("spikewatt/test/status")) {
      assertEquals(flagsRetained(), late.awaitText("spikewatt/test/status", "offline").retained());
    }
  }

  @Test
  void ofSeveralNodesTheNextIsTriedWhereOneDoesNotAnswer() {
    String nodes = "tcp://127.0.0.1:1,tcp://127.0.0.1:" + broker.port();
    // Each begins at a node by chance.
    for (int i = 0; i < 4; i++) {
      try (MqttLink other = link(nodes, "other" + i)) {
        Await.until("connected", other::connected);
      }
    }
  }

  @Test
  void aBurstFarBeyondTheWindowArrivesWholeAndInOrder() throws MqttException {
    try (Watcher watcher = new Watcher("spikewatt/test/state")) {
      for (int i = 0; i < 500; i++) {
        link.publish(message("spikewatt/test/state", "" + i, false));
      }
      Await.until("all of them", () -> watcher.seen.size() == 500);
      for (int i = 0; i < 500; i++) {
        assertEquals("" + i, text(watcher.seen.remove()));
      }
      assertEquals(0, link.dropped());
    }
  }

  @Test
  void receivedMessagesKeepTheirRetainedFlag() throws MqttException {
    try (Watcher other = new Watcher("nothing")) {
      other.publish("spikewatt/test/command/mode", "fresh".getBytes(StandardCharsets.UTF_8), false);
      assertFalse(awaitMessage("fresh").retained());
      other.publish("spikewatt/test/command/old", "stale".getBytes(StandardCharsets.UTF_8), true);
      assertEquals(flagsLiveCommands(), awaitMessage("stale").retained());
      if (keptMessagesMeetWildcards()) {
        try (MqttLink second = link("second")) {
          Message replayed = awaitMessage(second, "stale");
          assertEquals(flagsRetained(), replayed.retained());
        }
      }
      other.publish("spikewatt/test/command/old", new byte[0], true);
    }
  }

  @Test
  void anOversizedMessageIsRefusedAndCountedAndTheConnectionGoesOn() throws MqttException {
    try (Watcher other = new Watcher("nothing")) {
      for (int i = 0; i < 30; i++) {
        other.publish("spikewatt/test/command/mode", new byte[70_000 + i], false);
      }
      other.publish("spikewatt/test/command/mode", "fine".getBytes(StandardCharsets.UTF_8), false);
      awaitMessage("fine");
      assertEquals(30, link.dropped());
      assertTrue(link.connected());
    }
  }

  /** Paho's reading thread dies of such a topic, and Paho cannot publish on it. */
  @Test
  void aTopicWithAnEmojiDoesNotMakeTheLinkDeaf() throws Exception {
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), broker.port());
        Watcher usual = new Watcher("nothing")) {
      byte[] connect = {16, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'x'};
      other.getOutputStream().write(connect);
      assertEquals(4, other.getInputStream().readNBytes(4).length);
      byte[] topic = "spikewatt/test/command/\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
      byte[] publish = new byte[4 + topic.length + 2];
      publish[0] = 0x30;
      publish[1] = (byte) (publish.length - 2);
      publish[3] = (byte) topic.length;
      System.arraycopy(topic, 0, publish, 4, topic.length);
      publish[publish.length - 2] = '{';
      publish[publish.length - 1] = '}';
      other.getOutputStream().write(publish);
      assertEquals("spikewatt/test/command/????", awaitMessage("{}").topic());
      usual.publish("spikewatt/test/command/mode", "fine".getBytes(StandardCharsets.UTF_8), false);
      awaitMessage("fine");
    }
  }

  @Test
  void ofMoreReceivedMessagesThanItHoldsTheNewestStay() throws MqttException {
    try (Watcher other = new Watcher("nothing")) {
      for (int i = 0; i < 300; i++) {
        other.publish("spikewatt/test/command/mode", text(i), false);
      }
      Await.until("too many", () -> link.dropped() == 44);
      for (int i = 44; i < 300; i++) {
        assertEquals("" + i, text(link.poll().orElseThrow()));
      }
    }
  }

  private static byte[] text(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whileTheBrokerIsAwayNothingBlocksAndItsReturnBringsTheNewestOfEachTopic() throws Exception {
    broker.kill();
    Await.until("the loss is noticed", () -> !link.connected());
    for (int i = 0; i < 2_000; i++) {
      link.publish(message("spikewatt/test/plan", "plan " + i, true));
      link.publish(message("spikewatt/test/event", "event " + i, false));
    }
    assertEquals(1_000, link.dropped());
    broker.start();
    Await.until("connected again", link::connected);
    try (Watcher watcher = new Watcher("spikewatt/test/plan", "spikewatt/test/status")) {
      watcher.awaitText("spikewatt/test/plan", "plan 1999");
      watcher.awaitText("spikewatt/test/status", "online");
      watcher.publish(
          "spikewatt/test/command/mode", "auto".getBytes(StandardCharsets.UTF_8), false);
      assertEquals("auto", text(awaitMessage("auto")));
    }
  }

  @Test
  void aWatchedTopicGoesToItsReaderAloneAlsoAfterTheBrokerWasAway() throws Exception {
    Mailbox mailbox = link.watch(Set.of("plug/state"));
    awaitWatched(mailbox, "first");
    broker.kill();
    Await.until("the loss is noticed", () -> !link.connected());
    Mailbox late = link.watch(Set.of("plug/other", "plug/state"));
    broker.start();
    Await.until("connected again", link::connected);
    awaitWatched(mailbox, "second");
    awaitWatched(late, "third");
    assertEquals(Optional.empty(), link.poll());
    assertEquals(2, link.connections());
  }

  @Test
  void anOrderThatMeetsNoBrokerIsNotDeliveredLater() throws Exception {
    link.publish(Message.fleeting("plug/set", "sent".getBytes(StandardCharsets.UTF_8)));
    broker.kill();
    Await.until("the loss is noticed", () -> !link.connected());
    link.publish(Message.fleeting("plug/set", "old".getBytes(StandardCharsets.UTF_8)));
    Mailbox seen = link.watch(Set.of("plug/set"));
    broker.start();
    Await.until("connected again", link::connected);
    awaitWatched(seen, "plug/set", "end");
  }

  /** Its subscribers may connect later than the link: they get what the broker keeps. */
  @Test
  void theListenerIsCalledOnceAConnectionAndWhatItSendsFollowsTheBirth() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    link.onConnection(
        () ->
            link.publish(
                new Message(
                    "spikewatt/test/status",
                    text(calls.incrementAndGet()),
                    true,
                    Message.Kind.FLEETING,
                    Optional.empty())));
    for (int i = 1; i <= 2; i++) {
      broker.kill();
      Await.until("the loss is noticed", () -> !link.connected());
      broker.start();
      try (Watcher watcher = new Watcher("spikewatt/test/status")) {
        watcher.awaitText("spikewatt/test/status", "" + i);
      }
      assertEquals(i, calls.get());
      assertEquals(1 + i, link.connections());
    }
  }

  @Test
  void theSenderLearnsWhatBecameOfAMessage() throws Exception {
    MessageDelivery sent = link.send(Message.fleeting("spikewatt/test/event", text(1)));
    Await.until("confirmed", () -> sent.state() == MessageDelivery.State.CONFIRMED);
    MessageDelivery never = link.send(Message.fleeting("no/wildcard/#", text(2)));
    Await.until("refused", () -> never.state() == MessageDelivery.State.REFUSED);
    broker.kill();
    Await.until("the loss is noticed", () -> !link.connected());
    Await.until(
        "lost at once",
        () ->
            link.send(Message.fleeting("spikewatt/test/event", text(3))).state()
                == MessageDelivery.State.LOST);
    assertTrue(link.problem().orElseThrow().contains("tcp://127.0.0.1:"), "" + link.problem());
    broker.start();
    Await.until("connected again", link::connected);
    assertEquals(Optional.empty(), link.problem());
  }

  @Test
  void historicalMessagesArriveWholeAndInOrderBesideLiveOnes() throws MqttException {
    try (Watcher watcher = new Watcher("spikewatt/test/#")) {
      for (int i = 0; i < 300; i++) {
        link.publish(Message.historical("spikewatt/test/event", text(i)));
      }
      for (int i = 0; i < 300; i++) {
        link.publish(Message.fleeting("spikewatt/test/state", text(i)));
      }
      List<String> all = IntStream.range(0, 300).mapToObj(i -> "" + i).toList();
      for (String topic : List.of("spikewatt/test/state", "spikewatt/test/event")) {
        Await.until("all of " + topic, () -> texts(watcher, topic).size() == 300);
        assertEquals(all, texts(watcher, topic));
      }
    }
  }

  private static List<String> texts(Watcher watcher, String topic) {
    return watcher.seen.stream()
        .filter(message -> message.topic().equals(topic))
        .map(MqttLinkContract::text)
        .toList();
  }

  private void awaitWatched(Mailbox mailbox, String text) throws MqttException {
    awaitWatched(mailbox, "plug/state", text);
  }

  /** Publishes until the subscription stands and brings it; an order of before never does. */
  private void awaitWatched(Mailbox mailbox, String topic, String text) throws MqttException {
    try (Watcher other = new Watcher("nothing")) {
      Await.until(
          topic + " = " + text,
          () -> {
            other.say(topic, text);
            Optional<Message> next = mailbox.poll();
            next.ifPresent(message -> assertFalse(List.of("sent", "old").contains(text(message))));
            return next.filter(message -> text(message).equals(text)).isPresent();
          });
    }
  }

  @Test
  void manyRestartsLeaveNoThreadsBehind() throws Exception {
    int before = mqttThreads();
    for (int i = 0; i < 4; i++) {
      broker.kill();
      Await.until("the loss is noticed", () -> !link.connected());
      broker.start();
      Await.until("connected again", link::connected);
    }
    Await.until("the old threads are gone", () -> mqttThreads() <= before);
  }

  static int mqttThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream().filter(MqttLinkContract::isOurs).count();
  }

  private static boolean isOurs(Thread thread) {
    return thread.getName().startsWith("MQTT ") && thread.getName().contains("gateway");
  }

  /** Fails with the stacks of the threads that stay. */
  static void awaitEndOfThreads() {
    try {
      Await.until("all threads ended", () -> mqttThreads() == 0);
    } catch (AssertionError late) {
      StringBuilder stacks = new StringBuilder(String.valueOf(late.getMessage()));
      Thread.getAllStackTraces()
          .forEach(
              (thread, frames) -> {
                if (isOurs(thread)) {
                  stacks.append("\n").append(thread.getName()).append(Arrays.toString(frames));
                }
              });
      throw new AssertionError(stacks.toString(), late);
    }
  }

  MqttLink link(String clientId) {
    return link("tcp://127.0.0.1:" + broker.port(), clientId);
  }

  MqttLink link(String url, String clientId) {
    return TestLinks.link(url, clientId, version(), TestLinks::quick);
  }

  Message awaitMessage(String text) {
    return awaitMessage(link, text);
  }

  static Message awaitMessage(MqttLink link, String text) {
    Message[] found = new Message[1];
    Await.until(
        "message " + text,
        () -> {
          Optional<Message> next = link.poll();
          next.filter(message -> text(message).equals(text)).ifPresent(m -> found[0] = m);
          return found[0] != null;
        });
    return found[0];
  }

  static Message message(String topic, String payload, boolean retained) {
    return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), retained);
  }

  static String text(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }

  /** Another client, which sees what the broker hands out. */
  final class Watcher implements AutoCloseable {
    final Queue<Message> seen = new ConcurrentLinkedQueue<>();
    private final MqttAsyncClient client;

    Watcher(String... filters) throws MqttException {
      client = subscribed(filters);
    }

    /** Connects within ten attempts: Moquette may end one whose first subscription comes fast. */
    private MqttAsyncClient subscribed(String... filters) throws MqttException {
      for (int attempt = 1; ; attempt++) {
        MqttAsyncClient made = newClient();
        try {
          subscribe(made, filters);
          return made;
        } catch (MqttException e) {
          made.close(true);
          if (attempt == 10) {
            throw e;
          }
        }
      }
    }

    private MqttAsyncClient newClient() throws MqttException {
      return new MqttAsyncClient(
          "tcp://127.0.0.1:" + broker.port(),
          "watcher" + WATCHERS.incrementAndGet(),
          new MemoryPersistence());
    }

    private void subscribe(MqttAsyncClient made, String... filters) throws MqttException {
      made.setCallback(
          new MqttCallback() {
            @Override
            public void connectionLost(Throwable why) {}

            @Override
            public void messageArrived(String topic, MqttMessage message) {
              seen.add(new Message(topic, message.getPayload(), message.isRetained()));
            }

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
          });
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMaxInflight(1_000);
      made.connect(options).waitForCompletion(5_000);
      for (String filter : filters) {
        made.subscribe(filter, 1).waitForCompletion(5_000);
      }
    }

    void publish(String topic, byte[] payload, boolean retained) throws MqttException {
      client.publish(topic, payload, 1, retained).waitForCompletion(5_000);
    }

    void say(String topic, String text) {
      try {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), false);
      } catch (MqttException e) {
        throw new AssertionError(e);
      }
    }

    Message awaitText(String topic, String text) {
      Message[] found = new Message[1];
      Await.until(
          topic + " = " + text,
          () -> {
            for (Message message : seen) {
              if (message.topic().equals(topic) && text(message).equals(text)) {
                found[0] = message;
              }
            }
            return found[0] != null;
          });
      return found[0];
    }

    @Override
    public void close() throws MqttException {
      client.disconnectForcibly(0, 1_000, false);
      client.close(true);
    }
  }
}
