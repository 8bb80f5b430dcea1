package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import java.util.List;

/**
 * Values of one source.
 *
 * @param slots at least one, ascending, of the source's quantity
 */
public record SourceAnswer(SiteSource source, List<SourceSlot> slots) {

  public SourceAnswer {
    slots = List.copyOf(slots);
  }
}
