package io.spikewatt.controller.command;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandMessage.Malformed;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.CommandResult.Refused;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.hal.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes commands in, refuses invalid ones, and keeps accepted ones in force until they expire. A
 * refusal changes nothing. Confined to the cycle's thread.
 */
public final class CommandProcessor {

  /** Tolerated lead of a sender's clock over ours. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  private static final String NOT_RESTORED = "not in force again after a restart: ";

  /** Remembers which commands were executed, over a restart. */
  @FunctionalInterface
  public interface Ledger {
    /**
     * Why the command must not be carried out; empty once its id is noted.
     *
     * @param lasting the command, if it is to hold after a restart
     * @param restricts whether it only restricts: then it counts even if it cannot be noted
     */
    Optional<String> note(String id, Optional<KeptCommand> lasting, boolean restricts, Instant now);
  }

  private record ActiveCommand(String name, CommandMessage message, SiteCommand command) {
    Instant until() {
      return message.until();
    }
  }

  /** A command that is valid on this site. */
  private record UnderstoodCommand(
      String name, CommandMessage message, SiteCommand command, byte[] payload) {

    /** The answer where it is taken. */
    CommandResult result(Optional<ActiveCommand> before) {
      String reason =
          before
              .map(
                  active ->
                      "replaces %s %s, which held until %s"
                          .formatted(active.name, active.message.id(), active.until()))
              .orElseGet(command::understood);
      return new Accepted(name, message.id(), reason, command.until(message.until()));
    }
  }

  private final CommandReader reader;
  private final Predicate<String> allowed;
  private final Ledger ledger;
  private final Map<String, ActiveCommand> inForce = new LinkedHashMap<>();

  /**
   * @param allowed which commands the configuration permits, by what follows {@code command/}
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
    return judge(name, message, now, this::noted);
  }

  /**
   * What would be answered to a command now. Its id is not used up, so one that was taken before is
   * not noticed.
   *
   * @param name what follows {@code command/} in its topic
   */
  public CommandResult tryOut(String name, Message message, Instant now) {
    return judge(name, message, now, (understood, _) -> understood.result(replaced(understood)));
  }

  private CommandResult judge(
      String name,
      Message message,
      Instant now,
      BiFunction<UnderstoodCommand, Instant, CommandResult> end) {
    if (message.retained()) {
      return new Refused(
          name,
          CommandMessage.id(message.payload()),
          "retained commands are refused: they would be replayed");
    }
    CommandMessage commandMessage;
    try {
      commandMessage = CommandMessage.parse(message.payload());
    } catch (Malformed malformed) {
      return new Refused(
          name, CommandMessage.id(message.payload()), String.valueOf(malformed.getMessage()));
    }
    return inForce(name, commandMessage, now)
        .or(
            () ->
                hindrance(name, commandMessage, now)
                    .or(() -> late(commandMessage, now))
                    .map(why -> new Refused(name, commandMessage.id(), why)))
        .orElseGet(
            () -> {
              try {
                Object value = commandMessage.value();
                SiteCommand command = reader.read(CommandRights.command(name), value, now);
                return end.apply(
                    new UnderstoodCommand(name, commandMessage, command, message.payload()), now);
              } catch (Malformed malformed) {
                return new Refused(
                    name, commandMessage.id(), String.valueOf(malformed.getMessage()));
              }
            });
  }

  /** The answer to a sender that repeats a whole command which still holds. */
  private Optional<CommandResult> inForce(String name, CommandMessage repeated, Instant now) {
    return inForce.values().stream()
        .filter(active -> active.message.equals(repeated) && active.name.equals(name))
        .filter(active -> active.until().isAfter(now))
        .<CommandResult>map(
            active -> new Accepted(name, repeated.id(), "already in force", active.until()))
        .findFirst();
  }

