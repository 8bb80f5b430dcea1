package io.spikewatt.controller.report;

import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.util.List;

/** Commands in force as payloads of the broker's topics. */
public final class CommandPayloads {

  private CommandPayloads() {}

  /** The topic {@code in-force}: by name, the command that counts, and each sender's own. */
  public static byte[] inForce(ActiveCommands commands, Instant now) {
    return JsonWriter.object(
        writer ->
            writer
                .put("at", now)
                .in(
                    "commands",
                    all -> {
                      for (ActiveCommand counts : commands.counting()) {
                        if (counts.command() instanceof SiteCommand.Lasting command) {
                          all.in(
                              command.key(),
                              body -> {
                                voice(body, counts);
                                senders(body, commands.of(command.key()));
                              });
                        }
                      }
                    }));
  }

  /** The topic {@code last-refusal}. */
  static byte[] refusal(CommandResult refused, Instant now) {
    return JsonWriter.object(
        writer ->
            writer
                .put("at", now)
                .put("command", refused.name())
                .put("id", refused.id())
                .put("reason", refused.reason()));
  }

  /** All senders' commands of one kind, the earliest first. */
  static void senders(JsonWriter body, List<ActiveCommand> voices) {
    body.each(
        "senders",
        voices,
        (item, voice) -> {
          item.put("sender", voice.sender());
          voice(item, voice);
        });
  }

  /** A command's value and its end, as fields. */
  public static void voice(JsonWriter body, ActiveCommand voice) {
    voice
        .command()
        .fields()
        .forEach(
            (field, value) -> {
              switch (value) {
                case Double number -> body.put(field, number);
                case Instant time -> body.put(field, time);
                default -> body.put(field, value.toString());
              }
            });
    voice.until().ifPresent(until -> body.put("until", until));
  }
}
