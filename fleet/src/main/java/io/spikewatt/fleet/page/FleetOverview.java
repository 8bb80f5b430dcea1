package io.spikewatt.fleet.page;

import io.spikewatt.fleet.coordinate.FleetSnapshot.OpenRound;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.page.RefusalLog.RefusalSummary;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A fleet at a moment, for its page.
 *
 * @param listening whether the coordinator is connected to its broker
 * @param silentAfter time without a message after which a site is silent
 * @param privacy what rounds spend at most; empty = they have no noise
 * @param sites by name
 * @param rounds the newest first
 * @param models the newest versions first
 * @param refusals messages that did not count
 */
public record FleetOverview(
    Instant now,
    boolean listening,
    Duration silentAfter,
    Optional<YearlyPrivacy> privacy,
    List<SiteRow> sites,
    List<ShownRound> rounds,
    List<ModelVersion> models,
    RefusalSummary refusals) {

  /**
   * @param members number of gateways that the round began with
   * @param open empty = it is over
   */
  public record ShownRound(RoundLine line, int members, Optional<OpenRound> open) {}
}
