package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandMessage.Malformed;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.CommandResult.Refused;
import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes commands in, refuses invalid ones, and keeps accepted ones in force until they expire. A
 * refusal changes nothing. Confined to the cycle's thread.
 */
public final class CommandProcessor {

  /** Tolerated lead of a sender's clock over ours. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  /** Remembers which commands were executed, over a restart. */
  @FunctionalInterface
  public interface Ledger {
    /** Why the command must not be carried out; empty once its id is noted. */
    Optional<String> note(String id, Instant now);
  }

  private record ActiveCommand(SiteCommand command, Instant until) {}

  private final CommandReader reader;
  private final Predicate<String> allowed;
  private final Ledger ledger;
  private final Map<String, ActiveCommand> inForce = new LinkedHashMap<>();

  /**
   * @param allowed which commands (first word of the name) the configuration permits
   */
  public CommandProcessor(Site site, Predicate<String> allowed, Ledger ledger) {
    this.reader = new CommandReader(site);
    this.allowed = allowed;
    this.ledger = ledger;
  }

  /**
   * Processes one message.
   *
   * @param name what follows {@code command/} in its topic
   */
  public CommandResult process(String name, Message message, Instant now) {
    if (message.retained()) {
      return new Refused(name, "", "retained commands are refused: they would be replayed");
    }
    CommandMessage commandMessage;
    try {
      commandMessage = CommandMessage.parse(message.payload());
    } catch (Malformed malformed) {
      return new Refused(name, "", String.valueOf(malformed.getMessage()));
    }
    return hindrance(name, commandMessage, now)
        .<CommandResult>map(why -> new Refused(name, commandMessage.id(), why))
        .orElseGet(() -> understood(name, commandMessage, now));
  }

  /** Reason to refuse a command before its value is read. */
  private Optional<String> hindrance(String name, CommandMessage commandMessage, Instant now) {
    if (!allowed.test(name.split("/", 2)[0])) {
      return Optional.of("not allowed by the configuration");
    }
    if (commandMessage.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
      return Optional.of("issued in the future: " + commandMessage.issuedAt());
    }
    return commandMessage.until().isAfter(now)
        ? Optional.empty()
        : Optional.of("expired at " + commandMessage.until());
  }

  /** Reads the value; only a valid command uses up its id. */
  private CommandResult understood(String name, CommandMessage commandMessage, Instant now) {
    String id = commandMessage.id();
    SiteCommand siteCommand;
    try {
      siteCommand = reader.read(name, commandMessage.value(), now);
    } catch (Malformed malformed) {
      return new Refused(name, id, String.valueOf(malformed.getMessage()));
    }
    return ledger
        .note(id, now)
        .<CommandResult>map(why -> new Refused(name, id, why))
        .orElseGet(() -> accept(name, id, siteCommand, commandMessage.until()));
  }

  private CommandResult accept(String name, String id, SiteCommand siteCommand, Instant lapses) {
    ActiveCommand before = inForce.put(siteCommand.key(), new ActiveCommand(siteCommand, lapses));
    String reason = before == null ? siteCommand.understood() : "replaces " + before.command;
    return new Accepted(name, id, reason, siteCommand.until(lapses));
  }

  /** Commands in force at {@code now}. Removes expired ones. */
  public ActiveCommands active(Instant now) {
    inForce.values().removeIf(activeCommand -> !activeCommand.until.isAfter(now));
    return new ActiveCommands(
        inForce.values().stream().map(ActiveCommand::command).toList(),
        inForce.values().stream()
            .collect(Collectors.toMap(ActiveCommand::command, ActiveCommand::until)));
  }

  /** Removes a command that was carried out once and for all. */
  public void done(SiteCommand siteCommand) {
    inForce.remove(siteCommand.key());
  }
}
