package io.spikewatt.fleet.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.controller.federation.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.testing.Await;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmbeddedBrokerTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path folder = Path.of("");
  private final FleetTopics topics = new FleetTopics("fleet", "coordinator");
  private CertificateAuthority authority;
  private EmbeddedBroker broker;

  EmbeddedBrokerTest() throws Exception {
    authority = CertificateAuthority.create("test fleet", new SystemClock().now().instant());
    broker = EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
  }

  @BeforeEach
  void no_gateway_is_connected_before() {
    assertEquals(0, broker.clients().size());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private FleetAccess access(CertificateAuthority by, String name) throws Exception {
    return FleetAccess.issue(broker.address(), by, name, folder.resolve(name));
  }

  private static Message text(String topic, String text) {
    return new Message(topic, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
  }

  private static Message next(MessagePort port, String topic) throws InterruptedException {
    Message[] found = new Message[1];
    Await.until(
        "a message on " + topic,
        () -> {
          for (Optional<Message> m = port.poll(); m.isPresent(); m = port.poll()) {
            found[0] = m.get().topic().equals(topic) ? m.get() : found[0];
          }
          return found[0] != null;
        });
    return found[0];
  }

  @Test
  void gateway_and_coordinator_reach_each_other() throws Exception {
    try (MessagePort coordinator = access(authority, "coordinator").coordinator(topics);
        MessagePort gateway = access(authority, "home1").gateway("home1", topics)) {
      Await.until("both connected", () -> coordinator.connected() && gateway.connected());
      gateway.publish(text(topics.up("home1", "hello"), "up"));
      assertArrayEquals(
          "up".getBytes(java.nio.charset.StandardCharsets.UTF_8),
          next(coordinator, topics.up("home1", "hello")).payload());
      coordinator.publish(text(topics.down("home1", "welcome"), "down"));
      assertArrayEquals(
          "down".getBytes(java.nio.charset.StandardCharsets.UTF_8),
          next(gateway, topics.down("home1", "welcome")).payload());
    }
  }

  @Test
  void a_gateway_cannot_speak_for_another_one() throws Exception {
    try (MessagePort coordinator = access(authority, "coordinator").coordinator(topics);
        MessagePort gateway = access(authority, "home1").gateway("home1", topics)) {
      Await.until("both connected", () -> coordinator.connected() && gateway.connected());
      MessageDelivery _ = gateway.send(text(topics.up("home2", "hello"), "forged"));
      MessageDelivery own = gateway.send(text(topics.up("home1", "hello"), "own"));
      assertEquals(MessageDelivery.State.CONFIRMED, own.await(SOON));
      boolean[] forged = new boolean[1];
      Await.until(
          "the own message",
          () -> {
            Optional<Message> message = coordinator.poll();
            forged[0] |= message.filter(m -> m.topic().contains("home2")).isPresent();
            return message.filter(m -> m.topic().equals(topics.up("home1", "hello"))).isPresent();
          });
      assertFalse(forged[0]);
    }
  }

  @Test
  void the_certificate_of_another_authority_is_not_let_in() throws Exception {
    CertificateAuthority other =
        CertificateAuthority.create("other fleet", new SystemClock().now().instant());
    Path own = folder.resolve("stranger");
    FleetAccess stranger = FleetAccess.issue(broker.address(), other, "home1", own);
    // It trusts the broker, and is not trusted by it.
    authority.write(stranger.caFile());
    try (MessagePort gateway = stranger.gateway("home1", topics);
        MessagePort member = access(authority, "home2").gateway("home2", topics)) {
      Await.until("a member connected", member::connected);
      Await.until(
          "a refusal", () -> gateway.problem().filter(p -> !p.contains("not reached")).isPresent());
      assertFalse(gateway.connected());
    }
  }
}
