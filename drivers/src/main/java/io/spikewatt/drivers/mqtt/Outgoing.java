package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Delivery;
import io.spikewatt.hal.message.Message;

/** A message on its way to the broker, and what its sender is told of it. */
record Outgoing(Message message, Delivery delivery) {

  Outgoing(Message message) {
    this(message, new Delivery());
  }

  boolean waits() {
    return message.kind() == Message.Kind.WAITING;
  }

  boolean historical() {
    return message.kind() == Message.Kind.HISTORICAL;
  }
}
