package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A broker in the same thread that can disconnect and return. */
public final class ChaosBroker implements MessagePort {

  private static final int MOST = 1_000;

  private final Consumer<Message> onPublish;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private boolean there = true;
  private long connections = 1;

  /**
   * @param onPublish receives the controller's messages
   */
  public ChaosBroker(Consumer<Message> onPublish) {
    this.onPublish = onPublish;
  }

  void there(boolean is) {
    connections += is && !there ? 1 : 0;
    there = is;
  }

  /** Delivers a published command, valid or not. */
  public void deliver(Message message) {
    if (there && waiting.size() < MOST) {
      waiting.addLast(message);
    }
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
  public MessageDelivery send(Message message) {
    onPublish.accept(message);
    return MessageDelivery.ended(
        there ? MessageDelivery.State.CONFIRMED : MessageDelivery.State.LOST);
  }

  @Override
  public Optional<Message> poll() {
    return Optional.ofNullable(waiting.pollFirst());
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    return new Mailbox();
  }

  @Override
  public void close() {}
}
