package io.spikewatt.config.source;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Calendar of a service.
 *
 * @param zone time zone of its days
 * @param slots lengths that its slots may have: 15, 30 and 60 minutes, ascending
 * @param publishedAt local time from which tomorrow's values are there; empty = no fixed time
 * @param atMostEvery least time between two requests
 */
public record SourceSchedule(
    ZoneId zone, List<Duration> slots, Optional<LocalTime> publishedAt, Duration atMostEvery) {

  public SourceSchedule {
    slots = slots.stream().sorted().toList();
  }
}
