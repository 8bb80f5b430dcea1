package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.message.Message;
import io.spikewatt.simulator.envelope.StandingOrders.Kind;
import io.spikewatt.simulator.envelope.StandingOrders.Order;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A well-formed command.
 *
 * @param order that the recorder enforces once the controller has confirmed it; empty = none
 */
record SentCommand(Message message, Optional<Order> order) {

  /**
   * @param root topic of the site's commands, with a slash at the end
   * @param sender empty = none is named
   * @param name of the command, as in its topic
   * @param id unique
   */
  static SentCommand of(
      String root,
      String sender,
      String name,
      String id,
      Value value,
      Instant issuedAt,
      long validS) {
    String topic = root + (sender.isEmpty() ? "" : "from/" + sender + "/") + name;
    String text =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%s}"
            .formatted(id, issuedAt, validS, value.json);
    Optional<Order> order =
        kind(name)
            .map(
                kind ->
                    new Order(
                        id, sender, kind, value.size, value.from, issuedAt.plusSeconds(validS)));
    return new SentCommand(new Message(topic, text.getBytes(StandardCharsets.UTF_8), false), order);
  }

  private static Optional<Kind> kind(String name) {
    return switch (name) {
      case "limit-import" -> Optional.of(Kind.IMPORT_LIMIT);
      case "limit-export" -> Optional.of(Kind.EXPORT_LIMIT);
      case "reserve-soc" -> Optional.of(Kind.RESERVE);
      case "mode" -> Optional.of(Kind.MODE);
      default -> Optional.empty();
    };
  }

  /**
   * @param json as in the payload
   * @param size W, percent, 1 of the mode island; 0 where it has none
   * @param from when it begins to hold
   */
  record Value(String json, double size, Instant from) {

    static Value number(double value) {
      long whole = Math.round(value);
      return new Value(Long.toString(whole), whole, Instant.MIN);
    }

    static Value text(String json) {
      return new Value(json, 0, Instant.MIN);
    }

    static Value mode(String name) {
      return new Value('"' + name + '"', name.equals("island") ? 1 : 0, Instant.MIN);
    }

    /** A reserve that begins later. */
    static Value percentFrom(double percent, Instant from) {
      long whole = Math.round(percent);
      return new Value("{\"percent\":%d,\"from\":\"%s\"}".formatted(whole, from), whole, from);
    }
  }
}
