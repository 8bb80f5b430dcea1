package io.spikewatt.hal.message;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Forwards every method, default ones included, to another port; subclasses override some. */
public abstract class ForwardingPort implements MessagePort {

  protected final MessagePort port;

  /** {@code port} is closed with this. */
  protected ForwardingPort(MessagePort port) {
    this.port = port;
  }

  @Override
  public boolean connected() {
    return port.connected();
  }

  @Override
  public Optional<Instant> certificateEnds() {
    return port.certificateEnds();
  }

  @Override
  public long connections() {
    return port.connections();
  }

  @Override
  public void onConnection(Runnable listener) {
    port.onConnection(listener);
  }

  @Override
  public void renew(long connection) {
    port.renew(connection);
  }

  @Override
  public Optional<String> problem() {
    return port.problem();
  }

  @Override
  public void publish(Message message) {
    port.publish(message);
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
  public void unwatch(Mailbox mailbox) {
    port.unwatch(mailbox);
  }

  @Override
  public void close() {
    port.close();
  }
}
