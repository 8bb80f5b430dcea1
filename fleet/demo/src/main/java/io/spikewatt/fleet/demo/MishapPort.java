package io.spikewatt.fleet.demo;

import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import java.util.Optional;
import java.util.Set;

/** A gateway's connection on which something goes wrong with its updates. One thread publishes. */
final class MishapPort implements MessagePort {

  /** What goes wrong. */
  enum Mishap {
    NONE,
    /** Some updates are lost: the gateway has dropped out of the round. */
    LOST,
    /** Each update is sent twice. */
    DOUBLED,
    /** The update of the last round is sent before the new one. */
    REPLAYED
  }

  /** One of so many updates is lost. */
  private static final int LOST_OF = 12;

  private final MessagePort port;
  private final Mishap mishap;
  private Optional<Message> last = Optional.empty();
  private int updates;

  MishapPort(MessagePort port, Mishap mishap) {
    this.port = port;
    this.mishap = mishap;
  }

  @Override
  public void publish(Message message) {
    if (!message.topic().endsWith("/" + StepKind.UPDATE.topic())) {
      port.publish(message);
      return;
    }
    updates++;
    if (mishap == Mishap.REPLAYED) {
      last.ifPresent(port::publish);
      last = Optional.of(message);
    }
    if (mishap != Mishap.LOST || updates % LOST_OF != 0) {
      port.publish(message);
    }
    if (mishap == Mishap.DOUBLED) {
      port.publish(message);
    }
  }

  @Override
  public boolean connected() {
    return port.connected();
  }

  @Override
  public long connections() {
    return port.connections();
  }

  @Override
  public MessageDelivery send(Message message) {
    return port.send(message);
  }

  @Override
  public Optional<Message> poll() {
    return port.poll();
  }

  @Override
  public Mailbox watch(Set<String> topics) {
    return port.watch(topics);
  }

  @Override
  public void close() {
    port.close();
  }
}
