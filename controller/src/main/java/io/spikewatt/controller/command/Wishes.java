package io.spikewatt.controller.command;

import java.util.List;
import java.util.Optional;

/**
 * The wishes in force in one cycle.
 *
 * @param all at most one of each key
 */
public record Wishes(List<Wish> all) {

  /** No wish at all. */
  public static final Wishes NONE = new Wishes(List.of());

  public Wishes {
    all = List.copyOf(all);
  }

  /** The wish of a kind that can stand only once. */
  public <W extends Wish> Optional<W> one(Class<W> kind) {
    return every(kind).stream().findFirst();
  }

  /** All wishes of a kind. */
  public <W extends Wish> List<W> every(Class<W> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
