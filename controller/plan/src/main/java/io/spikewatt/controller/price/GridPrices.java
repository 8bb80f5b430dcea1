package io.spikewatt.controller.price;

import io.spikewatt.config.site.Site;
import java.time.Instant;
import java.util.Optional;

/** Prices of energy at the grid connection that are paid now. */
@FunctionalInterface
public interface GridPrices {

  /**
   * Prices at a site in the slot that begins then; forecast ones do not count.
   *
   * @param start of the slot
   */
  PaidPrices paid(Site site, Instant start);

  /**
   * Time of the oldest of the sources' newest answers; empty = there is no source, or one has given
   * none.
   */
  default Optional<Instant> sourcesAsOf() {
    return Optional.empty();
  }
}
