package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicSubscriptionsTest {

  @Test
  void topicsAreAskedForInTheOrderInWhichTheyWereNamedAlsoAfterAReconnect() {
    List<String> topics = List.of("z2m/plug", "hpc/state", "ev/power", "attic/pv", "meter/grid");
    TopicSubscriptions topicSubscriptions = new TopicSubscriptions();
    topicSubscriptions.add(new LinkedHashSet<>(topics.subList(0, 3)));
    topicSubscriptions.add(new LinkedHashSet<>(topics.subList(3, 5)));
    assertEquals(topics, topicSubscriptions.unsubscribed());
    topicSubscriptions.connected();
    assertEquals(topics, topicSubscriptions.unsubscribed());
  }

  @Test
  void aReaderThatIsGoneGetsNothingAndTheOthersStillDo() {
    TopicSubscriptions subscriptions = new TopicSubscriptions();
    Mailbox gone = subscriptions.add(Set.of("a", "b"));
    Mailbox stays = subscriptions.add(Set.of("a"));
    subscriptions.remove(gone);
    assertTrue(subscriptions.take(new Message("a", new byte[0], false)));
    assertFalse(subscriptions.take(new Message("b", new byte[0], false)));
    assertTrue(gone.poll().isEmpty());
    assertTrue(stays.poll().isPresent());
    subscriptions.connected();
    assertEquals(1, subscriptions.unsubscribed().stream().filter("a"::equals).count());
  }
}
