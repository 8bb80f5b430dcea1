package io.spikewatt.fleet.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PacedPortTest {

  private final SlowLink link = new SlowLink();

  @Test
  void a_model_for_each_of_many_gateways_goes_on_as_the_broker_confirms() {
    PacedPort port = new PacedPort(link, _ -> false);
    byte[] model = new byte[20_000];
    for (int i = 0; i < 1000; i++) {
      port.publish(new Message("down/g" + i + "/model", model, false));
    }
    // A link drops the oldest beyond two megabytes.
    assertTrue(link.sent.size() * 20_000 < 2 << 20, link.sent.size() + " at once");
    while (port.waiting() > 0) {
      int before = link.sent.size();
      link.confirmAll();
      assertEquals(Optional.empty(), port.poll());
      assertTrue(link.sent.size() > before);
    }
    assertEquals(1000, link.sent.stream().map(Message::topic).distinct().count());
    assertEquals("down/g0/model", link.sent.getFirst().topic());
    assertEquals("down/g999/model", link.sent.getLast().topic());
  }

  @Test
  void messages_that_are_read_elsewhere_are_left_out() {
    PacedPort port = new PacedPort(link, topic -> topic.endsWith("records"));
    for (String topic : List.of("records", "hello", "records", "keys")) {
      link.inbox.add(new Message(topic, new byte[0], false));
    }
    assertEquals("hello", port.poll().orElseThrow().topic());
    assertEquals("keys", port.poll().orElseThrow().topic());
    assertEquals(Optional.empty(), port.poll());
  }

  /** Confirms when the test says so. */
  private static final class SlowLink implements MessagePort {
    final List<Message> sent = new ArrayList<>();
    final Deque<Message> inbox = new ArrayDeque<>();
    private final List<MessageDelivery> deliveries = new ArrayList<>();

    void confirmAll() {
      deliveries.forEach(delivery -> delivery.end(MessageDelivery.State.CONFIRMED));
    }

    @Override
    public boolean connected() {
      return true;
    }

    @Override
    public long connections() {
      return 1;
    }

    @Override
    public void publish(Message message) {
      MessageDelivery _ = send(message);
    }

    @Override
    public MessageDelivery send(Message message) {
      sent.add(message);
      MessageDelivery delivery = new MessageDelivery();
      deliveries.add(delivery);
      return delivery;
    }

    @Override
    public Optional<Message> poll() {
      return Optional.ofNullable(inbox.poll());
    }

    @Override
    public Mailbox watch(Set<String> topics) {
      return new Mailbox();
    }

    @Override
    public void close() {}
  }
}
