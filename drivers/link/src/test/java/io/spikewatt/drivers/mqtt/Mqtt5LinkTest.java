package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only MQTT 5 can do, with mosquitto. */
@Timeout(60)
class Mqtt5LinkTest {

  @TempDir Path directory;
  private @Nullable Mosquitto broker;
  private String url = "";

  @AfterEach
  void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void a_retained_command_is_seen_as_such_but_a_devices_live_value_is_not() throws Exception {
    try (MqttLink link = link()) {
      try (Watcher other = new Watcher("nothing")) {
        other.publish("spikewatt/test/command/mode", "kept", true);
        assertTrue(MqttLinkContract.awaitMessage(link, "kept").retained());
        other.publish("spikewatt/test/command/mode", "live", false);
        assertFalse(MqttLinkContract.awaitMessage(link, "live").retained());
        // A plug that retains its state must not become deaf to itself.
        Mailbox plug = link.watch(Set.of("plug/state"));
        Await.until(
            "a live value of the plug",
            () -> {
              other.publish("plug/state", "on", true);
              return plug.poll().filter(message -> !message.retained()).isPresent();
            });
      }
    }
  }

  @Test
  void live_values_expire_kept_and_promised_ones_do_not() throws Exception {
    try (MqttLink link = link();
        Watcher watcher = new Watcher("site/#")) {
      link.publish(
          Message.fleeting("site/state", bytes("{}")).expiringAfter(Duration.ofSeconds(90)));
      link.publish(Message.fleeting("site/event", bytes("{}")));
      link.publish(new Message("site/plan", bytes("{}"), true));
      link.publish(Message.historical("site/record", bytes("{}")));
      Await.until("all of them", () -> watcher.seen.size() == 4);
      assertEquals(90, watcher.properties("site/state").getMessageExpiryInterval());
      for (String topic : List.of("site/event", "site/plan", "site/record")) {
        assertNull(watcher.properties(topic).getMessageExpiryInterval(), topic);
      }
      assertEquals(
          List.of(new UserProperty("historical", "true")),
          watcher.properties("site/record").getUserProperties());
      assertEquals(List.of(), watcher.properties("site/event").getUserProperties());
    }
  }

  @Test
  void what_the_brokers_access_list_refuses_is_refused_and_the_connection_goes_on()
      throws Exception {
    Path rights = Files.writeString(directory.resolve("acl"), "topic readwrite spikewatt/#\n");
    try (MqttLink link = link("acl_file " + rights)) {
      MessageDelivery denied = link.send(Message.fleeting("other/topic", bytes("no")));
      MessageDelivery granted = link.send(Message.fleeting("spikewatt/test/state", bytes("yes")));
      Await.until("granted", () -> granted.state() == MessageDelivery.State.CONFIRMED);
      assertEquals(MessageDelivery.State.REFUSED, denied.state());
      assertEquals(1, link.connections());
    }
  }

  /** The library would end the connection, and the message would be tried for ever. */
  @Test
  void a_message_larger_than_the_broker_takes_is_refused_and_the_connection_goes_on()
      throws Exception {
    try (MqttLink link = link("max_packet_size 20000")) {
      MessageDelivery large = link.send(Message.fleeting("a", new byte[20_000]));
      MessageDelivery small = link.send(Message.fleeting("a", new byte[19_000]));
      Await.until("confirmed", () -> small.state() == MessageDelivery.State.CONFIRMED);
      assertEquals(MessageDelivery.State.REFUSED, large.state());
      assertEquals(1, link.connections());
    }
  }

  @Test
  void more_than_we_take_may_be_sent_to_a_broker_that_takes_it() throws Exception {
    try (MqttLink link = link()) {
      MessageDelivery large = link.send(Message.fleeting("a", new byte[4 * PacketGate.MAX_PACKET]));
      Await.until("confirmed", () -> large.state() == MessageDelivery.State.CONFIRMED);
    }
  }

  @Test
  void a_burst_reaches_a_broker_that_takes_one_message_at_a_time() throws Exception {
    try (MqttLink link = link("max_inflight_messages 1")) {
      List<MessageDelivery> all = new java.util.ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(link.send(Message.fleeting("a", bytes("" + i))));
      }
      Await.until(
          "all confirmed",
          () -> all.stream().allMatch(one -> one.state() == MessageDelivery.State.CONFIRMED));
      assertEquals(1, link.connections());
    }
  }

  /** With a largest packet announced, mosquitto 2.0.21 would send nothing after the twentieth. */
  @Test
  void a_hundred_oversized_commands_do_not_make_the_link_deaf() throws Exception {
    try (MqttLink link = link();
        Watcher other = new Watcher("nothing")) {
      for (int i = 0; i < 100; i++) {
        other.publish("spikewatt/test/command/mode", "0".repeat(70_000), false);
      }
      other.publish("spikewatt/test/command/mode", "fine", false);
      MqttLinkContract.awaitMessage(link, "fine");
      assertEquals(100, link.dropped());
    }
  }

  private MqttLink link(String... config) throws Exception {
    Mosquitto started = new Mosquitto(directory, config);
    broker = started;
    started.start();
    url = "tcp://127.0.0.1:" + started.port();
    MqttLink link = TestLinks.link(url, "gateway", MqttVersion.AUTO, TestLinks::quick);
    Await.until("connected", link::connected);
    return link;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Another client of MQTT 5, which sees what the broker hands out. */
  private final class Watcher implements MqttCallback, AutoCloseable {
    final Map<String, MqttMessage> seen = new ConcurrentHashMap<>();
    private final MqttAsyncClient client;

    Watcher(String filter) throws MqttException {
      client = new MqttAsyncClient(url, "watcher", new MemoryPersistence());
      client.setCallback(this);
      client.connect().waitForCompletion(5_000);
      client.subscribe(filter, 1).waitForCompletion(5_000);
    }

    MqttProperties properties(String topic) {
      return Optional.ofNullable(seen.get(topic)).orElseThrow().getProperties();
    }

    void publish(String topic, String text, boolean retained) {
      try {
        client.publish(topic, bytes(text), 1, retained).waitForCompletion(5_000);
      } catch (MqttException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      seen.put(topic, message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse why) {}

    @Override
    public void mqttErrorOccurred(MqttException why) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String url) {}

    @Override
    public void authPacketArrived(int code, MqttProperties properties) {}

    @Override
    public void close() throws MqttException {
      client.disconnectForcibly(0, 1_000, false);
      client.close(true);
    }
  }
}
