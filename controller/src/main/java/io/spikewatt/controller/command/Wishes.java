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
public record Wishes(List<Wish> all, Map<Wish, Instant> lapses) {

  /** No wish at all. */
  public static final Wishes NONE = new Wishes(List.of());

  public Wishes {
    all = List.copyOf(all);
    lapses = Map.copyOf(lapses);
  }

  /** Wishes that do not lapse. */
  public Wishes(List<Wish> all) {
    this(all, Map.of());
  }

  /** Until when a wish holds; empty = it does not lapse. */
  public Optional<Instant> until(Wish wish) {
    return Optional.ofNullable(lapses.get(wish));
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
