package io.spikewatt.fleet.testing;

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
import java.util.function.Predicate;

/** A broker without a network: what is published is with every reader of the topic at once. */
public final class MemoryBroker {

  private final List<MemoryPort> ports = new ArrayList<>();
  private final List<Message> sent = new ArrayList<>();

  /** A connection that reads topics. */
  public MessagePort port(Predicate<String> topics) {
    MemoryPort port = new MemoryPort(topics);
    ports.add(port);
    return port;
  }

  /** Everything that was published, oldest first. */
  public List<Message> sent() {
    return List.copyOf(sent);
  }

  /** Publishes without a connection. */
  public void publish(Message message) {
    sent.add(message);
    for (MemoryPort port : ports) {
      if (port.topics.test(message.topic())) {
        port.inbox.add(message);
      }
    }
  }

  private final class MemoryPort implements MessagePort {
    private final Predicate<String> topics;
    private final Deque<Message> inbox = new ArrayDeque<>();

    MemoryPort(Predicate<String> topics) {
      this.topics = topics;
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
      MemoryBroker.this.publish(message);
      return MessageDelivery.ended(MessageDelivery.State.CONFIRMED);
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
    public void close() {
      ports.remove(this);
    }
  }
}
