package io.spikewatt.drivers.testing;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.Message.Kind;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A broker in one object, for tests of what depends on time. */
public final class FakeBroker implements MessagePort {

  public final List<String> published = new ArrayList<>();
  private final Map<String, Mailbox> readers = new HashMap<>();
  private boolean connected = true;
  private long connections = 1;

  public void say(String topic, String payload) {
    say(topic, payload.getBytes(StandardCharsets.UTF_8), false);
  }

  public void say(String topic, byte[] payload, boolean retained) {
    Objects.requireNonNull(readers.get(topic), topic).put(new Message(topic, payload, retained));
  }

  /** Topics that somebody watches, sorted. */
  public List<String> topics() {
    return readers.keySet().stream().sorted().toList();
  }

  public void lose() {
    connected = false;
  }

  public void comeBack() {
    connected = true;
    connections++;
  }

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public long connections() {
    return connections;
  }

  @Override
  public void publish(Message message) {
    String kept =
        message.retained() ? " retained" : message.kind() == Kind.WAITING ? " waiting" : "";
    published.add(
        message.topic() + " " + new String(message.payload(), StandardCharsets.UTF_8) + kept);
  }

  @Override
  public MessageDelivery send(Message message) {
    publish(message);
    return MessageDelivery.ended(
        connected ? MessageDelivery.State.CONFIRMED : MessageDelivery.State.LOST);
  }

  @Override
  public Optional<Message> poll() {
    return Optional.empty();
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    Mailbox mailbox = new Mailbox();
    topics.forEach(topic -> readers.put(topic, mailbox));
    return mailbox;
  }

  @Override
  public void close() {}
}
