package io.spikewatt.controller.command;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.CommandResult.Refused;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes commands in, refuses invalid ones, and keeps accepted ones in force until they expire. A
 * refusal changes nothing. Confined to the cycle's thread.
 */
public final class CommandProcessor {

  /**
   * Senders with a command in force at once. Senders that the configuration does not name could be
   * invented without end.
   */
  private static final int MOST_SENDERS = 64;

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

    /** A command of that name is not to hold after a restart. */
    default void end(String name) {}
  }

  /** A command that is valid on this site. */
  private record UnderstoodCommand(CommandsInForce.Entry entry, byte[] payload) {

    private SiteCommand command() {
      return entry.command();
    }

    /**
     * The answer where it is taken.
     *
     * @param before the replaced command
     * @param voices all senders' commands of its kind, this one among them
     * @param off command of another kind that it does not lift
     */
    CommandResult result(
        Optional<CommandsInForce.Entry> before,
        ActiveCommands voices,
        Optional<ActiveCommand> off) {
      String reason =
          before
              .map(
                  replaced ->
                      "replaces %s %s, which held until %s"
                          .formatted(replaced.name(), replaced.message().id(), replaced.until()))
              .orElseGet(command()::understood);
      String told = off.map(mode -> joined(reason, "charging mode: " + holds(mode))).orElse(reason);
      List<ActiveCommand> others =
          voices.voices().stream().filter(voice -> !voice.sender().equals(entry.sender())).toList();
      return new Accepted(
          entry.name(),
          entry.message().id(),
          command().value(),
          others.isEmpty() ? told : joined(told, standing(others, voices)),
          command().until(entry.until()),
          others.isEmpty() ? List.of() : voices.voices());
    }

    private static String joined(String reason, String standing) {
      return reason.isEmpty() ? standing : reason + "; " + standing;
    }

    /** Other senders that hold such a command, and the one that counts. */
    private static String standing(List<ActiveCommand> others, ActiveCommands voices) {
      ActiveCommand counts = voices.counting().getFirst();
      return others.stream().map(UnderstoodCommand::holds).collect(Collectors.joining(", "))
          + "; in force: "
          + counts.command().value()
          + " of "
          + named(counts);
    }

    private static String holds(ActiveCommand other) {
      return "%s holds %s until %s"
          .formatted(named(other), other.command().value(), other.until().orElseThrow());
    }

    private static String named(ActiveCommand voice) {
      return voice.sender().isEmpty() ? "a message without a sender" : voice.sender();
    }
  }

  private final SiteCommands catalogue;
  private final Predicate<String> allowed;
  private final Ledger ledger;
  private final CommandsInForce inForce;
  private Optional<PlantState> lastState = Optional.empty();

  /**
   * @param allowed which commands the configuration permits, by what follows {@code command/}
   */
  public CommandProcessor(Site site, Predicate<String> allowed, Ledger ledger) {
    this(site, allowed, ledger, new CommandsInForce());
  }

  private CommandProcessor(
      Site site, Predicate<String> allowed, Ledger ledger, CommandsInForce inForce) {
    this.inForce = inForce;
    this.catalogue = SiteCommands.of(site);
    this.allowed = allowed;
    this.ledger = ledger;
  }

  /** The same commands under another configuration; see {@link #endForbidden}. */
  public CommandProcessor under(Site site, Predicate<String> permits) {
    CommandProcessor next = new CommandProcessor(site, permits, ledger, inForce);
    next.lastState = lastState;
    return next;
  }

  /** Ends commands that the configuration permits no more; one answer for each. */
  public List<CommandResult> endForbidden(Moment now) {
    List<CommandsInForce.Entry> forbidden =
        inForce.at(now).stream().filter(entry -> !allowed.test(entry.name())).toList();
    inForce.removeIf(entry -> !allowed.test(entry.name()));
    return forbidden.stream()
        .<CommandResult>map(
            entry ->
                new Refused(
                    entry.name(), entry.message().id(), "ends: " + notAllowed(entry.name())))
        .toList();
  }

  private static String notAllowed(String name) {
    String key =
        CommandQueue.isFromFleet(name)
            ? "fleet.commands"
            : CommandQueue.isFromAssistant(name) ? "assistant.clients[].propose" : "mqtt.commands";
    return "not allowed by the configuration, see " + key;
  }

  /** Processes one message. {@code name}: what follows {@code command/} in its topic. */
  public CommandResult process(String name, Message message, Moment now) {
    return judge(name, message, now, this::noted);
  }

  /**
   * The answer that a command would get now. Its id is not used up, so a repeated id goes
   * unnoticed.
   *
   * @param name what follows {@code command/} in its topic
   */
  public CommandResult tryOut(String name, Message message, Moment now) {
    return judge(name, message, now, this::answer);
  }

  private CommandResult judge(
      String name,
      Message message,
      Moment now,
      BiFunction<UnderstoodCommand, Moment, CommandResult> end) {
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
    Optional<CommandResult> held = inForce(name, commandMessage, now);
    if (held.isPresent()) {
      return held.get();
    }
    try {
      Optional<String> why =
          hindrance(name, commandMessage, now.instant())
              .or(() -> late(commandMessage, now.instant()))
              .or(() -> tooMany(name, now));
      if (why.isPresent()) {
        throw new Malformed(why.get());
      }
      SiteCommand command =
          catalogue.read(CommandRights.command(name), commandMessage.value(), now.instant());
      Optional<String> ended = lastState.flatMap(state -> endedBy(state, command));
      if (ended.isPresent()) {
        throw new Malformed(ended.get());
      }
      return end.apply(
          new UnderstoodCommand(
              new CommandsInForce.Entry(name, commandMessage, command, now), message.payload()),
          now);
    } catch (Malformed malformed) {
      return new Refused(name, commandMessage.id(), String.valueOf(malformed.getMessage()));
    }
  }

  /** The answer to a sender that repeats a whole command which still holds. */
  private Optional<CommandResult> inForce(String name, CommandMessage repeated, Moment now) {
    return inForce.at(now).stream()
        .filter(entry -> entry.message().equals(repeated) && entry.name().equals(name))
        .<CommandResult>map(
            entry ->
                new Accepted(
                    name,
                    repeated.id(),
                    entry.command().value(),
                    "already in force",
                    entry.until()))
        .findFirst();
  }

  /**
   * Puts commands into force that held when control last ended, for the rest of their time. With a
   * clock that is behind their issue only restricting ones are restored, until the clock is right.
   * Expired ones are dropped, but restricting ones count again if the clock turns out to be ahead.
   *
   * @param kept the earliest first
   * @return one answer for each that has not expired
   */
  public List<CommandResult> restore(List<KeptCommand> kept, Moment now) {
    return kept.stream().flatMap(command -> restore(command, now).stream()).toList();
  }

  private Optional<CommandResult> restore(KeptCommand kept, Moment now) {
    String name = kept.name();
    CommandMessage message;
    try {
      message = CommandMessage.parse(kept.payload().getBytes(StandardCharsets.UTF_8));
    } catch (Malformed malformed) {
      return Optional.of(new Refused(name, "", NOT_RESTORED + malformed.getMessage()));
    }
    boolean expired = !message.until().isAfter(now.instant());
    try {
      SiteCommand command =
          catalogue.read(CommandRights.command(name), message.value(), now.instant());
      Optional<String> why =
          hindrance(name, message, now.instant())
              .filter(_ -> !restricts(command) || !allowed.test(name));
      if (why.isEmpty()) {
        inForce.put(new CommandsInForce.Entry(name, message, command, now));
      }
      return expired
          ? Optional.empty()
          : Optional.of(
              why.<CommandResult>map(
                      reason -> new Refused(name, message.id(), NOT_RESTORED + reason))
                  .orElseGet(
                      () ->
                          new Accepted(
                              name,
                              message.id(),
                              command.value(),
                              "in force again",
                              message.until())));
    } catch (Malformed malformed) {
      return expired
          ? Optional.empty()
          : Optional.of(new Refused(name, "", NOT_RESTORED + malformed.getMessage()));
    }
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
      return Optional.of(notAllowed(name));
    }
    if (commandMessage.issuedAt().isAfter(now.plus(CommandsInForce.CLOCK_TOLERANCE))) {
      return Optional.of("issued in the future: " + commandMessage.issuedAt());
    }
    return commandMessage.until().isAfter(now)
        ? Optional.empty()
        : Optional.of("expired at " + commandMessage.until());
  }

  /** Not checked after a restart, which restores commands that had arrived in time. */
  private static Optional<String> late(CommandMessage commandMessage, Instant now) {
    return commandMessage
        .lateFrom()
        .filter(end -> !end.isAfter(now))
        .map(end -> "arrived too late: it had to be here before " + end);
  }

  private Optional<String> tooMany(String name, Moment now) {
    Set<String> senders = inForce.senders(now);
    String sender = CommandRights.sender(name);
    boolean invented =
        !sender.isEmpty() && !CommandRights.ELSEWHERE.contains(sender) && !senders.contains(sender);
    return invented && senders.size() >= MOST_SENDERS
        ? Optional.of(
            "commands of %d senders are in force, no more at once".formatted(MOST_SENDERS))
        : Optional.empty();
  }

  /** Only a valid command uses up its id. */
  private CommandResult noted(UnderstoodCommand understood, Moment now) {
    SiteCommand command = understood.command();
    CommandsInForce.Entry entry = understood.entry;
    Optional<KeptCommand> lasting =
        command instanceof SiteCommand.Lasting
            ? Optional.of(
                new KeptCommand(
                    entry.name(), new String(understood.payload, StandardCharsets.UTF_8)))
            : Optional.empty();
    return ledger
        .note(entry.message().id(), lasting, restricts(command), now.instant())
        .<CommandResult>map(why -> new Refused(entry.name(), entry.message().id(), why))
        .orElseGet(() -> accept(understood, now));
  }

  /** The answer to a command that is valid, without taking it. */
  private CommandResult answer(UnderstoodCommand understood, Moment now) {
    CommandsInForce.Entry entry = understood.entry;
    String key = entry.command().key();
    List<ActiveCommand> voices =
        active(now).of(key).stream()
            .filter(voice -> !voice.sender().equals(entry.sender()))
            .collect(Collectors.toCollection(ArrayList::new));
    voices.add(entry.active());
    return understood.result(
        inForce.replacedBy(entry, now),
        new ActiveCommands(voices),
        active(now).chargingOff(entry.command()));
  }

  private CommandResult accept(UnderstoodCommand understood, Moment now) {
    CommandResult result = answer(understood, now);
    inForce.put(understood.entry);
    return result;
  }

  /** Commands in force at {@code now}. */
  public ActiveCommands active(Moment now) {
    return new ActiveCommands(inForce.at(now).stream().map(CommandsInForce.Entry::active).toList());
  }

  /**
   * Ends commands that the site's state ends before they expire.
   *
   * @return why each ends, by what follows {@code command/} in its topic
   */
  public Map<String, String> end(PlantState state, Moment now) {
    lastState = Optional.of(state);
    Map<String, String> ended = new LinkedHashMap<>();
    for (CommandsInForce.Entry entry : inForce.at(now)) {
      endedBy(state, entry.command()).ifPresent(why -> ended.put(entry.name(), why));
    }
    ended.keySet().forEach(ledger::end);
    inForce.removeIf(entry -> ended.containsKey(entry.name()));
    return ended;
  }

  private static Optional<String> endedBy(PlantState state, SiteCommand command) {
    return command instanceof SiteCommand.Lasting lasting
        ? lasting.endedBy(state)
        : Optional.empty();
  }

  /** Removes a command that was carried out once and for all. */
  public void done(SiteCommand siteCommand) {
    inForce.removeIf(entry -> entry.command().equals(siteCommand));
  }
}
