package io.spikewatt.fleet.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.controller.protocol.FleetTopics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a RabbitMQ broker has to know of a fleet's members, as a file of definitions that it
 * imports: users without a password, who come by certificate, and what each may publish and read.
 *
 * @param topics of the fleet
 * @param stream name of the stream of records
 */
public record BrokerDefinitions(FleetTopics topics, String stream) {

  private static final String EXCHANGE = "amq.topic";
  private static final String VHOST = "/";

  /** The broker turns a dot into a level of the topic: {@code a.b} could pass for {@code a}. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  /**
   * Definitions of the coordinator and of gateways, in JSON.
   *
   * @param gateways names of their certificates
   * @throws IllegalArgumentException for a name with a dot
   */
  public String json(List<String> gateways) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeArrayFieldStart("vhosts");
      object(json, List.of("name"), List.of(VHOST));
      json.writeEndArray();
      json.writeArrayFieldStart("users");
      user(json, topics.coordinator());
      for (String gateway : gateways) {
        user(json, requireValid(gateway));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("permissions");
      permission(json, topics.coordinator(), "|" + literal(stream));
      for (String gateway : gateways) {
        permission(json, gateway, "");
      }
      json.writeEndArray();
      json.writeArrayFieldStart("topic_permissions");
      topicPermission(json, topics.coordinator(), "down\\..+", "up\\..+");
      for (String gateway : gateways) {
        topicPermission(
            json, gateway, "up\\." + gateway + "\\.[^.]+", "down\\." + gateway + "\\.[^.]+");
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text + "\n";
  }

  private static String requireValid(String gateway) {
    if (!NAME.matcher(gateway).matches()) {
      throw new IllegalArgumentException(
          "RabbitMQ: a name of letters, digits, '-' and '_' expected, found " + gateway);
    }
    return gateway;
  }

  private static String literal(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
  }

  private static void user(JsonGenerator json, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    // An empty hash allows no login by password; a certificate is the only way.
    json.writeStringField("password_hash", "");
    json.writeStringField("hashing_algorithm", "rabbit_password_hashing_sha256");
    json.writeArrayFieldStart("tags");
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A session's queue is named after its client, which has the name of its certificate. */
  private static void permission(JsonGenerator json, String user, String more) throws IOException {
    String own = "mqtt-subscription-" + user + "qos[01]" + more;
    String exchangeOrOwn = "^(amq\\.topic|" + own + ")$";
    object(
        json,
        List.of("user", "vhost", "configure", "write", "read"),
        List.of(user, VHOST, "^(" + own + ")$", exchangeOrOwn, exchangeOrOwn));
  }

  private void topicPermission(JsonGenerator json, String user, String write, String read)
      throws IOException {
    String root = "^" + literal(topics.root().replace('/', '.')) + "\\.";
    object(
        json,
        List.of("user", "vhost", "exchange", "write", "read"),
        List.of(user, VHOST, EXCHANGE, root + write + "$", root + read + "$"));
  }

  private static void object(JsonGenerator json, List<String> names, List<String> values)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < names.size(); i++) {
      json.writeStringField(names.get(i), values.get(i));
    }
    json.writeEndObject();
  }
}
