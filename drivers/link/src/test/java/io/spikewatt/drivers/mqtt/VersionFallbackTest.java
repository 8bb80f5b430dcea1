package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Brokers that do not speak MQTT 5. */
@Timeout(60)
class VersionFallbackTest {

  /** An hour would pass before a second attempt. */
  private static Backoff never() {
    return Backoff.withJitter(Duration.ofHours(2), Duration.ofHours(2), new Random(1));
  }

  /** The answer of MQTT 3.1.1, the same with the length of 5, that of 5, and a hasty success. */
  static List<byte[]> refusals() {
    return List.of(
        new byte[] {0x20, 2, 0, 1},
        new byte[] {0x20, 3, 0, 1, 0},
        new byte[] {0x20, 3, 0, (byte) 0x84, 0},
        new byte[] {0x20, 2, 0, (byte) 0x84},
        new byte[] {0x20, 2, 0, 0});
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void a_refusal_is_followed_by_the_older_version_at_once(byte[] refusal) throws Exception {
    try (OldBroker broker = new OldBroker(refusal);
        MqttLink link = link(broker, MqttVersion.AUTO)) {
      Await.until("connected", link::connected);
      assertEquals(List.of(5, 4), broker.levels());
      MessageDelivery sent = link.send(Message.fleeting("a", new byte[1]));
      Await.until("confirmed", () -> sent.state() == MessageDelivery.State.CONFIRMED);
    }
  }

  @Test
  void the_next_connection_begins_with_the_older_version() throws Exception {
    try (OldBroker broker = new OldBroker(new byte[] {0x20, 2, 0, 1});
        MqttLink link =
            TestLinks.link(broker.url(), "gateway", MqttVersion.AUTO, TestLinks::quick)) {
      Await.until("connected", link::connected);
      broker.drop();
      Await.until("connected again", () -> link.connections() == 2);
      assertEquals(List.of(5, 4, 4), broker.levels());
    }
    MqttLinkContract.awaitEndOfThreads();
  }

  @Test
  void a_broker_that_only_ends_the_connection_is_offered_the_older_version_next() throws Exception {
    try (OldBroker broker = new OldBroker();
        MqttLink link =
            TestLinks.link(broker.url(), "gateway", MqttVersion.AUTO, TestLinks::quick)) {
      Await.until("connected", link::connected);
      assertEquals(List.of(5, 4), broker.levels());
    }
  }

  @Test
  void a_broker_that_must_speak_5_is_not_spoken_to_with_less() throws Exception {
    try (OldBroker broker = new OldBroker(new byte[] {0x20, 2, 0, 1});
        MqttLink link = TestLinks.link(broker.url(), "gateway", MqttVersion.V5, TestLinks::quick)) {
      Await.until("three attempts", () -> broker.levels().size() >= 3);
      assertFalse(link.connected());
      assertFalse(broker.levels().contains(4));
      assertTrue(
          link.problem().orElseThrow().contains("does not speak MQTT 5"), "" + link.problem());
    }
  }

  @Test
  void a_broker_of_the_older_version_is_not_asked_for_5_if_the_file_says_so() throws Exception {
    try (OldBroker broker = new OldBroker();
        MqttLink link = link(broker, MqttVersion.V3_1_1)) {
      Await.until("connected", link::connected);
      assertEquals(List.of(4), broker.levels());
    }
  }

  private static MqttLink link(OldBroker broker, MqttVersion version) {
    return TestLinks.link(broker.url(), "gateway", version, VersionFallbackTest::never);
  }
}
