package io.spikewatt.fleet.demo;

import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.hal.message.ForwardingPort;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import java.util.Optional;

/** A gateway's connection on which something goes wrong with its updates. One thread publishes. */
final class MishapPort extends ForwardingPort {

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

  /** Updates for each lost one. */
  private static final int LOST_OF = 12;

  private final Mishap mishap;
  private Optional<Message> last = Optional.empty();
  private int updates;

  MishapPort(MessagePort port, Mishap mishap) {
    super(port);
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
}
