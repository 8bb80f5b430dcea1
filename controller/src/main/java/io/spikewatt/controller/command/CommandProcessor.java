package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandMessage.Malformed;
import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes commands in, refuses those that must not be acted upon, and keeps those in force until they
 * lapse. Refusing changes nothing. Used by the cycle's thread alone.
 */
public final class CommandProcessor {

  /** How far ahead of ours a sender's clock may be. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  /** Remembers which commands were executed, over a restart. */
  @FunctionalInterface
  public interface Ledger {
    /** Why the command must not be carried out; empty once its id is noted. */
    Optional<String> note(String id, Instant now);
  }

  private record ActiveCommand(SiteCommand wish, Instant until) {}

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
   * Judges one message.
   *
   * @param name what follows {@code command/} in its topic
   */
  public CommandResult process(String name, Message message, Instant now) {
    String id = "";
    try {
      if (message.retained()) {
        throw new Malformed("retained commands are refused: they would be replayed");
      }
      CommandMessage commandMessage = CommandMessage.parse(message.payload());
      id = commandMessage.id();
      if (!allowed.test(name.split("/", 2)[0])) {
        throw new Malformed("not allowed by the configuration");
      }
      if (commandMessage.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
        throw new Malformed("issued in the future: " + commandMessage.issuedAt());
      }
      if (!commandMessage.until().isAfter(now)) {
        throw new Malformed("expired at " + commandMessage.until());
      }
      SiteCommand siteCommand = reader.read(name, commandMessage.value(), now);
      Optional<String> hindrance = ledger.note(id, now);
      if (hindrance.isPresent()) {
        throw new Malformed(hindrance.get());
      }
      ActiveCommand before =
          inForce.put(siteCommand.key(), new ActiveCommand(siteCommand, commandMessage.until()));
      String reason = before == null ? siteCommand.understood() : "replaces " + before.wish;
      Instant until = siteCommand.until(commandMessage.until());
      return new CommandResult(name, id, true, reason, Optional.of(until));
    } catch (Malformed refused) {
      String why = String.valueOf(refused.getMessage());
      return new CommandResult(name, id, false, why, Optional.empty());
    }
  }

  /** The wishes in force at {@code now}; lapsed ones are forgotten. */
  public ActiveCommands active(Instant now) {
    inForce.values().removeIf(activeCommand -> !activeCommand.until.isAfter(now));
    return new ActiveCommands(inForce.values().stream().map(ActiveCommand::wish).toList());
  }

  /** Drops a wish that was carried out once and for all. */
  public void done(SiteCommand siteCommand) {
    inForce.remove(siteCommand.key());
  }
}
