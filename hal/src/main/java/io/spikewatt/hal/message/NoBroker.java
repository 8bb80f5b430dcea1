package io.spikewatt.hal.message;

import java.util.Optional;
import java.util.Set;

/** A site without a broker: messages are discarded. */
public final class NoBroker implements MessagePort {

  @Override
  public boolean connected() {
    return false;
  }

  @Override
  public long connections() {
    return 0;
  }

  /** The message counts as confirmed, so that its sender does not keep it. */
  @Override
  public MessageDelivery send(Message message) {
    return MessageDelivery.ended(MessageDelivery.State.CONFIRMED);
  }

  @Override
  public Optional<Message> poll() {
    return Optional.empty();
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    return new Mailbox();
  }

  @Override
  public void close() {}
}
