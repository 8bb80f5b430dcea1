package io.spikewatt.fleet.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    return new Message(topic, text.getBytes(StandardCharsets.UTF_8), false);
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
          "up".getBytes(StandardCharsets.UTF_8),
          next(coordinator, topics.up("home1", "hello")).payload());
      coordinator.publish(text(topics.down("home1", "welcome"), "down"));
      assertArrayEquals(
          "down".getBytes(StandardCharsets.UTF_8),
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

  /** A client that shows one certificate and asks for another name. */
  private MessagePort intruder(FleetAccess own, String claimed) {
    return new MqttLink(
        Site.Mqtt.byCertificate(
            broker.address(),
            claimed,
            "spikewatt",
            SOON,
            new Site.BrokerSecurity(
                Optional.of(own.caFile().toString()),
                Optional.of(own.certificateFile().toString()),
                Optional.of(own.keyFile().toString()),
                false)),
        text(topics.up("home1", "offline"), "{}"),
        text(topics.up("home1", "online"), "{}"),
        List.of(topics.allDown("home1")));
  }

  @Test
  void a_gateway_cannot_displace_the_coordinator_or_another_gateway_by_its_client_id()
      throws Exception {
    FleetAccess own = access(authority, "home1");
    for (String victim : List.of("coordinator", "home2")) {
      FleetAccess other = access(authority, victim);
      try (MessagePort displaced =
          victim.equals("coordinator")
              ? other.coordinator(topics)
              : other.gateway(victim, topics)) {
        Await.until("the victim is connected", displaced::connected);
        try (MessagePort intruder = intruder(own, victim)) {
          Await.until(
              "the intruder is let in or sent away",
              () -> intruder.connected() || displaced.connections() > 1 || refused(intruder));
          assertFalse(intruder.connected(), victim);
          assertEquals(1, displaced.connections(), victim);
          assertTrue(displaced.connected(), victim);
        }
      }
    }
  }

  private static boolean refused(MessagePort port) {
    return port.problem().filter(problem -> !problem.contains("not reached")).isPresent();
  }

  @Test
  void nor_by_a_second_connect_on_the_connection_that_it_has() throws Exception {
    FleetAccess own = access(authority, "home1");
    try (MessagePort coordinator = access(authority, "coordinator").coordinator(topics);
        Socket socket =
            own.tls()
                .getSocketFactory()
                .createSocket("127.0.0.1", URI.create(broker.address()).getPort())) {
      Await.until("the coordinator is connected", coordinator::connected);
      socket.setSoTimeout((int) SOON.toMillis());
      // In two parts, as a slow network may bring it.
      byte[] first = connect("home1");
      socket.getOutputStream().write(first, 0, 9);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(first, 9, first.length - 9);
      assertArrayEquals(new byte[] {0x20, 2, 0, 0}, socket.getInputStream().readNBytes(4));
      socket.getOutputStream().write(connect("coordinator"));
      assertThrows(
          IOException.class,
          () -> {
            if (socket.getInputStream().read() < 0) {
              throw new EOFException("the broker closed the connection");
            }
          });
      assertTrue(coordinator.connected());
      assertEquals(1, coordinator.connections());
    }
  }

  private static byte[] connect(String client) {
    byte[] id = client.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(14 + id.length)
        .put(new byte[] {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60})
        .putShort((short) id.length)
        .put(id)
        .array();
  }
}
