package io.spikewatt.testkit;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A broker that delivers a test's messages and counts published ones. */
public final class Letterbox implements MessagePort {
  private final Queue<Message> letters = new ArrayDeque<>();
  private final Map<String, Integer> published = new HashMap<>();
  private final Map<String, Message> last = new HashMap<>();
  private final Map<Mailbox, Set<String>> mailboxes = new ConcurrentHashMap<>();

  /** Delivers a message at the next look. */
  public void put(Message message) {
    letters.add(message);
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
  public MessageDelivery send(Message message) {
    published.merge(message.topic(), 1, Integer::sum);
    last.put(message.topic(), message);
    return MessageDelivery.ended(MessageDelivery.State.CONFIRMED);
  }

  /** Number of messages that were published to a topic. */
  public int published(String topic) {
    return published.getOrDefault(topic, 0);
  }

  /** Payload of the last message that was published to a topic; empty without one. */
  public String last(String topic) {
    Message message = last.get(topic);
    return message == null ? "" : new String(message.payload(), StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Message> poll() {
    return Optional.ofNullable(letters.poll());
  }

  /** Delivers a message to the mailboxes of its topic. */
  public void deliver(Message message) {
    mailboxes.forEach(
        (mailbox, topics) -> {
          if (topics.contains(message.topic())) {
            mailbox.put(message);
          }
        });
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    Mailbox mailbox = new Mailbox();
    mailboxes.put(mailbox, topics);
    return mailbox;
  }

  @Override
  public void unwatch(Mailbox mailbox) {
    mailboxes.remove(mailbox);
  }

  @Override
  public void close() {}
}
