package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that takes the dot of the namespace for a level, as RabbitMQ does unless told. */
final class TurnedNamespaceTest {

  private final SparkplugTopics topics =
      new SparkplugTopics("Plant1", "home", Optional.of("scada"));
  private final EdgeNode node = new EdgeNode(topics, Duration.ofMinutes(15));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spBv1/0/Plant1/NCMD/home",
        "spBv1/0/Plant1/DCMD/home/battery1",
        "spBv1/0/STATE/scada"
      })
  void itIsSaidWithTheRemedy(String topic) {
    Message message = new Message(topic, new byte[0], false);
    assertEquals(false, new PrimaryHost(topics).take(message));
    assertEquals(
        List.of(
            new HostRequest.Refused(
                topic,
                "the broker turns the dot of spBv1.0; RabbitMQ needs mqtt.sparkplug = true")),
        node.read(message));
  }

  @Test
  void otherTopicsAskForNothing() {
    assertEquals(
        List.of(), node.read(new Message("spBv1.0/Plant1/NCMD/other", new byte[0], false)));
  }
}
