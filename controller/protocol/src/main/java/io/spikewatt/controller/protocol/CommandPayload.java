package io.spikewatt.controller.protocol;

import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.hal.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Payloads of commands that this program makes itself. */
public final class CommandPayload {

  private CommandPayload() {}

  /**
   * The payload of a command.
   *
   * @param id 1..64 visible ASCII characters, unique for each command
   * @param until when it ends, at most 7 days after its issue
   * @param value in JSON, as the command's topic takes it
   * @throws IllegalArgumentException if that is no payload; says what was expected
   */
  public static byte[] of(String id, Instant issuedAt, Instant until, String value) {
    if (!Timestamp.counts(issuedAt) || !Timestamp.counts(until)) {
      throw new IllegalArgumentException(
          "expected %s, found %s and %s".formatted(Timestamp.EXPECTED, issuedAt, until));
    }
    double seconds = Duration.between(issuedAt, until).toMillis() / 1000.0;
    byte[] payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%s,\"value\":%s}"
            .formatted(id, issuedAt, seconds, value)
            .getBytes(StandardCharsets.UTF_8);
    try {
      CommandMessage _ = CommandMessage.parse(payload);
    } catch (Malformed malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
    return payload;
  }
}
