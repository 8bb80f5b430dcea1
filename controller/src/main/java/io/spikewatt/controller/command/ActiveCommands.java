package io.spikewatt.controller.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands in force in one cycle.
 *
 * @param all at most one of each key
 * @param lapses when each expires; a command without an entry holds until it is withdrawn
 */
public record ActiveCommands(List<SiteCommand> all, Map<SiteCommand, Instant> lapses) {

  /** No command at all. */
  public static final ActiveCommands NONE = new ActiveCommands(List.of());

  public ActiveCommands {
    all = List.copyOf(all);
    lapses = Map.copyOf(lapses);
  }

  /** Commands that do not expire. */
  public ActiveCommands(List<SiteCommand> all) {
    this(all, Map.of());
  }

  /** When a command expires; empty = never. */
  public Optional<Instant> until(SiteCommand siteCommand) {
    return Optional.ofNullable(lapses.get(siteCommand));
  }

  /** The command of a kind of which only one can be in force. */
  public <W extends SiteCommand> Optional<W> one(Class<W> kind) {
    return every(kind).stream().findFirst();
  }

  /** All commands of a kind. */
  public <W extends SiteCommand> List<W> every(Class<W> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
