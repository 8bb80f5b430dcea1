package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import java.time.Instant;
import java.util.List;

/**
 * Values of one source.
 *
 * @param at time of the request, from which on they were known
 * @param known of what the source gives
 */
public record SourceAnswer(SiteSource source, Instant at, SourceReading.Known known) {

  /** Prices or emissions, ascending; none of a source of weather. */
  public List<SourceSlot> slots() {
    return known instanceof SourceReading.Slots one ? one.slots() : List.of();
  }
}
