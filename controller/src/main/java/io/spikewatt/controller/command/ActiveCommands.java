package io.spikewatt.controller.command;

import java.util.List;
import java.util.Optional;

/**
 * The wishes in force in one cycle.
 *
 * @param all at most one of each key
 */
public record ActiveCommands(List<SiteCommand> all) {

  /** No wish at all. */
  public static final ActiveCommands NONE = new ActiveCommands(List.of());

  public ActiveCommands {
    all = List.copyOf(all);
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
