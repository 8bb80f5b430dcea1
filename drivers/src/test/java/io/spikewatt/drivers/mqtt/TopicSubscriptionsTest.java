package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
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
}
