package io.spikewatt.drivers.mqtt;

import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;

/** A message on its way to the broker, and its outcome for the sender. */
record OutgoingMessage(Message message, MessageDelivery delivery) {

  OutgoingMessage(Message message) {
    this(message, new MessageDelivery());
  }

  boolean waits() {
    return message.kind() == Message.Kind.WAITING;
  }

  boolean historical() {
    return message.kind() == Message.Kind.HISTORICAL;
  }
}
