package io.spikewatt.controller.member;

import java.util.Optional;

/**
 * Services of a site to its fleet beside learning.
 *
 * @param records what of its record it sends; empty = nothing
 * @param orders carries out orders of the fleet's operator; empty = they are not answered
 */
public record SiteServices(Optional<RecordForwarder> records, Optional<OrderExecutor> orders) {

  /** Learning alone. */
  public static final SiteServices NONE = new SiteServices(Optional.empty(), Optional.empty());
}
