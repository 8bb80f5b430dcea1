package io.spikewatt.fleet.order;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.OrderRefusal;
import io.spikewatt.controller.protocol.SignedOrder;
import io.spikewatt.fleet.order.GroupOrder.OrderMember;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A signed order as a file, so that the key need not be on the coordinator's machine: a line of
 * JSON with its terms and rules, then a line for each gateway.
 */
public final class OrderFile {

  private static final String NONE = "-";

  private OrderFile() {}

  /** The lines of a file. */
  public static String text(GroupOrder order) {
    OrderTerms terms = order.terms();
    RolloutRules rules = order.rules();
    String head =
        new String(
            new FlatJson(
                    Map.of(
                        "order", terms.id(),
                        "command", terms.command(),
                        "value", terms.value(),
                        "issuedAt", terms.issuedAt().toString(),
                        "expiresAt", terms.expiresAt().toString(),
                        "first", Integer.toString(rules.first()),
                        "stages",
                            rules.percents().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",")),
                        "stopAbove", Double.toString(rules.stopAbove()),
                        "answerMs", Long.toString(rules.answerWithin().toMillis()),
                        "pauseMs", Long.toString(rules.pause().toMillis())))
                .bytes(),
            StandardCharsets.UTF_8);
    return order.members().stream()
        .map(
            member ->
                "%s %s %s"
                    .formatted(
                        member.gateway(),
                        base64(member.dryRun()),
                        member.order().map(OrderFile::base64).orElse(NONE)))
        .collect(Collectors.joining("\n", head + "\n", "\n"));
  }

  private static String base64(SignedOrder order) {
    return Base64.getEncoder().encodeToString(order.encoded());
  }

  /**
   * Reads what {@link #text} wrote. Signatures are for the gateways to check.
   *
   * @throws MalformedMessage for another text
   */
  public static GroupOrder read(String text) throws MalformedMessage {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2) {
      throw new MalformedMessage("a line of terms and a line for each gateway expected");
    }
    try {
      FlatJson head = FlatJson.read(lines.getFirst().getBytes(StandardCharsets.UTF_8));
      RolloutRules rules =
          new RolloutRules(
              Math.toIntExact(head.integer("first")),
              Arrays.stream(head.text("stages").split(",")).map(Integer::valueOf).toList(),
              head.number("stopAbove"),
              Duration.ofMillis(head.integer("answerMs")),
              Duration.ofMillis(head.integer("pauseMs")));
      OrderTerms terms =
          new OrderTerms(
              head.text("order"),
              head.text("command"),
              head.text("value"),
              Instant.parse(head.text("issuedAt")),
              Instant.parse(head.text("expiresAt")));
      List<OrderMember> members = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        members.add(member(line));
      }
      return new GroupOrder(terms, rules, members);
    } catch (OrderRefusal | IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new MalformedMessage("a signed order expected: " + e.getMessage());
    }
  }

  private static OrderMember member(String line) throws OrderRefusal, MalformedMessage {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !FleetTopics.valid(words[0])) {
      throw new MalformedMessage("a gateway and its two orders expected");
    }
    return new OrderMember(
        words[0],
        SignedOrder.decoded(Base64.getDecoder().decode(words[1])),
        words[2].equals(NONE)
            ? Optional.empty()
            : Optional.of(SignedOrder.decoded(Base64.getDecoder().decode(words[2]))));
  }
}
