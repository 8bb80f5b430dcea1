package io.spikewatt.controller.assembly;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveJobs;
import io.spikewatt.controller.command.ActiveTrips;
import io.spikewatt.controller.command.RestrictionStore;
import io.spikewatt.controller.dispatch.ShedRelayStore;
import io.spikewatt.controller.energy.ComputeDay;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.limit.FeedInOrders;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.mode.SeparationStore;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;

/**
 * State that survives a restart.
 *
 * @param models folder of trained models
 * @param computeDay energy and work of compute clusters since midnight
 */
public record PersistentState(
    HistoryStore history,
    Path models,
    OutageHistory outages,
    Requests requests,
    Connection connection,
    ComputeDay computeDay,
    SessionForecaster sessions) {

  /**
   * Requests from outside.
   *
   * @param restrictions limits, reserves and holds, in a second place besides the history
   */
  public record Requests(ActiveJobs jobs, ActiveTrips trips, RestrictionStore restrictions) {}

  /**
   * State of the grid connection, and of the loads that were shed for it.
   *
   * @param orders of the grid operator, on feed-in
   * @param importPeak of the month and of the running quarter hour
   */
  public record Connection(
      KeptValues orders,
      ImportPeak importPeak,
      SeparationStore separation,
      ShedRelayStore shedRelays) {}

  /** In a site's state directory; what cannot be read or written there is kept in memory. */
  public static PersistentState in(Path directory, Site site) {
    return new PersistentState(
        HistoryStore.open(directory),
        directory.resolve("models"),
        OutageHistory.in(directory),
        new Requests(
            ActiveJobs.in(directory, site),
            ActiveTrips.in(directory),
            RestrictionStore.in(directory)),
        new Connection(
            FeedInOrders.kept(directory),
            ImportPeak.in(directory, site.zone()),
            SeparationStore.in(directory),
            ShedRelayStore.in(directory)),
        ComputeDay.in(directory, site.zone()),
        SessionForecaster.in(directory, site.zone()));
  }

  /** Only history and models survive a restart. */
  public static PersistentState of(HistoryStore history, Path models, Site site) {
    return new PersistentState(
        history,
        models,
        new OutageHistory(KeptValues.inMemory()),
        new Requests(
            new ActiveJobs(site, KeptValues.inMemory()),
            new ActiveTrips(KeptValues.inMemory()),
            new RestrictionStore(KeptValues.inMemory())),
        new Connection(
            KeptValues.inMemory(),
            new ImportPeak(site.zone(), KeptValues.inMemory()),
            new SeparationStore(KeptValues.inMemory()),
            ShedRelayStore.inMemory()),
        new ComputeDay(site.zone(), KeptValues.inMemory()),
        SessionForecaster.inMemory(site.zone()));
  }
}
