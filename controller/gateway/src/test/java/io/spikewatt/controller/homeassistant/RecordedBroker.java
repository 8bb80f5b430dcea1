package io.spikewatt.controller.homeassistant;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A broker that remembers every message, and comes and goes as the test says. */
public final class RecordedBroker implements MessagePort {

  private final List<Message> sent = new ArrayList<>();
  private final Deque<Message> inbox = new ArrayDeque<>();
  private final Map<Mailbox, Set<String>> watched = new HashMap<>();
  private boolean connected = true;

  /** Messages whose topic begins with it meet a bug. */
  private String failsFor = "nothing";

  private long connections = 1;

  /** Messages since the last call, in their order. */
  List<Message> take() {
    List<Message> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  /** Messages whose topic begins with a text meet a bug from now on. */
  void failFor(String begin) {
    failsFor = begin;
  }

  /** Topics of messages. */
  static List<String> topics(List<Message> messages) {
    return messages.stream().map(Message::topic).toList();
  }

  /** The newest payload of each topic, empty ones left out. */
  static Map<String, String> newest(List<Message> messages) {
    Map<String, String> newest = new TreeMap<>();
    for (Message message : messages) {
      String text = new String(message.payload(), StandardCharsets.UTF_8);
      if (text.isEmpty()) {
        newest.remove(message.topic());
      } else {
        newest.put(message.topic(), text);
      }
    }
    return newest;
  }

  /** Delivers a message. */
  void deliver(String topic, String payload, boolean retained) {
    Message message = new Message(topic, payload.getBytes(StandardCharsets.UTF_8), retained);
    boolean taken = false;
    for (Map.Entry<Mailbox, Set<String>> reader : watched.entrySet()) {
      if (reader.getValue().contains(topic)) {
        reader.getKey().put(message);
        taken = true;
      }
    }
    if (!taken) {
      inbox.add(message);
    }
  }

  void lose() {
    connected = false;
  }

  void reconnect() {
    connected = true;
    connections++;
  }

  /** Number of readers of topics of their own. */
  int readers() {
    return watched.size();
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
    if (message.topic().startsWith(failsFor)) {
      throw new IllegalStateException("made for this test");
    }
    sent.add(message);
  }

  @Override
  public MessageDelivery send(Message message) {
    publish(message);
    return MessageDelivery.ended(MessageDelivery.State.CONFIRMED);
  }

  @Override
  public Optional<Message> poll() {
    return Optional.ofNullable(inbox.poll());
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    Mailbox mailbox = new Mailbox();
    watched.put(mailbox, topics);
    return mailbox;
  }

  @Override
  public void unwatch(Mailbox mailbox) {
    watched.remove(mailbox);
  }

  @Override
  public void close() {}
}
