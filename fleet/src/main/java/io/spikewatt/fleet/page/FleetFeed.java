package io.spikewatt.fleet.page;

import io.spikewatt.fleet.coordinate.FleetSnapshot;
import io.spikewatt.fleet.coordinate.FleetSnapshot.OpenRound;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.page.FleetOverview.ShownRound;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the page shows of a running coordinator, which publishes a snapshot now and then. Safe for
 * use by many threads.
 */
public final class FleetFeed {

  private static final int ROUNDS = 10;
  private static final int VERSIONS = 10;

  private final FleetState state;
  private final RefusalLog refusals;
  private final Optional<YearlyPrivacy> privacy;
  private final Duration silentAfter;
  private final Clock clock;
  private volatile FleetSnapshot newest;

  /**
   * @param refusals that the coordinator has reported
   * @param privacy what rounds spend at most; empty = they have no noise
   * @param silentAfter time without a message after which a site is silent
   * @param first the coordinator's first snapshot
   */
  public FleetFeed(
      FleetState state,
      RefusalLog refusals,
      Optional<YearlyPrivacy> privacy,
      Duration silentAfter,
      Clock clock,
      FleetSnapshot first) {
    this.state = state;
    this.refusals = refusals;
    this.privacy = privacy;
    this.silentAfter = silentAfter;
    this.clock = clock;
    newest = first;
  }

  /** Takes the coordinator's newest snapshot. */
  public void publish(FleetSnapshot snapshot) {
    newest = snapshot;
  }

  FleetOverview overview() {
    Instant now = clock.now().instant();
    FleetSnapshot snapshot = newest;
    List<SiteRow> sites =
        state.gateways().all().stream()
            .map(gateway -> SiteRow.of(gateway, snapshot, silentAfter, now))
            .toList();
    List<ShownRound> rounds = new ArrayList<>();
    for (RoundLine line : state.rounds().newest(ROUNDS)) {
      Optional<OpenRound> open =
          snapshot.rounds().stream().filter(it -> it.round() == line.round()).findFirst();
      rounds.add(new ShownRound(line, state.rounds().members(line.round()), open));
    }
    return new FleetOverview(
        now,
        snapshot.listeningSince().isPresent(),
        silentAfter,
        privacy,
        sites,
        rounds,
        state.models().newest(VERSIONS),
        refusals.summary());
  }
}
