package io.spikewatt.testkit;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A broker that goes and comes, as a link shows it: fleeting messages meet it or are lost, of
 * retained ones the newest waits.
 */
public final class IntermittentBroker implements MessagePort {

  /** What arrived, in its order. */
  public final List<Message> arrived = new ArrayList<>();

  private final Map<String, Message> retained = new LinkedHashMap<>();
  private final Deque<MessageDelivery> unconfirmed = new ArrayDeque<>();
  private final Deque<Message> commands = new ArrayDeque<>();
  private boolean there;
  private boolean confirms = true;
  private long connections;

  /** It takes messages and confirms them at once. */
  public void comeBack() {
    there = true;
    confirms = true;
    connections++;
    arrived.addAll(retained.values());
    retained.clear();
  }

  /** Its connection is lost, with all that it did not confirm. */
  public void leave() {
    there = false;
    unconfirmed.forEach(delivery -> delivery.end(MessageDelivery.State.LOST));
    unconfirmed.clear();
  }

  /** It takes messages and confirms none. */
  public void fallSilent() {
    confirms = false;
  }

  /** It confirms all messages so far, and every later one. */
  public void confirm() {
    confirms = true;
    unconfirmed.forEach(delivery -> delivery.end(MessageDelivery.State.CONFIRMED));
    unconfirmed.clear();
  }

  /** Delivers a command at the next look. */
  public void command(Message message) {
    commands.addLast(message);
  }

  /** Payloads that arrived on a topic, in their order. */
  public List<String> on(String topic) {
    return arrived.stream()
        .filter(message -> message.topic().equals(topic))
        .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public boolean connected() {
    return there;
  }

  @Override
  public long connections() {
    return connections;
  }

  @Override
  public Optional<String> problem() {
    return there ? Optional.empty() : Optional.of("tcp://broker:1883: Connection refused");
  }

  @Override
  public MessageDelivery send(Message message) {
    MessageDelivery delivery = new MessageDelivery();
    if (!there) {
      delivery.end(MessageDelivery.State.LOST);
      if (message.retained()) {
        retained.put(message.topic(), message);
      }
    } else {
      arrived.add(message);
      if (confirms) {
        delivery.end(MessageDelivery.State.CONFIRMED);
      } else {
        unconfirmed.addLast(delivery);
      }
    }
    return delivery;
  }

  @Override
  public Optional<Message> poll() {
    return Optional.ofNullable(commands.pollFirst());
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    return new Mailbox();
  }

  @Override
  public void close() {}
}
