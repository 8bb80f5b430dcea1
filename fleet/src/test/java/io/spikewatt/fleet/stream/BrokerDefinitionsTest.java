package io.spikewatt.fleet.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.stream.StreamAddress.Node;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Addresses and permissions; that a real node takes them is a part of RabbitStreamTest. */
final class BrokerDefinitionsTest {

  private final BrokerDefinitions definitions =
      new BrokerDefinitions(new FleetTopics("my/fleet", "coordinator"), "fleet.records");

  @Test
  void a_gateway_publishes_and_reads_its_own_topics_alone() {
    String json = definitions.json(List.of("home1", "home2"));
    Pattern write = topicPattern(json, "home1", "write");
    assertTrue(write.matcher("my.fleet.up.home1.records").matches());
    assertFalse(write.matcher("my.fleet.up.home2.records").matches());
    assertFalse(write.matcher("my.fleet.up.home1.2.records").matches());
    assertFalse(write.matcher("myxfleet.up.home1.records").matches());
    assertFalse(write.matcher("my.fleet.down.home1.stored").matches());
    Pattern read = topicPattern(json, "home1", "read");
    assertTrue(read.matcher("my.fleet.down.home1.*").matches());
    assertFalse(read.matcher("my.fleet.down.*.*").matches());
    assertFalse(read.matcher("my.fleet.up.home1.records").matches());
  }

  @Test
  void the_coordinator_writes_to_all_and_makes_the_stream() {
    String json = definitions.json(List.of("home1"));
    assertTrue(topicPattern(json, "coordinator", "write").matcher("my.fleet.down.a.b").matches());
    assertTrue(topicPattern(json, "coordinator", "read").matcher("my.fleet.up.*.*").matches());
    assertTrue(json.contains("coordinatorqos[01]|fleet\\\\.records)$"), json);
    assertFalse(json.contains("home1qos[01]|fleet"));
  }

  @Test
  void a_name_with_a_dot_is_refused_because_it_would_be_two_levels() {
    assertThrows(IllegalArgumentException.class, () -> definitions.json(List.of("home.1")));
  }

  @Test
  void an_address_has_nodes_and_a_stream() {
    assertEquals(
        new StreamAddress(true, List.of(new Node("a", 5671), new Node("[::1]", 5672)), "records"),
        StreamAddress.parse("amqps://a:5671,[::1]:5672/records"));
    assertFalse(StreamAddress.parse("amqp://127.0.0.1:5672/records").encrypted());
    for (String wrong :
        List.of(
            "records",
            "mqtt://a:1/b",
            "amqps://a:1",
            "amqps://a/b",
            "amqps://a:1/",
            "amqps:///b")) {
      assertThrows(IllegalArgumentException.class, () -> StreamAddress.parse(wrong), wrong);
    }
    String said =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> StreamAddress.parse("amqps://me:hunter2@a:1/b"))
                .getMessage());
    assertFalse(said.contains("hunter2"), said);
  }

  private static Pattern topicPattern(String json, String user, String right) {
    String topics = json.substring(json.indexOf("topic_permissions"));
    Matcher found =
        Pattern.compile("\"user\" : \"" + user + "\"[^}]*?\"" + right + "\" : \"([^\"]*)\"")
            .matcher(topics);
    assertTrue(found.find(), topics);
    return Pattern.compile(found.group(1).replace("\\\\", "\\"));
  }
}
