package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.controller.protocol.OrderRefusal.Cause;
import io.spikewatt.hal.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A command of a fleet's operator to one gateway.
 *
 * @param id of the order; orders of a group to its gateways have the same
 * @param gateway that it is for
 * @param command name as in a topic, for example {@code limit-export}
 * @param value in JSON, as the command's topic takes it
 * @param issuedAt when it was given
 * @param expiresAt until when it may arrive, and until when the command holds
 * @param dryRun whether the gateway only answers what it would do
 */
public record FleetOrder(
    String id,
    String gateway,
    String command,
    String value,
    Instant issuedAt,
    Instant expiresAt,
    boolean dryRun) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,48}");
  private static final Pattern COMMAND = Pattern.compile("[a-z0-9-]{1,32}(/[A-Za-z0-9_.-]{1,64})*");

  /** The bytes that the operator signs. */
  public byte[] encoded() {
    return new FlatJson(
            Map.of(
                "order", id,
                "gateway", gateway,
                "command", command,
                "value", value,
                "issuedAt", issuedAt.toString(),
                "expiresAt", expiresAt.toString(),
                "dryRun", Boolean.toString(dryRun)))
        .bytes();
  }

  /** Reverses {@link #encoded}; throws for other bytes. */
  public static FleetOrder decoded(byte[] bytes) throws OrderRefusal {
    try {
      FlatJson json = FlatJson.read(bytes);
      String id = json.text("order");
      String command = json.text("command");
      if (!ID.matcher(id).matches() || !COMMAND.matcher(command).matches()) {
        throw malformed("an id and a command expected");
      }
      return new FleetOrder(
          id,
          json.text("gateway"),
          command,
          json.text("value"),
          Timestamp.require(json.text("issuedAt")),
          Timestamp.require(json.text("expiresAt")),
          json.truth("dryRun"));
    } catch (MalformedMessage | DateTimeException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The payload of the command as on its topic.
   *
   * @throws OrderRefusal if the value is no JSON of a command, or it would hold for too long
   */
  public byte[] payload() throws OrderRefusal {
    if (!Timestamp.counts(issuedAt) || !Timestamp.counts(expiresAt)) {
      throw malformed(
          "expected %s, found %s and %s".formatted(Timestamp.EXPECTED, issuedAt, expiresAt));
    }
    double seconds = Duration.between(issuedAt, expiresAt).toMillis() / 1000.0;
    byte[] payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%s,\"value\":%s}"
            .formatted(id, issuedAt, seconds, value)
            .getBytes(StandardCharsets.UTF_8);
    try {
      CommandMessage _ = CommandMessage.parse(payload);
      return payload;
    } catch (Malformed e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static OrderRefusal malformed(String detail) {
    return new OrderRefusal(Cause.MALFORMED, detail);
  }
}
