package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.Message.Kind;
import io.spikewatt.hal.message.MessageDelivery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishQueueTest {

  final PublishQueue box = new PublishQueue(3, 100);

  @Test
  void ofRetainedMessagesTheNewestOfEachTopicIsKept() {
    box.add(message("a", "1", true));
    box.add(message("b", "1", true));
    box.add(message("a", "2", true));
    assertEquals(List.of("b=1", "a=2"), drain());
    assertEquals(0, box.dropped());
  }

  @Test
  void ofOtherMessagesTheOldestIsDroppedAndCountedAndRetainedOnesStay() {
    box.add(message("r", "1", true));
    for (int i = 1; i <= 5; i++) {
      box.add(message("t", "" + i, false));
    }
    assertEquals(2, box.dropped());
    assertEquals(List.of("r=1", "t=3", "t=4", "t=5"), drain());
  }

  @Test
  void theBytesAreBoundedToo() {
    box.add(message("t", "x".repeat(60), false));
    box.add(message("t", "y".repeat(60), false));
    assertEquals(1, box.dropped());
    assertTrue(drain().getFirst().startsWith("t=y"));
    assertTrue(box.isEmpty());
  }

  @Test
  void anUnconfirmedMessageGoesBackToTheFrontUnlessItsTopicHasANewerOne() {
    box.add(message("t", "2", false));
    box.putBack(message("t", "1", false));
    assertEquals(List.of("t=1", "t=2"), drain());
    box.add(message("r", "new", true));
    box.putBack(message("r", "old", true));
    assertEquals(List.of("r=new"), drain());
  }

  @Test
  void historicalMessagesGoLastAndAreTheFirstToBeDropped() {
    OutgoingMessage old = outgoing("old", Kind.HISTORICAL);
    box.add(old);
    box.add(outgoing("older", Kind.HISTORICAL));
    box.add(outgoing("now", Kind.FLEETING));
    box.add(message("t", "1", false));
    assertEquals(MessageDelivery.State.LOST, old.delivery().state());
    assertEquals(1, box.dropped());
    assertFalse(box.nextIsHistorical());
    assertEquals(List.of("now=", "t=1", "older="), drain());
  }

  @Test
  void withTheConnectionGoesWhatWasOnlyForIt() {
    OutgoingMessage order = outgoing("order", Kind.FLEETING);
    OutgoingMessage sent = outgoing("sent", Kind.FLEETING);
    OutgoingMessage old = outgoing("old", Kind.HISTORICAL);
    box.add(order);
    box.add(old);
    box.add(message("t", "1", false));
    box.putBack(sent);
    box.connectionLost();
    for (OutgoingMessage gone : List.of(order, sent, old)) {
      assertEquals(MessageDelivery.State.LOST, gone.delivery().state());
    }
    assertEquals(List.of("t=1"), drain());
    assertEquals(0, box.dropped());
  }

  private List<String> drain() {
    List<String> all = new ArrayList<>();
    for (Optional<OutgoingMessage> next = box.take(); next.isPresent(); next = box.take()) {
      Message message = next.get().message();
      all.add(message.topic() + "=" + new String(message.payload(), StandardCharsets.UTF_8));
    }
    return all;
  }

  private static OutgoingMessage message(String topic, String payload, boolean retained) {
    return new OutgoingMessage(
        new Message(topic, payload.getBytes(StandardCharsets.UTF_8), retained));
  }

  private static OutgoingMessage outgoing(String topic, Kind kind) {
    return new OutgoingMessage(new Message(topic, new byte[0], false, kind, Optional.empty()));
  }
}