  /**
   * Puts commands into force that held when control last ended, with what is left of their time.
   * With a clock that is behind their issue only restricting ones are restored, until the clock is
   * right. Expired ones are dropped.
   *
   * @return one answer for each that has not expired
   */
  public List<CommandResult> restore(List<KeptCommand> kept, Instant now) {
    return kept.stream().flatMap(command -> restore(command, now).stream()).toList();
  }

  private Optional<CommandResult> restore(KeptCommand kept, Instant now) {
    String name = kept.name();
    CommandMessage message;
    SiteCommand siteCommand;
    try {
      message = CommandMessage.parse(kept.payload().getBytes(StandardCharsets.UTF_8));
      if (!message.until().isAfter(now)) {
        return Optional.empty();
      }
      siteCommand = reader.read(CommandRights.command(name), message.value(), now);
    } catch (Malformed malformed) {
      return Optional.of(new Refused(name, "", NOT_RESTORED + malformed.getMessage()));
    }
    String id = message.id();
    boolean restricts = restricts(siteCommand);
    Optional<String> why =
        hindrance(name, message, now).filter(reason -> !restricts || !allowed.test(name));
    return Optional.of(
        why.<CommandResult>map(reason -> new Refused(name, id, NOT_RESTORED + reason))
            .orElseGet(
                () -> {
                  inForce.put(siteCommand.key(), new ActiveCommand(name, message, siteCommand));
                  return new Accepted(name, id, "in force again", message.until());
                }));
  }

  private static boolean restricts(SiteCommand siteCommand) {
    return siteCommand instanceof SiteCommand.Lasting lasting && lasting.restricts();
  }

  /** Reason to refuse a command before its value is read. */
  private Optional<String> hindrance(String name, CommandMessage commandMessage, Instant now) {
    String first = CommandRights.command(name).split("/", 2)[0];
    if (!Site.Mqtt.COMMANDS.contains(first)) {
      return Optional.of("no such command, expected " + String.join(", ", Site.Mqtt.COMMANDS));
    }
    if (!allowed.test(name)) {
      String key = CommandQueue.isFromFleet(name) ? "fleet.commands" : "mqtt.commands";
      return Optional.of("not allowed by the configuration, see " + key);
    }
    if (commandMessage.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
      return Optional.of("issued in the future: " + commandMessage.issuedAt());
    }
    return commandMessage.until().isAfter(now)
        ? Optional.empty()
        : Optional.of("expired at " + commandMessage.until());
  }

  /** A restart, which restores what had arrived in time, does not ask. */
  private static Optional<String> late(CommandMessage commandMessage, Instant now) {
    return commandMessage
        .lateFrom()
        .filter(end -> !end.isAfter(now))
        .map(end -> "arrived too late: it had to be here before " + end);
  }

  /** Only a valid command uses up its id. */
  private CommandResult noted(UnderstoodCommand understood, Instant now) {
    SiteCommand siteCommand = understood.command;
    String id = understood.message.id();
    Optional<KeptCommand> lasting =
        siteCommand instanceof SiteCommand.Lasting
            ? Optional.of(
                new KeptCommand(
                    siteCommand.key(),
                    understood.name,
                    new String(understood.payload, StandardCharsets.UTF_8)))
            : Optional.empty();
    return ledger
        .note(id, lasting, restricts(siteCommand), now)
        .<CommandResult>map(why -> new Refused(understood.name, id, why))
        .orElseGet(() -> accept(understood));
  }

  private Optional<ActiveCommand> replaced(UnderstoodCommand understood) {
    return Optional.ofNullable(inForce.get(understood.command.key()));
  }

  private CommandResult accept(UnderstoodCommand understood) {
    Optional<ActiveCommand> before = replaced(understood);
    inForce.put(
        understood.command.key(),
        new ActiveCommand(understood.name, understood.message, understood.command));
    return understood.result(before);
  }

  /** Commands in force at {@code now}. Removes expired ones. */
  public ActiveCommands active(Instant now) {
    inForce.values().removeIf(activeCommand -> !activeCommand.until().isAfter(now));
    if (inForce.isEmpty()) {
      return ActiveCommands.NONE;
    }
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
