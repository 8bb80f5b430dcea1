package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import java.util.function.Consumer;

/**
 * Output of the coordinator: messages to gateways, and events for a person.
 *
 * @param events receives what happens, on the caller's thread
 */
record FleetOutbox(MessagePort port, FleetTopics topics, Consumer<FleetEvent> events) {

  void send(String gateway, CoordinatorMessage kind, byte[] body) {
    port.publish(new Message(topics.down(gateway, kind.topic()), body, false));
  }

  void report(EventKind kind, String subject, String text) {
    events.accept(new FleetEvent(kind, subject, text));
  }
}
