package io.spikewatt.controller.command;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SettledClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Accepted commands until they expire, at most one of each kind and sender. A command ends once the
 * wall clock and the settled clock have both reached its end, so that a clock that is ahead for a
 * moment ends nothing. A restricting one waits for longer: it counts again if the clock turns out
 * to have been ahead. Confined to one thread.
 */
final class CommandsInForce {

  /** Tolerated lead of a sender's clock over ours. */
  static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final SettledClock settledClock = new SettledClock();

  /**
   * An accepted command.
   *
   * @param name what follows {@code command/} in its topic
   * @param taken when it was accepted or restored
   */
  record Entry(String name, CommandMessage message, SiteCommand command, Moment taken) {

    Instant until() {
      return message.until();
    }

    String sender() {
      return CommandRights.sender(name);
    }

    private String place() {
      return sender() + " " + command.key();
    }

    private boolean restricts() {
      return command instanceof SiteCommand.Lasting lasting && lasting.restricts();
    }

    /** Nothing holds for longer than its sender wanted, however the wall clock is set. */
    private boolean outlived(Moment now) {
      return now.since(taken).compareTo(message.validFor().plus(CLOCK_TOLERANCE)) >= 0;
    }

    ActiveCommand active() {
      return new ActiveCommand(command, message.id(), sender(), Optional.of(until()));
    }
  }

  /** Adds a command; it takes the place of the sender's earlier one of its kind. */
  void put(Entry entry) {
    // Removed first, so that the order stays the one in which commands came.
    entries.remove(entry.place());
    entries.put(entry.place(), entry);
  }

  /** The command that this one would replace. */
  Optional<Entry> replacedBy(Entry entry, Moment now) {
    return at(now).stream().filter(one -> one.place().equals(entry.place())).findFirst();
  }

  void removeIf(Predicate<Entry> which) {
    entries.values().removeIf(which);
  }

  Set<String> senders(Moment now) {
    return at(now).stream().map(Entry::sender).collect(Collectors.toSet());
  }

  /** Commands in force, in the order in which they came; forgets those that are over. */
  List<Entry> at(Moment now) {
    Instant settled = settledClock.at(now);
    entries
        .values()
        .removeIf(
            entry ->
                entry.outlived(now)
                    || !(entry.restricts() || holds(entry, now.instant(), settled)));
    return entries.values().stream().filter(entry -> holds(entry, now.instant(), settled)).toList();
  }

  private static boolean holds(Entry entry, Instant wall, Instant settled) {
    return entry.until().isAfter(wall) || entry.until().isAfter(settled);
  }
}
