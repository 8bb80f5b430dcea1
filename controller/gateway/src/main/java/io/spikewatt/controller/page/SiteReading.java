package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running site at one moment.
 *
 * @param site its configuration in force
 * @param now the daemon's time
 * @param daemon what controls it
 * @param report of the newest cycle; empty before the first
 * @param alarms all present problems, code to sentence
 * @param devices each device with readings, in the configuration's order
 * @param plan the newest, possibly expired
 */
public record SiteReading(
    Site site,
    Instant now,
    Daemon daemon,
    Optional<CycleReport> report,
    Map<String, Phrase> alarms,
    List<Device> devices,
    Optional<Plan> plan) {

  /** Health of a site that is not controlled. */
  public static final String NOT_CONTROLLING = "not-controlling";

  /**
   * The running program.
   *
   * @param health {@code well}, {@code alarms} or {@code not-controlling}
   * @param missedCycles control cycles that were skipped since the start
   */
  public record Daemon(String health, String version, long missedCycles) {}

  /**
   * Readings of one device.
   *
   * @param lastGoodAgeMs age of its newest good value; empty = none since the start
   * @param fault why a value is missing now; empty = none is
   */
  public record Device(String id, OptionalLong lastGoodAgeMs, Optional<String> fault) {}

  /** Whether the site is controlled. */
  boolean controls() {
    return !daemon.health().equals(NOT_CONTROLLING);
  }
}
