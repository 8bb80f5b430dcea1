package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.message.Message;
import io.spikewatt.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A link whose will has another number at each attempt to connect. */
class ChangingWillTest {

  /** Topic, text and quality of service. */
  private record Seen(String topic, String text, int qos, boolean retained) {}

  @TempDir Path directory;

  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private Mosquitto broker;
  private MqttAsyncClient watcher;

  @BeforeEach
  void start() throws Exception {
    broker = new Mosquitto(directory);
    broker.start();
    watcher =
        new MqttAsyncClient("tcp://127.0.0.1:" + broker.port(), "watcher", new MemoryPersistence());
    watcher.connect().waitForCompletion(5_000);
    watcher
        .subscribe(
            "test/#",
            1,
            (topic, message) ->
                seen.add(
                    new Seen(
                        topic,
                        new String(message.getPayload(), StandardCharsets.UTF_8),
                        message.getQos(),
                        message.isRetained())))
        .waitForCompletion(5_000);
  }

  @AfterEach
  void stop() throws Exception {
    watcher.disconnectForcibly(0, 1_000, false);
    watcher.close(true);
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"V5", "V3_1_1"})
  void the_broker_publishes_the_will_of_the_connection_that_is_lost(MqttVersion version)
      throws Exception {
    try (Relay relay = Relay.to(broker.port());
        MqttLink link = link(relay.port(), version)) {
      Await.until("connected", link::connected);
      relay.cut();
      awaitSeen(new Seen("test/death", "1", 1, false));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"V5", "V3_1_1"})
  void a_message_for_a_lost_connection_is_never_sent(MqttVersion version) throws Exception {
    try (MqttLink link = link(broker.port(), version)) {
      Await.until("connected", link::connected);
      assertTrue(link.publishOn(1, message("test/data", "first")));
      awaitSeen(new Seen("test/data", "first", 0, false));
      link.renew(1);
      Await.until("connected anew", () -> link.connections() == 2 && link.connected());
      assertFalse(link.publishOn(1, message("test/data", "late")));
      assertTrue(link.publishOn(2, message("test/data", "second")));
      awaitSeen(new Seen("test/data", "second", 0, false));
      assertFalse(seen.stream().anyMatch(one -> one.text().equals("late")), seen::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"V5", "V3_1_1"})
  void a_renewed_connection_ends_with_its_will_and_has_the_next_one(MqttVersion version)
      throws Exception {
    try (MqttLink link = link(broker.port(), version)) {
      Await.until("connected", link::connected);
      link.publishOn(1, message("test/data", "before"));
      link.renew(1);
      Await.until("connected anew", () -> link.connections() == 2 && link.connected());
      link.renew(1);
      assertEquals(2, attempts.get());
      awaitSeen(new Seen("test/death", "1", 0, false));
      assertEquals(List.of("before", "1"), seen.stream().map(Seen::text).toList());
    }
    awaitSeen(new Seen("test/death", "2", 0, false));
    assertEquals(1, seen.stream().filter(one -> one.text().equals("2")).count());
  }

  /** Waits that doubled would come to two minutes. */
  @Test
  void renewals_one_after_the_other_do_not_count_as_a_broker_that_turns_us_away() {
    try (MqttLink link = link(broker.port(), MqttVersion.V3_1_1)) {
      for (int n = 1; n <= 9; n++) {
        int connection = n;
        Await.until("connection " + n, () -> link.connections() == connection && link.connected());
        link.renew(n);
      }
      Await.until("the last connection", () -> link.connections() == 10 && link.connected());
    }
  }

  private void awaitSeen(Seen wanted) {
    Await.until(wanted.toString(), () -> seen.contains(wanted));
  }

  private static Message message(String topic, String text) {
    return Message.fleeting(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  private MqttLink link(int port, MqttVersion version) {
    return MqttLink.withChangingWill(
        new Site.Mqtt(
            "tcp://127.0.0.1:" + port,
            "node",
            "spikewatt",
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            new CommandRights(Set.of(), Map.of()),
            Site.BrokerSecurity.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            version),
        () -> message("test/death", String.valueOf(attempts.incrementAndGet())),
        List.of());
  }
}
