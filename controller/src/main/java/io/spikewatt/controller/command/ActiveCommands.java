package io.spikewatt.controller.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wishes in force in one cycle.
 *
 * @param all at most one of each key
 * @param lapses until when each holds; one that is not in it holds until it is withdrawn
 */
public record ActiveCommands(List<SiteCommand> all, Map<SiteCommand, Instant> lapses) {

  /** No wish at all. */
  public static final ActiveCommands NONE = new ActiveCommands(List.of());

  public ActiveCommands {
    all = List.copyOf(all);
    lapses = Map.copyOf(lapses);
  }

  /** Wishes that do not lapse. */
  public ActiveCommands(List<SiteCommand> all) {
    this(all, Map.of());
  }

  /** Until when a wish holds; empty = it does not lapse. */
  public Optional<Instant> until(SiteCommand siteCommand) {
    return Optional.ofNullable(lapses.get(siteCommand));
  }

  /** The wish of a kind that can stand only once. */
  public <W extends SiteCommand> Optional<W> one(Class<W> kind) {
    return every(kind).stream().findFirst();
  }

  /** All wishes of a kind. */
  public <W extends SiteCommand> List<W> every(Class<W> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
