package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Readers of each topic, and topics not yet subscribed at the broker. The caller locks. */
final class TopicSubscriptions {

  private final Map<String, List<Mailbox>> readers = new LinkedHashMap<>();
  private final List<Mailbox> mailboxes = new ArrayList<>();
  private final Set<String> unsubscribed = new LinkedHashSet<>();

  Mailbox add(Set<String> topics) {
    Mailbox mailbox = new Mailbox();
    mailboxes.add(mailbox);
    for (String topic : topics) {
      readers.computeIfAbsent(topic, t -> new ArrayList<>()).add(mailbox);
    }
    unsubscribed.addAll(topics);
    return mailbox;
  }

  /** The topics stay subscribed at the broker until the next connection. */
  void remove(Mailbox mailbox) {
    mailboxes.remove(mailbox);
    readers.values().forEach(all -> all.remove(mailbox));
    readers.values().removeIf(List::isEmpty);
  }

  /** A new connection knows no subscription. */
  void connected() {
    unsubscribed.addAll(readers.keySet());
  }

  boolean hasUnsubscribed() {
    return !unsubscribed.isEmpty();
  }

  /** The topics to subscribe now; each is returned once. */
  List<String> unsubscribed() {
    List<String> topics = List.copyOf(unsubscribed);
    unsubscribed.clear();
    return topics;
  }

  /** Puts the message into its readers' mailboxes; false if it has none. */
  boolean take(Message message) {
    List<Mailbox> found = readers.getOrDefault(message.topic(), List.of());
    found.forEach(mailbox -> mailbox.put(message));
    return !found.isEmpty();
  }

  long dropped() {
    return mailboxes.stream().mapToLong(Mailbox::dropped).sum();
  }
}
