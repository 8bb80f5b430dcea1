package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.report.CommandPayloads;
import io.spikewatt.hal.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names, values and answers of commands are contracts: others' programs send and read them. */
class CommandAnswersTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /** Each line: name | value | answer | what is in force then. */
  @Test
  void everyCommandOfTheFixtureIsAnsweredAsItWas() throws IOException {
    for (String line : fixture()) {
      String[] parts = line.split(" \\| ", -1);
      assertEquals(line, answered(parts[0], parts[1]));
    }
  }

  private static String answered(String name, String value) {
    CommandProcessor processor =
        new CommandProcessor(
            CommandedSite.site(), _ -> true, (id, lasting, restricts, now) -> Optional.empty());
    byte[] payload =
        "{\"id\":\"a\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":%s}"
            .formatted(NOW, value)
            .getBytes(UTF_8);
    CommandResult result =
        processor.process(name, new Message(name, payload, false), CommandedSite.at(NOW));
    String inForce =
        new String(CommandPayloads.inForce(processor.active(CommandedSite.at(NOW)), NOW), UTF_8);
    return "%s | %s | %s %s | %s"
        .formatted(
            name,
            value,
            result.accepted() ? "accepted" : "refused:",
            result.reason(),
            inForce.substring(inForce.indexOf("\"commands\"")));
  }

  private static List<String> fixture() throws IOException {
    try (InputStream in = CommandAnswersTest.class.getResourceAsStream("command-answers.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    }
  }
}
