package io.spikewatt.controller.planning;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.IslandPlanner;
import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Expected outages of the grid, and the genset plan of a running outage. The cycle's thread writes
 * ({@link #update}); the slow loop's thread reads.
 */
final class OutagePlanning {

  private final OutageHistory history;

  /** Empty where no genset can be planned. */
  private final Optional<IslandPlanner> planner;

  private volatile Status status;

  /** Newest values from the cycle, and since when gensets are requested to run. */
  private record Status(
      double failsPerHour, double awayHours, boolean alone, Optional<Moment> gensetsSince) {}

  OutagePlanning(Site site, OutageHistory history) {
    this(site, history, new Status(0, 1, false, Optional.empty()));
  }

  private OutagePlanning(Site site, OutageHistory history, Status status) {
    this.history = history;
    this.planner = IslandPlanner.of(site);
    this.status = status;
  }

  /** Continues under another configuration of the same devices. */
  OutagePlanning under(Site next) {
    return new OutagePlanning(next, history, status);
  }

  void update(Mode mode, Optional<Duration> gensetsRunFor, Moment now) {
    history.update(mode, now);
    status =
        new Status(
            history.failsPerHour(),
            history.expectedHours(now),
            mode.onIsland(),
            gensetsRunFor.map(runFor -> now.plus(runFor.negated())));
  }

  /** Whether the site is islanded. */
  boolean alone() {
    return status.alone;
  }

  /** Rates by the site's own record. During an outage none is expected. */
  OutageRates expected() {
    Status now = status;
    return now.alone ? OutageRates.NONE : new OutageRates.Expected(now.failsPerHour, now.awayHours);
  }

  /** The gensets' plan while the site is islanded. */
  Optional<IslandPlan> plan(PlanRequest request, Moment at) {
    Status now = status;
    return planner
        .filter(by -> now.alone)
        .flatMap(
            by ->
                by.plan(
                    request,
                    new IslandPlan.Island(now.awayHours, now.gensetsSince.map(at::since))));
  }
}
